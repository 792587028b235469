// Walks the operations of openapi.json: well-meant requests, and each way of getting them wrong. The
// document is the judge of every answer; no operation may be missed.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {casesOf} from "./lib/cases.mjs";
import {contractOf} from "./lib/contract.mjs";
import {collectionsOf, samplerOf} from "./lib/samples.mjs";
import {demoServer, stoa} from "./lib/server.mjs";
import {send} from "./lib/wire.mjs";

const document = JSON.parse((await stoa(["openapi"])).stdout);
const contract = contractOf(document);
const walked = contract.operations.filter(isPlain);
const json = {"Content-Type": "application/json"};
const praised = new Map();       // operation -> how many 2xx
const codes = new Map();         // codes that the description of their status lacks -> where
const statuses = new Map();      // statuses that are not documented -> where
let server, sent = 0;

// Records that a body makes and that nothing happens to but being read, changed and removed: all of them
// are walked in the same way. People, and what is lent to them, have stories; tests/abuse tells these, and
// sees to it that each other operation is in one.
function isPlain({path}) {
  if (["/api/library/facets", "/api/library/settings"].includes(path)) return true;
  if (path.includes("/project-webhooks")) return false;  // of a collection that there is
  if (path.startsWith("/api/collections/members")) return false;  // accounts, in another app
  const collection = path.replace(/\/\{id\}$/, ""), all = document.paths[collection], one = document.paths[`${collection}/{id}`];
  return Boolean(!collection.includes("{") && all?.get && all.post && one?.get && one.patch && one.delete);
}

before(async () => {
  server = await demoServer();
});
after(() => server?.stop());

const short = (text) => (text.length > 160 ? `${text.slice(0, 160)} …` : text);
const note = (map, key, where) => map.set(key, [...(map.get(key) ?? []), where]);

// Sends a request; answers it with what is wrong about it.
async function ask(operation, request) {
  const answer = await send(server, request);
  sent++;
  if (answer.status >= 200 && answer.status < 300) praised.set(operation.id, (praised.get(operation.id) ?? 0) + 1);
  const offences = answer.broken ? [answer.broken] : contract.offences(operation, answer);
  const code = contract.undocumentedCode(operation, answer);
  if (code) note(codes, `${answer.status} ${code}`, operation.id);
  // Said once for all operations, in a test of its own.
  const documented = offences.filter((offence) => {
    const silent = /^(4\d\d) is not documented(.*)$/.exec(offence);
    if (silent) note(statuses, silent[1] + silent[2], operation.id);
    return !silent;
  });
  return {...answer, offences: documented};
}

const operationOf = (method, path) => contract.operations.find((one) => one.method === method && one.path === path);

const schemaOf = (operation) => contract.resolve(operation.operation.requestBody.content["application/json"].schema);

const collectionOfRecord = collectionsOf(document);
const sampler = samplerOf(contract.resolve, async (record, {app, within}) => {
  const path = collectionOfRecord(record, app);
  return !path || within.includes(path) ? undefined : (await made(path, {within})).id;
});
const {sampleBody} = sampler;

// Makes a record of a collection, and what it refers to.
async function made(path, {all = false, within = []} = {}) {
  const operation = operationOf("POST", path);
  const body = await sampleBody(schemaOf(operation), {app: operation.app, within: [...within, path]}, {all});
  const answer = await ask(operation, {method: "POST", target: path, headers: json, body: JSON.stringify(body)});
  assert.deepEqual(answer.offences, [], `${operation.id} ${JSON.stringify(body)}`);
  assert.equal(answer.status, 201, `${operation.id} ${JSON.stringify(body)}: ${answer.text}`);
  const {location} = answer.headers;
  const found = await ask(operationOf("GET", `${path}/{id}`), {target: location});
  const {secret: once, ...lasting} = JSON.parse(answer.text);  // a secret is shown to whoever made it, and to nobody later
  const shown = once ? JSON.stringify(lasting) : answer.text;
  assert.deepEqual([found.status, found.text], [200, shown], `${operation.id}: Location says ${location}`);
  return JSON.parse(answer.text);
}

const collectionOf = (path) => path.slice(0, path.indexOf("/{"));
const recordOf = async (path) => path.replace(/\{\w+\}/, (await made(collectionOf(path))).id);
const pathOf = (operation) => (operation.path.includes("{") ? recordOf(operation.path) : operation.path);

// Removal takes the record away, so that each request needs another.
async function wellMeant(operation) {
  const target = await pathOf(operation);
  if (operation.method === "POST") {
    await made(operation.path);
    return made(operation.path, {all: true});
  }
  const requests = [{method: operation.method, target}];
  if (operation.method === "PATCH") {
    const body = await sampleBody(schemaOf(operation), {app: operation.app, within: []});
    requests.splice(0, 1, ...[{}, body, ...Object.entries(body).map(([name, value]) => ({[name]: value}))].flatMap((one) =>
      Object.keys(operation.operation.requestBody.content).map((type) =>
        ({method: "PATCH", target, headers: {"Content-Type": `${type}; charset=utf-8`}, body: JSON.stringify(one)}))));
  }
  for (const request of requests) {
    const answer = await ask(operation, request);
    assert.deepEqual(answer.offences, [], short(answer.text));
    assert.ok(answer.status >= 200 && answer.status < 300, `${request.method} ${target} ${request.body ?? ""}: ${answer.status} ${answer.text}`);
  }
}

for (const operation of walked) {
  test(`walk: ${operation.id} does what it is for`, () => wellMeant(operation));
}

for (const operation of walked) {
  test(`walk: ${operation.id} withstands what it is not for`, async () => {
    const wrong = [];
    for (const {name, request, expect} of await casesOf(operation, contract, {sampler, pathOf: () => pathOf(operation)})) {
      // Too big is said before all of it was sent, which may cut the answer off.
      const answer = await ask(operation, request);
      const said = `${answer.status} ${short(answer.text)}`;
      for (const offence of answer.offences) wrong.push(`${name}: ${offence}; ${said}`);
      if (expect === "taken") {
        const refused = answer.status === 400 || (answer.status === 422 && JSON.parse(answer.text).code === "validation_failed");
        if (refused) wrong.push(`${name}: the document allows this, the server says ${said}`);
      } else if (expect && ![...expect, 429, 503].includes(answer.status)) wrong.push(`${name}: expected ${expect.join(" or ")}, not ${said}`);
    }
    assert.equal(wrong.length, 0, `${wrong.length} answers are not as they should be:\n${wrong.slice(0, 40).join("\n")}`);
  });
}

const somewhere = (path) => path.replaceAll(/\{\w+\}/g, "01890000-0000-7000-8000-000000000000");

for (const [path, item] of Object.entries(document.paths)) {
  test(`walk: ${path} says which methods it knows`, async () => {
    const known = Object.keys(item).map((method) => method.toUpperCase());
    const target = somewhere(path);
    for (const method of ["PUT", "POST", "DELETE", "PATCH"].filter((one) => !known.includes(one))) {
      const answer = await send(server, {method, target, headers: json, body: "{}"});
      assert.equal(answer.status, 405, `${method}: ${answer.text}`);
      assert.equal(answer.type, "application/problem+json");
      assert.equal(JSON.parse(answer.text).code, "method_not_allowed");
      const allow = answer.headers.allow.split(/\s*,\s*/).sort();
      const expected = [...known, "OPTIONS", ...(known.includes("GET") ? ["HEAD"] : [])].sort();
      assert.deepEqual(allow, expected);
    }
    for (const method of ["TRACE", "PROPFIND"]) {
      assert.equal((await send(server, {method, target})).status, 405, method);
    }
    const options = await send(server, {method: "OPTIONS", target});
    assert.equal(options.status, 204);
    assert.ok(options.headers.allow);
  });
}

// Who is asked for nothing is nobody's business, and who is nobody gets no further: not even to be
// told that a body is wrong.
test("walk: nobody gets where the document asks for somebody, and anywhere else", async () => {
  const wrong = [];
  for (const operation of contract.operations) {
    const {status, text, headers} = await send(server.port, {method: operation.method, target: somewhere(operation.path), headers: json, body: "{"});
    const isOpen = operation.operation.security.some((way) => Object.keys(way).length === 0);
    const turnedAway = status === 401 && JSON.parse(text).code === "not_signed_in" && /^Bearer\b/.test(headers["www-authenticate"]);
    if (turnedAway === isOpen) wrong.push(`${operation.id}: ${status} ${short(text)}`);
  }
  assert.deepEqual(wrong, []);
});

test("walk: 422 points at each field that is wrong, and at no other", async () => {
  const wrong = [];
  for (const operation of walked.filter((one) => one.operation.requestBody)) {
    const schema = schemaOf(operation);
    const target = await pathOf(operation), body = await sampleBody(schema, {app: operation.app, within: []});
    for (const name of Object.keys(schema.properties)) {
      const answer = await ask(operation, {method: operation.method, target, headers: json, body: JSON.stringify({...body, [name]: {}})});
      const pointers = (JSON.parse(answer.text).errors ?? []).map((error) => error.pointer);
      if (answer.status !== 422 || String(pointers) !== `/${name}`) wrong.push(`${operation.id} ${name}: ${answer.status} ${pointers}`);
    }
    const odd = await ask(operation, {method: operation.method, target, headers: json, body: JSON.stringify({...body, "a/b~c": 1})});
    const pointers = (JSON.parse(odd.text).errors ?? []).map((error) => error.pointer);
    if (String(pointers) !== "/a~1b~0c") wrong.push(`${operation.id} a/b~c: ${pointers}`);
  }
  assert.deepEqual(wrong, []);
});

// RFC 9110 §8.4: a server that does not undo a coding answers 415, and does not read it as plain.
test("walk: a body in a coding that nobody undoes is refused", async () => {
  const wrong = [];
  for (const operation of walked.filter((one) => one.operation.requestBody)) {
    const target = await pathOf(operation);
    const answer = await ask(operation, {method: operation.method, target, headers: {...json, "Content-Encoding": "br"}, body: "{}"});
    if (answer.status !== 415) wrong.push(`${operation.id}: ${answer.status}`);
  }
  assert.deepEqual(wrong, []);
});

test("walk: every status that came is documented", () => {
  const said = [...statuses].map(([status, where]) => `${status}: ${new Set(where).size} operations, as ${where[0]}`);
  assert.deepEqual(said, []);
});

test("walk: every problem code that came stands at its status in the document", () => {
  const said = [...codes].map(([code, where]) => `${code}: ${[...new Set(where)].slice(0, 4).join(", ")} …`);
  assert.deepEqual(said, []);
});

test("walk: no operation was left out", (t) => {
  t.diagnostic(`note: ${sent} requests to ${walked.length} operations, each answer judged; the document has ${contract.operations.length}`);
  const missed = walked.filter((operation) => !praised.get(operation.id)).map((operation) => operation.id);
  assert.deepEqual(missed, [], "these never answered 2xx");
});

test("walk: the judge finds faults", () => {
  const operation = contract.find("GET", "/api/library/works/x");
  const type = "application/json";
  const judge = (status, value, as = type) => contract.offences(operation, {status, type: as, text: JSON.stringify(value)});
  assert.notDeepEqual(judge(200, {}), []);
  assert.notDeepEqual(judge(200, {id: 7}), []);
  assert.notDeepEqual(judge(299, {}), []);
  assert.notDeepEqual(judge(500, {}), []);
  const problem = {type: "about:blank", title: "x", status: 404, code: "not_found"};
  assert.deepEqual(judge(404, problem, "application/problem+json"), []);
  assert.notDeepEqual(judge(404, problem), []);
  assert.notDeepEqual(judge(404, {...problem, secret: 1}, "application/problem+json"), []);
  assert.notDeepEqual(judge(404, {...problem, status: 400}, "application/problem+json"), []);
});
