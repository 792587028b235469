// What is defined on one process is there on the other within some seconds; who still writes there by the
// definition before is told so, and loses nothing.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {ask, good} from "../api/lib/tables.mjs";
import {site, until} from "./lib/site.mjs";

const headers = {"Content-Type": "application/json"};
const at = (path) => `/api/collections/${path}`;
const send = (server, method, path, body) => ask(server, method, at(path), {headers, body: body && JSON.stringify(body)});
const text = {type: "string", minLength: 1, maxLength: 100};
const schema = {type: "object", required: ["title"], properties: {title: text, note: text}};

const ends = [];
let one, two, definition;
before(async () => {
  [one, two] = (await site({after: (end) => ends.push(end)})).nodes;
  const {id: project} = (await good(send(one, "POST", "projects", {name: "shared", title: "Shared"}), 201)).json;
  definition = (await good(send(one, "POST", "definitions", {project, name: "books", title: "Books", schema}), 201)).json.id;
});
after(async () => {
  for (const end of ends) await end();
});

test("cluster: a collection that one process defines the other serves", async () => {
  await until("the collection at the other", async () => (await send(two, "GET", "shared/books")).status === 200);
  const {id} = (await good(send(two, "POST", "shared/books", {title: "Persuasion", note: "7"}), 201)).json;
  assert.equal((await good(send(one, "GET", `shared/books/${id}`))).json.note, "7");
});

test("cluster: what is written while a definition changes elsewhere is refused with a word, or not lost", async () => {
  const answers = [], add = async (note) => answers.push(await send(two, "POST", "shared/books", {title: "A book", note}));
  const taken = () => answers.filter(({status}) => status === 201).length;
  let heard = false;
  const writing = (async () => {
    while (!heard) await add("1");
  })();
  await until("some books", () => taken() > 20);
  await good(send(one, "PUT", `definitions/${definition}`, {title: "Books", schema: {...schema, properties: {title: text, note: {type: "integer"}}}}));
  await until("the new definition at the other", async () => (await add(1)) && answers.at(-1).status === 201);
  heard = true;
  await writing;
  for (const {status, json} of answers) assert.ok(status === 201 || ["definition_changed", "validation_failed", "overloaded"].includes(json.code), json.code);
  const all = [];
  for (let next = ""; next !== null;) {
    const page = (await good(send(one, "GET", `shared/books?limit=100${next && `&after=${next}`}`))).json;
    all.push(...page.items), next = page.next;
  }
  assert.equal(all.length, taken() + 1);
  assert.ok(all.every(({note}) => Number.isInteger(note)));
});
