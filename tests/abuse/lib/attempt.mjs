// A request that its rightful caller would get a 2xx for, made ready but not sent: what every row of
// abuse begins with, so that a refusal is due to nothing but what the row changed.
import {collectionsOf, samplerOf} from "../../api/lib/samples.mjs";
import {json} from "./client.mjs";
import {document, operationAt, resolve} from "./document.mjs";
import {makerOf, recipeOf} from "./recipes.mjs";

const collectionOfRecord = collectionsOf(document);

// How a request begins a WebSocket.
export const upgrade = {
  Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

// The id of a new record of a kind: of whatever a field or a path refers to.
async function idOf(world, record, {app, within, person}) {
  const make = await makerOf(record);
  if (make) return (await make(world)).id;
  const path = collectionOfRecord(record, app);
  return !path || within.includes(path) ? undefined : (await world.made(path, {within, person})).id;
}
export const samplerFor = (world) => samplerOf(resolve, (record, at) => idOf(world, record, at));

// What an operation's path names, from left to right: what lies in a collection is made there.
async function pathOf(world, {path, inPath}, at) {
  const values = {};
  for (const [, above, name] of path.matchAll(/(?<=^(.*))\/\{(\w+)\}/g)) {
    const {schema} = inPath.find((one) => one.name === name);
    values[name] = operationAt("POST", above)
      ? (await world.made(above, {...at, path: {...values}})).id
      : await samplerFor(world).sample(name, schema, at);
  }
  return values;
}

// `given` is what whoever asks has chosen: the path, the person, and the collections that it is for.
async function prepared(world, operation, credential, given) {
  const {app, role} = operation, {path, person, within = []} = given;
  const recipe = await (await recipeOf(operation))?.(world, credential);
  const made = {person: world.holder(role), ...recipe, ...(path && {path}), ...(person && !role && {person})};
  // What is asked for without a role may be private: it is made by the same person, with what it refers to.
  const at = {app, within, person: role ? undefined : made.person};
  made.path ??= await pathOf(world, operation, at);
  if (operation.body && !made.body) made.body = await samplerFor(world).sampleBody(operation.body, at);
  return made;
}

async function credentialsOf(world, operation, credential, person) {
  if (!operation.secured) return {};
  if (credential === "cookie") return world.people.byCookie(person);
  if (credential === "token") return world.people.byToken(person);
  return world.people.byKey(person, [operation.scope]);
}

// How an operation says that one may come: by a cookie, a token, a key.
export const credentialKinds = ({secured, inPerson}) => (secured ? ["cookie", "token", ...(inPerson ? [] : ["key"])] : ["nothing"]);

export async function attemptOf(world, operation, credential, given = {}) {
  const made = await prepared(world, operation, credential, given);
  const target = operation.path.replace(/\{(\w+)\}/g, (_, name) => made.path[name]) + (made.query ?? "");
  const body = made.file ?? (operation.body ? JSON.stringify(made.body) : undefined);
  const headers = made.file ? {"Content-Type": "application/octet-stream"} : body ? {...json} : operation.socket ? {...upgrade} : {};
  return {
    operation, credential, person: made.person, body: made.body, path: made.path,
    credentials: made.credentials ?? (await credentialsOf(world, operation, credential, made.person)),
    request: {method: operation.method, target, headers, body, server: made.server, secured: operation.secured},
  };
}

// The request with other header fields; null takes one away.
export const withHeaders = (request, headers) => ({...request, headers: {...request.headers, ...headers}});
// As its rightful caller sends it.
export const rightful = ({request, credentials}) => withHeaders(request, credentials);
