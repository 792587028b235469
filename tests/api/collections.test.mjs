// `collections` as a stranger uses it: a table becomes an API, a part of it is published, a friend gets a
// key for one field, and the edit arrives live. And what the document of a project says is so, both ways.
import SwaggerParser from "@apidevtools/swagger-parser";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import {randomUUID} from "node:crypto";
import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {EventSource} from "eventsource";
import {keyOf, person, tokenOf} from "./lib/persons.mjs";
import {root, serve} from "./lib/server.mjs";
import {ask, good, refused} from "./lib/tables.mjs";

const patience = 120_000;  // ten thousand books, on a machine that is busy
const json = {"Content-Type": "application/json"};
const at = (path) => `/api/collections/${path}`;

let server, keeper, keepers, project, books;
const call = (method, path, body, as = keepers, more = {}) =>
  ask(server, method, at(path), {as, headers: body ? json : {}, body: body && JSON.stringify(body), ...more});
const post = async (path, body, as) => (await good(call("POST", path, body, as), 201)).json;

const schema = {
  type: "object",
  required: ["title", "authors"],
  properties: {
    title: {type: "string", minLength: 1, maxLength: 300},
    authors: {type: "string", minLength: 1, maxLength: 1000},
    first_published: {type: "integer"},
    language: {type: "string", "x-stoa-type": "language"},
    shelf_mark: {type: "string", pattern: "^[A-Z]{1,3}-[0-9]+$"},
    note: {type: "string", maxLength: 1000},
  },
};

// In a suite of its own, whose server starts when its turn comes.
describe("collections", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true});
  keeper = await person(server);
  keepers = await tokenOf(server, keeper);
  project = (await post("projects", {name: "shelf", title: "A shelf"})).id;
  books = (await post("definitions", {project, name: "books", title: "Books", schema, indexes: [{fields: ["title"]}]})).id;
});
after(() => server?.stop());

async function imported(table, query) {
  const begun = await good(ask(server, "POST", at(`imports?${new URLSearchParams(query)}`), {as: keepers, headers: {"Content-Type": "text/csv"}, body: table}), 201);
  for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
    const {json: now} = await good(call("GET", `imports/${begun.json.id}`));
    if (now.ended) return now;
  }
  assert.fail("the import does not end");
}

test("collections: ten thousand books are imported, found, counted and exported", async () => {
  const table = await readFile(join(root, "src/apps/library/demo/books.csv"));
  const done = await imported(table, {collection: "shelf/books", others: "ignore"});
  assert.equal(`${done.state} ${done.imported} ${done.refused}`, "done 10000 0");
  const filter = new URLSearchParams({filter: 'authors = "*Tolkien*"', sort: "title", limit: "3", count: "exact", fields: "title"});
  const {json: page} = await good(call("GET", `shelf/books?${filter}`));
  assert.ok(page.total.rows > 10);
  assert.deepEqual(page.items.map(({title}) => title), page.items.map(({title}) => title).sort());
  const {text} = await good(call("GET", "shelf/books/export?fields=title"));
  assert.equal(text.split("\r\n").length, 10_002);
  const {json: counted} = await good(call("GET", "shelf/books/aggregate?group=language&limit=3"));
  assert.ok(counted.groups.length > 0, JSON.stringify(counted));
});

test("collections: a view is published, a friend edits one field, and whoever watches sees it", async (t) => {
  await post("views", {project, name: "catalogue", title: "What there is", collection: books, read: "true", fields: ["title", "authors", "first_published", "note"]});
  const book = await post("shelf/books", {title: "The Lathe of Heaven", authors: "Ursula K. Le Guin", shelf_mark: "A-7"});
  const {json: seen} = await good(call("GET", `shelf/catalogue/${book.id}`, undefined, {}));
  assert.deepEqual(Object.keys(seen).sort(), ["authors", "created", "first_published", "id", "note", "title", "updated", "version"]);
  await good(call("GET", `shelf/books/${book.id}`, undefined, {}), 404);

  const source = new EventSource(new URL(`/api/live?subscribe=${at("shelf/catalogue")}`, server.url));
  t.after(() => source.close());
  const changes = [];
  source.addEventListener("change", ({data}) => changes.push(JSON.parse(data)));
  await new Promise((resolve) => source.addEventListener("ready", resolve));

  const friend = await keyOf(server, keeper, ["collections:shelf.books.note:write"]);
  await good(call("PATCH", `shelf/books/${book.id}`, {note: "Read it twice."}, friend));
  const wrong = await refused(call("PATCH", `shelf/books/${book.id}`, {title: "Mine"}, friend), 422, "validation_failed");
  assert.deepEqual(wrong.errors.map(({pointer, code}) => `${pointer} ${code}`), ["/title read_only"]);
  await refused(call("DELETE", `shelf/books/${book.id}`, undefined, friend), 403, "scope_missing");
  await refused(call("POST", "shelf/books", {title: "x", authors: "y"}, friend), 403, "scope_missing");
  const shown = (await good(call("GET", `shelf/books/${book.id}`, undefined, friend))).json;
  assert.deepEqual(Object.keys(shown).sort(), ["created", "id", "note", "updated", "version"]);

  // The book itself may still be told of: who watches stands where the last news had come to.
  const told = () => changes.some((change) => JSON.stringify(change).includes("Read it twice."));
  for (const until = Date.now() + patience; Date.now() < until && !told(); await sleep(10));
  assert.equal(told(), true);
  assert.equal(JSON.stringify(changes).includes("A-7"), false);
});

test("collections: records are written as everywhere: once, together, and not over each other", async () => {
  const headers = {...json, "Idempotency-Key": randomUUID()}, body = JSON.stringify({title: "Once", authors: "Somebody"});
  const once = () => good(ask(server, "POST", at("shelf/books"), {as: keepers, headers, body}), 201);
  const one = await once(), two = await once();
  assert.equal(one.json.id, two.json.id);
  const url = `shelf/books/${one.json.id}`;
  await good(ask(server, "PATCH", at(url), {as: keepers, headers: {...json, "If-Match": '"1"'}, body: JSON.stringify({note: "a"})}));
  await good(ask(server, "PATCH", at(url), {as: keepers, headers: {...json, "If-Match": '"1"'}, body: JSON.stringify({note: "b"})}), 412);
  const operations = [
    {method: "POST", path: at("shelf/books"), body: {title: "Two", authors: "Somebody"}},
    {method: "PATCH", path: at(url), body: {note: 7}},
  ];
  const refusal = await refused(call("POST", "batch", {operations}), 422, "validation_failed");
  assert.equal(refusal.errors[0].pointer, "/operations/1/body/note");
  operations[1].body.note = "c";
  await good(call("POST", "batch", {operations}));
  assert.equal((await good(call("GET", url))).json.note, "c");
});

// ---- the document -------------------------------------------------------------------------------

const documentOf = async (as = keepers) => (await good(call("GET", "shelf/openapi.json", undefined, as))).json;

test("collections: a project has a document, for those who belong to it", async () => {
  const stranger = await tokenOf(server, await person(server));
  await good(call("GET", "shelf/openapi.json", undefined, {}), 401);
  await good(call("GET", "shelf/openapi.json", undefined, stranger), 404);
  const document = await documentOf();
  await SwaggerParser.validate(structuredClone(document));
  assert.ok(document.paths[at("shelf/books")].post);
  assert.ok(document.paths[at("shelf/catalogue/{id}")].get);
  assert.equal(document.paths[at("shelf/catalogue")].post, undefined);
});

function validators(document) {
  const ajv = addFormats(new Ajv2020({strict: false, allErrors: true}));
  ajv.addSchema({$id: "document", components: document.components});
  return (name) => ajv.compile({$ref: `document#/components/schemas/${name}`});
}

test("collections: what the document says of a body is what is taken, and of an answer what is given", async () => {
  const validatorOf = validators(await documentOf());
  const input = validatorOf("BooksInput"), output = validatorOf("Books"), page = validatorOf("PageBooks");
  const bodies = [
    {title: "A", authors: "B"}, {title: "A"}, {title: "", authors: "B"}, {title: 7, authors: "B"}, {title: "A", authors: "B", more: 1},
    {title: "A", authors: "B", first_published: 1.5}, {title: "A", authors: "B", first_published: 1900}, {title: "A", authors: null},
    {title: "A", authors: "B", shelf_mark: "a-7"}, {title: "A", authors: "B", shelf_mark: "AB-7"}, {title: "A", authors: "B", language: "pt-BR"},
    {title: "A", authors: "B", language: "not a language"}, {title: "A".repeat(301), authors: "B"}, {title: "A", authors: "B", note: null},
  ];
  let taken = 0;
  for (const body of bodies) {
    const answer = await call("POST", "shelf/books", body);
    assert.equal(answer.status, input(body) ? 201 : 422, `${JSON.stringify(body)}: ${answer}`);
    if (answer.status !== 201) continue;
    taken++;
    assert.ok(output(answer.json), JSON.stringify(output.errors));
  }
  assert.ok(taken > 3 && taken < bodies.length);
  const {json: listed} = await good(call("GET", "shelf/books?limit=100"));
  assert.ok(page(listed), JSON.stringify(page.errors));
});

test("collections: a field that not everybody reads is no required one of the document", async () => {
  const change = {title: "Books", schema, indexes: [{fields: ["title"]}], rules: {read: "true", fields: {note: {read: '@role = "editor"'}}}};
  await good(ask(server, "PUT", at(`definitions/${books}`), {as: keepers, headers: json, body: JSON.stringify(change)}));
  const document = await documentOf();
  assert.equal(document.components.schemas.Books.required.includes("note"), false);
  assert.equal(document.components.schemas.Books.required.includes("title"), true);
  const output = validators(document)("PageBooks");
  const {json: listed} = await good(call("GET", "shelf/books?limit=5", undefined, {}));
  assert.ok(output(listed), JSON.stringify(output.errors));
  assert.equal("note" in listed.items[0], false);
});
});
