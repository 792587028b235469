// A TypeScript client that is generated of a project's document compiles, runs, and finds its user's
// mistakes.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {fileURLToPath} from "node:url";
import openapiTypes, {astToString} from "openapi-typescript";
import {person, tokenOf} from "./lib/persons.mjs";
import {serve, temporaryFolder} from "./lib/server.mjs";
import {ask, good} from "./lib/tables.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const at = (path) => `/api/collections/${path}`;
const run = (command, args, env = {}) => new Promise((resolve) =>
  execFile(command, args, {cwd: here, env: {...process.env, ...env}}, (error, stdout, stderr) => resolve({status: error?.code ?? 0, stdout, stderr})));

let server, as;
const post = async (path, body) =>
  (await good(ask(server, "POST", at(path), {as, headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)}), 201)).json;

// In a suite of its own, whose server starts when its turn comes.
describe("collections client", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true});
  as = await tokenOf(server, await person(server));
  const project = (await post("projects", {name: "shelf", title: "A shelf"})).id;
  const schema = {
    type: "object", required: ["title"],
    properties: {title: {type: "string", minLength: 1, maxLength: 100}, pages: {type: "integer"}, note: {type: "string"}},
  };
  await post("definitions", {project, name: "books", title: "Books", schema, rules: {fields: {note: {read: '@role = "editor"'}}}});
});
after(() => server?.stop());

async function compiled() {
  const document = (await good(ask(server, "GET", at("shelf/openapi.json"), {as}))).json;
  const folder = await temporaryFolder(), types = join(folder, "shelf.d.ts");
  await writeFile(types, astToString(await openapiTypes(document, {silent: true})));
  const config = {
    extends: join(here, "tsconfig.json"),
    compilerOptions: {paths: {"#shelf": [types]}, typeRoots: [join(here, "node_modules/@types")]},
    files: [join(here, "shelf/client.ts")],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  return run(join(here, "node_modules/.bin/tsc"), ["--pretty", "false", "-p", folder]);
}

test("collections client: it compiles, and each of its mistakes does not", async () => {
  const {status, stdout} = await compiled();
  assert.equal(`${status} ${stdout}`, "0 ");
});

test("collections client: it runs", async () => {
  const {status, stdout, stderr} = await run(process.execPath, ["--disable-warning=ExperimentalWarning", "shelf/client.ts"], {STOA_URL: server.url, STOA_TOKEN: as.Authorization});
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {titles: ["The Telling"], pages: null, note: null});
});
});
