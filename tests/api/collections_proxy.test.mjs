// The document of a project is what the server enforces: all traffic goes through npm's prism, which knows
// the document alone, and lets nothing pass in either direction that is not as it says.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {person, tokenOf} from "./lib/persons.mjs";
import {serve, temporaryFolder} from "./lib/server.mjs";
import {ask, good} from "./lib/tables.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const patience = 60_000;
const json = {"Content-Type": "application/json"};
const at = (path) => `/api/collections/${path}`;

const schema = {
  type: "object",
  required: ["title"],
  properties: {
    title: {type: "string", minLength: 1, maxLength: 300}, pages: {type: "integer", minimum: 1}, rating: {type: "number", exclusiveMinimum: 0, maximum: 5},
    price: {"x-stoa-type": "money"}, exact: {type: "string", "x-stoa-type": "decimal", "x-stoa-scale": 2},
    tags: {type: "array", items: {type: "string"}, maxItems: 3}, kind: {type: "string", enum: ["novel", "essay"]},
    day: {type: "string", format: "date"}, at: {type: "string", format: "date-time"}, mark: {type: "string", pattern: "^[A-Z]-[0-9]+$"},
    lent: {type: "boolean", default: false}, any: {}, place: {type: "object", required: ["city"], properties: {city: {type: "string"}}},
    written_by: {type: "string", format: "uuid", "x-stoa-record": "authors"},
    cover: {"x-stoa-type": "file", "x-stoa-media-types": ["image/png", "text/plain"], "x-stoa-max-bytes": 1000},
  },
};

let server, proxy, keepers, author;
const send = (base, method, path, body, {as = keepers, headers = {}} = {}) =>
  ask({...server, url: base}, method, at(path), {as, headers: {...(body && json), ...headers}, body: body && JSON.stringify(body)});
const straight = async (method, path, body) => (await good(send(server.url, method, path, body), method === "POST" ? 201 : 200)).json;

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const {port} = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startProxy(document) {
  const file = join(await temporaryFolder(), "project.json"), port = await freePort();
  await writeFile(file, JSON.stringify(document));
  const args = ["proxy", file, server.url, "--errors", "--host", "127.0.0.1", "--port", String(port)];
  const child = spawn(join(here, "node_modules/.bin/prism"), args);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  for (const until = Date.now() + patience; !said.includes("listening"); await sleep(50)) {
    assert.ok(Date.now() < until && child.exitCode === null, `prism does not listen:\n${said}`);
  }
  return {url: `http://127.0.0.1:${port}`, stop: () => child.kill()};
}

// In a suite of its own, whose server starts when its turn comes.
describe("collections proxy", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true});
  keepers = await tokenOf(server, await person(server));
  const project = (await straight("POST", "projects", {name: "shelf", title: "A shelf"})).id;
  const authors = {project, name: "authors", title: "Authors", schema: {type: "object", properties: {name: {type: "string"}}}};
  await straight("POST", "definitions", authors);
  const rules = {read: "true", fields: {rating: {read: "@signed_in = true"}}};
  const books = (await straight("POST", "definitions", {project, name: "books", title: "Books", schema, rules, search: ["title"]})).id;
  await straight("POST", "views", {project, name: "shown", title: "Shown", collection: books, read: "true", fields: ["title", "tags", "cover"]});
  author = (await straight("POST", "shelf/authors", {name: "Le Guin"})).id;
  proxy = await startProxy(await straight("GET", "shelf/openapi.json"));
});
after(async () => {
  proxy?.stop();
  await server?.stop();
});

// Through the proxy: what prism says of an answer or a request it says under an address of its own.
async function through(method, path, body, options) {
  const answer = await send(proxy.url, method, path, body, options);
  const byPrism = /stoplight\.io\/prism\/errors#(\w+)/.exec(answer.text)?.[1];
  return {answer, byPrism};
}
async function passes(status, method, path, body, options) {
  const {answer, byPrism} = await through(method, path, body, options);
  assert.equal(byPrism, undefined, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
  assert.equal(answer.status, status, `${method} ${path}: ${answer}`);
  return answer.text.startsWith("{") ? answer.json : undefined;
}

const whole = () => ({
  title: "The Dispossessed", pages: 341, rating: 4.5, price: {amount: 1250, currency: "EUR"}, exact: "12.50", tags: ["moon"],
  kind: "novel", day: "1974-05-01", at: "1974-05-01T12:00:00Z", mark: "A-7", any: {deep: [1, null]}, place: {city: "Anarres"}, written_by: author,
});

test("collections proxy: the whole life of a record passes, as its keeper and as a stranger", async () => {
  const {id} = await passes(201, "POST", "shelf/books", whole());
  const url = `shelf/books/${id}`, stranger = {as: {}};
  await passes(200, "GET", url);
  await passes(200, "GET", url, undefined, stranger);
  await passes(200, "GET", `${url}?expand=written_by`);
  await passes(200, "PATCH", url, {pages: 342, price: null}, {headers: {"Content-Type": "application/merge-patch+json"}});
  await passes(412, "PATCH", url, {pages: 1}, {headers: {"If-Match": '"1"'}});
  await passes(200, "GET", "shelf/books?limit=5&filter=pages%20%3E%201&sort=-title&count=exact&search=disposs");
  await passes(200, "GET", "shelf/books/export?format=ndjson");
  await passes(200, "GET", "shelf/books/aggregate?group=kind&sum=pages&avg=rating");
  await passes(200, "GET", "shelf/shown", undefined, stranger);
  await passes(200, "GET", `shelf/shown/${id}`, undefined, stranger);
  await passes(403, "PATCH", url, {pages: 1}, stranger);
  await passes(204, "DELETE", url);
  await passes(404, "GET", url);
  await passes(200, "POST", `${url}/restore`);
  await passes(409, "POST", `${url}/restore`);
  await passes(200, "GET", "shelf/openapi.json");
});

test("collections proxy: a file is put, given and taken away", async () => {
  const {id} = await passes(201, "POST", "shelf/books", whole());
  const file = `shelf/books/${id}/files/cover`, url = new URL(at(file), proxy.url);
  const put = (body, headers = {}) => fetch(url, {method: "PUT", headers: {...keepers, ...headers}, body});
  const said = await put("Some words", {"Content-Type": "text/plain; charset=utf-8"});
  assert.equal(said.status, 200, await said.clone().text());
  const {cover} = await passes(200, "GET", `shelf/books/${id}`);
  assert.deepEqual([cover.url, cover.size, cover.content_type], [at(file), 10, "text/plain; charset=utf-8"]);
  assert.equal(await (await fetch(url, {headers: keepers})).text(), "Some words");
  const {answer} = await through("GET", `shelf/shown/${id}/files/cover`, undefined, {as: {}});
  assert.equal(answer.text, "Some words");
  await passes(204, "DELETE", file);
  await passes(404, "DELETE", file);
});

test("collections proxy: of each body prism and the server think alike", async () => {
  const wrong = {
    title: "", pages: 0, rating: 0, price: {amount: 1.5, currency: "EUR"}, exact: "12.505", tags: ["a", "b", "c", "d"], kind: "play",
    day: "1974-02-30", mark: "a-7", lent: "no", place: {}, written_by: "Le Guin", more: 1,
  };
  await passes(201, "POST", "shelf/books", {title: "Alone"});
  for (const [name, value] of Object.entries(wrong)) {
    const body = {...whole(), [name]: value};
    const {answer, byPrism} = await through("POST", "shelf/books", body);
    assert.equal(byPrism, "UNPROCESSABLE_ENTITY", `${name}: ${answer}`);
    assert.equal((await send(server.url, "POST", "shelf/books", body)).status, 422, name);
  }
  for (const name of Object.keys(wrong).slice(1, -1)) {
    const body = whole();
    delete body[name];
    await passes(201, "POST", "shelf/books", body);
  }
});
});
