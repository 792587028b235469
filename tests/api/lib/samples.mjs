// Bodies of well-meant requests, as the document has them: a value by its schema, the id of a new record
// where the document says whose it is (x-stoa-record). What it does not tell of an app's fields stands in
// samples/<app>.mjs:
//
//   samples    field -> function that gives a value, undefined to leave it out
//   exclusive  groups of fields of which a body has one
//   always     optional fields that bodies have all the same
import {readdir} from "node:fs/promises";
import {typeOf, valueOf} from "./values.mjs";

const folder = new URL("../samples/", import.meta.url);
const ofApps = new Map();
for (const file of await readdir(folder)) ofApps.set(file.replace(/\.mjs$/, ""), await import(new URL(file, folder)));
const told = (app) => ({samples: {}, exclusive: [], always: [], ...ofApps.get(app)});

// Where records are made: `collection("Author", "library")` is the path whose POST makes what GET of
// "<path>/{id}" answers with. Of records that several apps have, one's own come first.
export function collectionsOf(document) {
  const all = Object.entries(document.paths).flatMap(([path, item]) => {
    const [, above, name] = /^(.*)\/\{(\w+)\}$/.exec(path) ?? [];
    if (!item.get || !document.paths[above]?.post) return [];
    const {schema} = item.get.parameters.find((one) => one.in === "path" && one.name === name);
    return [{record: schema["x-stoa-record"], app: item.get.tags[0], path: above}];
  });
  return (record, app) => {
    const some = all.filter((one) => one.record === record);
    return (some.find((one) => one.app === app) ?? some[0])?.path;
  };
}

// `refer(record, at)` answers with the id of a new record of that kind, undefined when there can be
// none. `at` is {app, within}: whose fields these are, and the collections that are being made right now,
// so that records which refer to each other come to an end.
export function samplerOf(resolve, refer) {
  async function unchecked(name, schema, at) {
    const {samples} = told(at.app);
    if (Object.hasOwn(samples, name)) return samples[name](schema);
    if (schema["x-stoa-record"]) return refer(schema["x-stoa-record"], at);
    if (schema.anyOf) return sample(name, schema.anyOf.find((one) => one.type !== "null"), at);
    if (typeOf(schema) === "object") return sampleBody(schema, at);
    if (typeOf(schema) !== "array") return Object.keys(schema).length ? valueOf(schema) : {};
    const item = await sample(name, schema.items, at);
    return item === undefined ? undefined : [item];
  }

  async function sample(name, reference, at) {
    const schema = resolve(reference), value = await unchecked(name, schema, at);
    const leftOut = schema["x-stoa-record"] || schema.items?.["x-stoa-record"] || Object.hasOwn(told(at.app).samples, name);
    if (value !== undefined || leftOut) return value;
    throw new Error(`no sample for the field ${name} of ${at.app}: ${JSON.stringify(schema)}; add one to tests/api/samples/${at.app}.mjs`);
  }

  // All fields, in the order of the schema, or those that must be there.
  async function sampleBody(schema, at, {all = true} = {}) {
    const {exclusive, always} = told(at.app), body = {};
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (!all && !schema.required?.includes(name) && !always.includes(name)) continue;
      if (exclusive.some((group) => group.includes(name) && group.some((other) => other in body))) continue;
      const value = await sample(name, field, at);
      if (value !== undefined) body[name] = value;
      else if (schema.required?.includes(name)) throw new Error(`nothing makes what ${name} of ${at.app} refers to: ${JSON.stringify(field)}`);
    }
    return body;
  }

  return {sample, sampleBody};
}
