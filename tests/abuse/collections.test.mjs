// The routes that people make are in no document of the site: every operation of a project's own is asked
// by whoever may not, by each of its doors, and none tells what is not theirs or changes it.
import assert from "node:assert/strict";
import {test} from "node:test";
import {next} from "../api/lib/values.mjs";
import {json} from "./lib/client.mjs";
import {theWorld} from "./lib/world.mjs";

const at = (path) => `/api/collections/${path}`;
const secret = "the-silence-of-the-shelf";

// A closed collection with a record, and a view of it for whoever is signed in that does not show the note.
async function shelfOf(world) {
  const keeper = await world.people.make({name: "The one with a shelf"}), as = await world.people.byToken(keeper);
  const post = async (path, body) => {
    const answer = await world.ask({method: "POST", target: at(path), headers: {...json, ...as}, body: JSON.stringify(body)});
    assert.ok(answer.good, `POST ${path}: ${answer}`);
    return answer.json;
  };
  const name = `shelf_${next()}`, project = (await post("projects", {name, title: "A shelf"})).id;
  const schema = {
    type: "object", required: ["title"],
    properties: {title: {type: "string", minLength: 1}, note: {type: "string"}, pages: {type: "integer"}, scan: {"x-stoa-type": "file"}},
  };
  const fields = {note: {read: "false"}};
  const books = (await post("definitions", {project, name: "books", title: "Books", schema, search: ["title"], history: true, rules: {fields}})).id;
  await post("views", {project, name: "shown", title: "Shown", collection: books, read: "@signed_in = true", fields: ["title", "scan"]});
  const {id} = await post(`${name}/books`, {title: `Title ${secret}`, note: `Note ${secret}`, pages: 7});
  const {json: record} = await world.ask({method: "PUT", target: at(`${name}/books/${id}/files/scan`), headers: as, body: `Scanned ${secret}`});
  const {json: document} = await world.ask({method: "GET", target: at(`${name}/openapi.json`), headers: as});
  return {keeper, as, name, project, record, document};
}
const theShelf = (world) => world.once("a shelf", () => shelfOf(world));

// Every operation of the document as a request that would be right from whoever may.
function requestsOf({document, record}) {
  return Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((verb) => {
    const method = verb.toUpperCase(), target = path.replace("{id}", record.id);
    const body = method === "POST" && !path.includes("{id}") ? {title: "Taken"} : method === "PATCH" ? {title: "Taken"} : undefined;
    if (method === "PUT") return {method, target, headers: {}, body: "Taken"};
    return {method, target, headers: body ? json : {}, body: body && JSON.stringify(body)};
  }));
}
// By the other doors: a batch, a table that comes in, a stream.
function sideDoorsOf({name, record}) {
  const url = at(`${name}/books/${record.id}`);
  const batch = (operation) => ({method: "POST", target: at("batch"), headers: json, body: JSON.stringify({operations: [operation]})});
  return [
    batch({method: "PATCH", path: url, body: {title: "Taken"}}), batch({method: "DELETE", path: url}), batch({method: "POST", path: at(`${name}/books`), body: {title: "Taken"}}),
    {method: "GET", target: `${at(`${name}/books`)}?filter=${encodeURIComponent(`title = "*${secret}*"`)}&count=exact`, headers: {}},
    {method: "GET", target: `${at(`${name}/books`)}?search=silence&count=exact`, headers: {}},
    {method: "GET", target: `${at(`${name}/books`)}/aggregate?max=title`, headers: {}},
  ];
}

// What came is a refusal, or a list of nothing.
function offenceOf(request, answer) {
  const what = `${request.method} ${request.target}: ${answer}`;
  if (answer.text.includes(secret)) return `${what} tells`;
  if (answer.status >= 500) return what;
  if (!answer.good) return undefined;
  const {items, groups, total} = answer.json;
  const isEmpty = items ? items.length === 0 && !total?.rows : groups ? groups.every(({count}) => count === 0) : answer.text.split("\n").length <= 2;
  return request.method === "GET" && isEmpty ? undefined : `${what} let in`;
}

async function offencesOf(world, shelf, headers, among = () => true) {
  const offences = [];
  for (const request of [...requestsOf(shelf), ...sideDoorsOf(shelf)].filter(among)) {
    const answer = await world.ask({...request, headers: {...request.headers, ...headers}});
    offences.push(offenceOf(request, answer));
  }
  return offences.filter(Boolean);
}
const unharmed = async (world, {as, name, record}) => {
  const {json: now} = await world.ask({method: "GET", target: at(`${name}/books/${record.id}`), headers: as});
  assert.deepEqual([now.title, now.note, now.version], [record.title, record.note, record.version]);
};

test("abuse: each operation of a project succeeds for who keeps it", async () => {
  const world = await theWorld(), shelf = await shelfOf(world);
  const failed = [];
  let seen = 0;  // what would be an offence of anybody else
  // A record is removed last, after its file.
  const turn = ({method, target}) => (method === "DELETE" ? (target.includes("/files/") ? 1 : 2) : target.endsWith("restore") ? 0.5 : 0);
  for (const request of requestsOf(shelf).sort((a, b) => turn(a) - turn(b))) {
    const answer = await world.ask({...request, headers: {...request.headers, ...shelf.as}});
    const refusedForReason = request.target.endsWith("restore") ? answer.code === "not_removed" : false;
    if (offenceOf(request, answer)) seen++;
    if (!answer.good && !refusedForReason) failed.push(`${request.method} ${request.target}: ${answer}`);
  }
  assert.deepEqual(failed, []);
  assert.ok(seen >= 10, `${seen} of ${requestsOf(shelf).length}`);
});

test("abuse: nobody who may not gets anything of a project, by any door", async () => {
  const world = await theWorld(), shelf = await theShelf(world);
  const ofView = ({target}) => target.includes("/shown");
  assert.deepEqual(await offencesOf(world, shelf, {}), []);
  const stranger = await world.people.byToken(world.stranger);
  assert.deepEqual(await offencesOf(world, shelf, stranger, (request) => !ofView(request)), []);
  for (const [name, ghost] of Object.entries(world.ghosts)) {
    if (name === "demoted") continue;  // is somebody still
    for (const way of ["token", "cookie", "key"]) assert.deepEqual(await offencesOf(world, shelf, ghost[way]), [], `${name} by ${way}`);
  }
  const elsewhere = await world.people.byKey(shelf.keeper, ["library:authors:write"]);
  assert.deepEqual(await offencesOf(world, shelf, elsewhere), []);
  await unharmed(world, shelf);
  assert.deepEqual(world.client.confess(), []);
});

test("abuse: nobody has the file of a record that is not theirs by an address of their own", async () => {
  const world = await theWorld(), shelf = await theShelf(world), other = await shelfOf(world);
  for (const place of ["books", "shown"]) {
    for (const method of ["GET", "PUT", "DELETE"].slice(0, place === "books" ? 3 : 1)) {
      const target = at(`${other.name}/${place}/${shelf.record.id}/files/scan`);
      const answer = await world.ask({method, target, headers: other.as, body: method === "PUT" ? "Taken" : undefined});
      assert.equal(answer.status, 404, `${method} ${target}: ${answer}`);
    }
  }
  await unharmed(world, shelf);
  assert.deepEqual(world.client.confess(), []);
});

test("abuse: a key for one field neither reads nor writes another", async () => {
  const world = await theWorld(), shelf = await theShelf(world);
  const forPages = await world.people.byKey(shelf.keeper, [`collections:${shelf.name}.books.pages:write`]);
  const answers = [];
  for (const request of [...requestsOf(shelf), ...sideDoorsOf(shelf)].filter(({target}) => !target.includes("openapi"))) {
    answers.push(await world.ask({...request, headers: {...request.headers, ...forPages}}));
  }
  assert.deepEqual(answers.filter(({text, status}) => text.includes(secret) || status >= 500).map(String), []);
  await unharmed(world, shelf);
  assert.deepEqual(world.client.confess(), []);
});
