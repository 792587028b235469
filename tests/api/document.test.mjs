// The OpenAPI document: the linters of two houses, a parser of a third, and the committed snapshot.
import SwaggerParser from "@apidevtools/swagger-parser";
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {fileURLToPath} from "node:url";
import {serve, stoa, temporaryFolder} from "./lib/server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const snapshot = join(here, "openapi.snapshot.json");

function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const options = {cwd: here, env: {...process.env, ...env}, maxBuffer: 1 << 26};
    execFile(command, args, options, (error, stdout, stderr) => resolve({status: error ? error.code : 0, stdout, stderr}));
  });
}

let server, document, file;
before(async () => {
  server = await serve();
  document = await (await fetch(`${server.url}/openapi.json`)).json();
  file = join(await temporaryFolder(), "openapi.json");
  await writeFile(file, JSON.stringify(document, null, 2));
});
after(() => server?.stop());

// A linter that finds nothing must have looked: each also gets a document with a fault.
async function faulty() {
  const broken = structuredClone(document);
  const path = "/api/library/works";
  delete broken.paths[path].get.responses[200].description;
  broken.paths[path].get.parameters[0].in = "nowhere";
  const name = join(await temporaryFolder(), "broken.json");
  await writeFile(name, JSON.stringify(broken));
  return name;
}

const redocly = async (name) => {
  const quiet = {REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", CI: "true"};
  const {stdout} = await run("node_modules/.bin/redocly", ["lint", name, "--config", "redocly.yaml", "--format", "json", "--max-problems", "1000"], quiet);
  const {problems} = JSON.parse(stdout);
  return problems.map((one) => `${one.severity} ${one.ruleId} at ${one.location?.[0]?.pointer}: ${one.message}`);
};

const spectral = async (name) => {
  const {stdout} = await run("node_modules/.bin/spectral", ["lint", name, "--ruleset", ".spectral.yaml", "--format", "json", "--quiet"]);
  return JSON.parse(stdout.slice(stdout.indexOf("["))).map((one) => `${["error", "warning", "info", "hint"][one.severity]} ${one.code} at /${one.path.join("/")}: ${one.message}`);
};

for (const [name, lint] of Object.entries({redocly, spectral})) {
  test(`document: ${name} finds nothing`, async () => {
    assert.deepEqual(await lint(file), []);
  });
  test(`document: ${name} finds a fault`, async () => {
    assert.notEqual((await lint(await faulty())).length, 0);
  });
}

const operationsOf = (one) => Object.values(one.paths).flatMap((item) => Object.values(item));
const withoutSuccess = (one) => operationsOf(one)
  .filter((operation) => !Object.keys(operation.responses).some((status) => /^[23]/.test(status) || (status === "101" && operation["x-stoa-socket"])))
  .map(({operationId}) => operationId);
// Wherever it is referred to, in what stands for messages of sockets too.
const unused = (one) => {
  const text = JSON.stringify(one);
  return Object.keys(one.components.schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`));
};

test("document: each operation says how it succeeds, and no schema is left over", async () => {
  assert.deepEqual(withoutSuccess(document), []);
  assert.deepEqual(unused(document), []);
  const silent = structuredClone(document), full = structuredClone(document);
  delete silent.paths["/api/library/works"].get.responses[200];
  full.components.schemas.Nobody = {};
  assert.deepEqual([withoutSuccess(silent), unused(full)], [["library_search_works"], ["Nobody"]]);
});

test("document: swagger-parser takes it", async () => {
  await SwaggerParser.validate(structuredClone(document));
});
test("document: swagger-parser finds a fault", async () => {
  await assert.rejects(SwaggerParser.validate(await faulty()));
});

test("document: `stoa openapi` prints what /openapi.json says", async () => {
  const printed = await stoa(["openapi"]);
  assert.equal(printed.status, 0, printed.stderr);
  assert.deepEqual(JSON.parse(printed.stdout), document);
});

test("document: every route of `stoa routes` is in it, and no other", async () => {
  const {stdout} = await stoa(["routes"]);
  const routes = stdout.trim().split("\n").map((line) => line.split(/\s+/).slice(0, 2).join(" "));
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual(routes.sort(), documented.sort());
});

test("document: it is the one that openapi.snapshot.json remembers", async () => {
  const pretty = `${JSON.stringify(document, null, 2)}\n`;
  const known = await readFile(snapshot, "utf8").catch(() => "");
  if (pretty === known) return;
  if (process.env.UPDATE_SNAPSHOTS) return writeFile(snapshot, pretty);
  const {stdout} = await run("diff", ["-u", snapshot, file]);
  assert.fail(`The API changed. If you meant it: UPDATE_SNAPSHOTS=1 tests/api/run document.test.mjs\n${stdout}`);
});
