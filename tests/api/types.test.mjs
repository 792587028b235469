// The types that openapi-typescript makes of the document: the story compiles with them, and
// mistakes do not.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {before, test} from "node:test";
import {fileURLToPath} from "node:url";
import openapiTypes, {astToString} from "openapi-typescript";
import {stoa, temporaryFolder} from "./lib/server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
let types;

before(async () => {
  const document = JSON.parse((await stoa(["openapi"])).stdout);
  types = join(await temporaryFolder(), "openapi.d.ts");
  await writeFile(types, astToString(await openapiTypes(document, {silent: true})));
});

// The compiler's complaints, "file:line: sentence".
async function complaints(file) {
  const folder = await temporaryFolder();
  const config = {
    extends: join(here, "tsconfig.json"),
    compilerOptions: {paths: {"#openapi": [types]}, typeRoots: [join(here, "node_modules/@types")]},
    files: [join(here, file)],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(here, "node_modules/.bin/tsc");
  const stdout = await new Promise((resolve) =>
    execFile(compiler, ["--strict", "--noEmit", "--pretty", "false", "-p", folder], {cwd: here}, (_, out) => resolve(out)));
  return stdout.split("\n").filter((line) => /error TS\d+/.test(line)).map((line) => line.replace(/\((\d+),\d+\): error/, ":$1:"));
}

test("types: the story compiles under tsc --strict", async () => {
  assert.deepEqual(await complaints("story.test.ts"), []);
});

test("types: tsc finds every mistake of mistakes/client.ts, and nothing else", async () => {
  const file = "mistakes/client.ts";
  const lines = (await readFile(join(here, file), "utf8")).split("\n");
  const expected = lines.flatMap((line, i) => (line.endsWith("// no") ? [i + 1] : []));
  const found = (await complaints(file)).map((line) => Number(/client\.ts:(\d+):/.exec(line)?.[1]));
  assert.deepEqual([...new Set(found)], expected);
});
