// Search in `collections`: in a list, in a view, live, and by keys for a part.
import assert from "node:assert/strict";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {EventSource} from "eventsource";
import {keyOf, person, tokenOf} from "./lib/persons.mjs";
import {serve} from "./lib/server.mjs";
import {ask, good, refused} from "./lib/tables.mjs";

const patience = 30_000;
const at = (path) => `/api/collections/${path}`;
const text = {type: "string", minLength: 1, maxLength: 300};

let server, keeper, keepers;
const get = (path, as = keepers) => ask(server, "GET", at(path), {as});
const post = async (path, body) =>
  (await good(ask(server, "POST", at(path), {as: keepers, headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)}), 201)).json;
const found = async (list, words, as) =>
  (await good(get(`${list}?${new URLSearchParams({search: words})}`, as))).json.items.map(({title}) => title);

// In a suite of its own, whose server starts when its turn comes.
describe("collections search", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true});
  keeper = await person(server);
  keepers = await tokenOf(server, keeper);
  const project = (await post("projects", {name: "shelf", title: "A shelf"})).id;
  const schema = {type: "object", required: ["title"], properties: {title: text, authors: text, note: text}};
  const collection = (await post("definitions", {project, name: "books", title: "Books", schema, search: ["title", "note"]})).id;
  await post("views", {project, name: "catalogue", title: "What there is", collection, read: "true", fields: ["title", "note"]});
  await post("views", {project, name: "titles", title: "Titles", collection, read: "true", fields: ["title"]});
  await post("shelf/books", {title: "Kindred", authors: "Octavia E. Butler", note: "Maryland, 1815"});
});
after(() => server?.stop());

test("collections search: words find books in the collection, and in a view that shows all that is searched", async () => {
  assert.deepEqual(await found("shelf/books", "maryland kind"), ["Kindred"]);
  assert.deepEqual(await found("shelf/books", "butler"), []);
  assert.deepEqual(await found("shelf/catalogue", "maryland kind", {}), ["Kindred"]);
});

test("collections search: the document says where words are taken", async () => {
  const {json: document} = await good(get("shelf/openapi.json"));
  const takes = (list) => document.paths[at(list)].get.parameters.some(({name}) => name === "search");
  for (const list of ["shelf/books", "shelf/books/export", "shelf/books/aggregate", "shelf/catalogue"]) assert.ok(takes(list), list);
  assert.equal(takes("shelf/titles"), false);
});

test("collections search: whose key covers a part does not find out about the rest", async () => {
  assert.deepEqual(await found("shelf/books", "maryland", await keyOf(server, keeper, ["collections:shelf.books:read"])), ["Kindred"]);
  const part = await keyOf(server, keeper, ["collections:shelf.books.title:read"]);
  for (const list of ["shelf/books", "shelf/books/export", "shelf/books/aggregate"]) {
    for (const words of ["maryland", "nothing"]) {
      const {errors} = await refused(get(`${list}?search=${words}`, part), 422, "validation_failed");
      assert.deepEqual(errors.map(({pointer, code}) => `${pointer} ${code}`), ["/search unknown_field"]);
    }
  }
  const {json: page} = await good(get("shelf/books?filter=title%3DKindred", part));
  assert.deepEqual(page.items.map(({title}) => title), ["Kindred"]);
});

test("collections search: who watches a search is told of what it finds", async (t) => {
  const list = encodeURIComponent(`${at("shelf/catalogue")}?search=telepath`);
  const source = new EventSource(new URL(`/api/live?subscribe=${list}`, server.url));
  t.after(() => source.close());
  const changes = [];
  source.addEventListener("change", ({data}) => changes.push(data));
  await new Promise((resolve) => source.addEventListener("ready", resolve));
  await post("shelf/books", {title: "Dawn", note: "Oankali"});
  await post("shelf/books", {title: "Mind of My Mind", note: "Telepaths"});
  for (const until = Date.now() + patience; Date.now() < until && !changes.length; await sleep(10));
  assert.match(changes.join(), /Mind of My Mind/);
  assert.doesNotMatch(changes.join(), /Dawn/);
});
});
