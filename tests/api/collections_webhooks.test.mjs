// Webhooks of a project as a receiver gets them: signatures are verified by npm standardwebhooks.
import assert from "node:assert/strict";
import {createServer} from "node:http";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {Webhook} from "standardwebhooks";
import {person, tokenOf} from "./lib/persons.mjs";
import {serve} from "./lib/server.mjs";
import {ask, good, refused} from "./lib/tables.mjs";

const patience = 30_000;
const address = "127.0.0.2";  // allowed to the server; localhost is not
const at = (path) => `/api/collections/${path}`;

let server, receiver, got = [];
const call = (as, method, path, body) =>
  ask(server, method, at(path), {as, headers: body ? {"Content-Type": "application/json"} : {}, body: body && JSON.stringify(body)});
const post = async (as, path, body) => (await good(call(as, "POST", path, body), 201)).json;

// In a suite of its own, whose server starts when its turn comes.
describe("collections webhooks", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true, env: {STOA_WEBHOOKS_ALLOW_PRIVATE: address}});
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => (body += text)).on("end", () => {
      got.push({headers: request.headers, body});
      response.end();
    });
  });
  await new Promise((resolve) => receiver.unref().listen(0, address, resolve));
});
after(async () => {
  await server?.stop();
  receiver?.close();
});

async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) if (look()) return;
  assert.fail(`not in ${patience / 1000} s: ${what}`);
}

test("collections: a project's owner has another server told of its records, and of no other project's", async () => {
  const ann = await tokenOf(server, await person(server)), bob = await tokenOf(server, await person(server));
  const schema = {type: "object", properties: {title: {type: "string"}}};
  const shelf = async (as, name) => {
    const project = (await post(as, "projects", {name, title: name})).id;
    await post(as, "definitions", {project, name: "books", title: "Books", schema});
    return project;
  };
  const annas = await shelf(ann, "annas"), bobs = await shelf(bob, "bobs");
  const url = `http://${address}:${receiver.address().port}/`;
  const hook = (project, ...events) => ({project, url, events});

  const typo = await refused(call(ann, "POST", "project-webhooks", hook(annas, "collections.annas.boks.*")), 422, "validation_failed");
  assert.match(JSON.stringify(typo.json ?? typo), /did you mean collections\.annas\.books\.\*\?/);
  await refused(call(ann, "POST", "project-webhooks", hook(annas, "collections.bobs.books.*")), 422, "validation_failed");
  await refused(call(ann, "POST", "project-webhooks", hook(bobs, "collections.bobs.books.*")), 404, "project_not_found");
  await refused(call(ann, "POST", "project-webhooks", {...hook(annas, "collections.annas.*"), url: "http://127.0.0.1:1/"}), 422, "validation_failed");
  const made = await post(ann, "project-webhooks", hook(annas, "collections.annas.*"));
  await refused(call(bob, "GET", `project-webhooks/${made.id}`), 404, "project_webhook_not_found");

  await post(bob, "bobs/books", {title: "not hers"});
  const book = await post(ann, "annas/books", {title: "a title that is told to nobody"});
  await good(call(ann, "DELETE", `annas/books/${book.id}`), 204);
  await good(call(ann, "POST", `annas/books/${book.id}/restore`), 200);
  await until("three messages", () => got.length >= 3);
  const verifier = new Webhook(made.secret);
  const events = got.map(({headers, body}) => verifier.verify(body, headers));
  assert.deepEqual(events.map(({type}) => type), ["inserted", "removed", "updated"].map((verb) => `collections.annas.books.${verb}`));
  for (const {data, subject} of events) {
    assert.deepEqual(data, {id: book.id, url: `${server.url}${at(`annas/books/${book.id}`)}`});
    assert.equal(subject, book.id);
  }
  assert.equal((await good(ask(server, "GET", events[0].data.url, {as: ann}), 200)).json.title, book.title);
  const {json: document} = await good(call(ann, "GET", "annas/openapi.json"), 200);
  assert.ok(Object.keys(document.webhooks).includes(events[0].type));
});
});
