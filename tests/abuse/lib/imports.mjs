// How whoever may make a record succeeds with imports of such records, which every app has routes for
// that takes some. An import that waits for ever stands in the database alone.
import assert from "node:assert/strict";
import {randomUUID} from "node:crypto";
import {attemptOf} from "./attempt.mjs";
import {operationAt, operations} from "./document.mjs";
import {insert, uuid} from "./insert.mjs";

// The collections that an app imports, as its refusal of another names them; one of no name where people
// make them.
async function collectionsOf(world, app) {
  const headers = await world.people.byToken(world.everything);
  const answer = await world.ask({method: "POST", target: `/api/${app}/imports?collection=none`, headers, body: Buffer.from("a\n")});
  const [, names = "none"] = /one of (.*)\.$/.exec(answer.json.errors[0].message) ?? [];
  return names.split(", ");
}

// A table of one line, for the first collection that it can be made for.
async function tableOf(world, app) {
  const [collection] = await world.once(`collections of ${app}`, () => collectionsOf(world, app));
  const operation = operationAt("POST", `/api/${app}/${collection}`);
  const {request} = await attemptOf(world, operation, "token");
  assert.ok(request.body, `POST ${collection} has a body`);
  return {operation, query: `?collection=${collection}`, file: Buffer.from(`${request.body}\n`)};
}

async function start(world, app, credential) {
  const {operation, query, file} = await tableOf(world, app);
  const person = world.holder(operation.role), made = {person, query, file};
  if (credential !== "key") return made;
  return {...made, credentials: await world.people.byKey(person, [`${app}:imports:write`, operation.scope])};
}

async function newImport(world, app) {
  const [collection] = await world.once(`collections of ${app}`, () => collectionsOf(world, app));
  const person = world.holder(""), id = randomUUID();
  await insert(world, app, "_imports", {
    id: uuid(id), account: uuid(person.id), collection, mode: "all", state: "waiting", file_name: "", bytes: 1,
    bytes_read: 0, line: 0, records: 0, imported: 0, refused: 0, faults: 0, cancelled: false, version: 1, created: 1, updated: 1,
  });
  return {person, path: {id}};
}

const ofApp = (app) => ({
  [`${app}_start_import`]: (world, credential) => start(world, app, credential),
  [`${app}_get_import`]: (world) => newImport(world, app),
  [`${app}_list_faults`]: (world) => newImport(world, app),
  [`${app}_list_faults_export`]: (world) => newImport(world, app),
  [`${app}_list_faults_aggregate`]: (world) => newImport(world, app),
  [`${app}_cancel_import`]: (world) => newImport(world, app),
});

const apps = operations.filter(({id, app}) => id === `${app}_start_import`).map(({app}) => app);
export const recipesOfImports = Object.assign({}, ...apps.map(ofApp));
