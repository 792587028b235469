// Lists as a whole, read by parsers of others: every row is there, none twice, and whoever reads slowly,
// or stops, is nobody's trouble.
import assert from "node:assert/strict";
import {connect} from "node:net";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import Papa from "papaparse";
import {demoServer} from "./lib/server.mjs";
import {ask, exported, good, importTable, library, paged, rowsOf} from "./lib/tables.mjs";
import {send as sendRaw} from "./lib/wire.mjs";

let server, works;
// In a suite of its own, whose server starts when its turn comes.
describe("exports", () => {
before(async () => {
  server = await demoServer();
  works = await paged(server, "works");
});
after(() => server?.stop());

// What a spreadsheet would run gets an apostrophe, and so does what has one already.
const disarmed = (text) => (/^'*[=+\-@\u0000-\u001f]/.test(text) ? `'${text}` : text);
const cell = (value) => (typeof value === "string" ? disarmed(value) : value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
const cells = (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)]));
const papa = (csv) => {
  const {data, errors} = Papa.parse(csv, {header: true, skipEmptyLines: true});
  assert.deepEqual(errors, []);
  return data.map((row) => ({...row}));
};

test("exports: all 10,000 works as CSV are what the pages say, for either parser", async () => {
  assert.equal(works.length, 10_000);
  const csv = await exported(server, "works");
  const expected = works.map(cells);
  assert.deepEqual(rowsOf(csv), expected);
  assert.deepEqual(papa(csv), expected);
  assert.ok(csv.endsWith("\r\n"));
});

test("exports: NDJSON is the same, a line a row", async () => {
  const answer = await good(ask(server, "GET", library("works/export?format=ndjson")));
  assert.equal(answer.headers.get("Content-Type"), "application/x-ndjson");
  const lines = answer.text.split("\n");
  assert.equal(lines.pop(), "", "the last line ends too");
  assert.deepEqual(lines.map((line) => JSON.parse(line)), works);
});

test("exports: filter, sort, search and fields are those of the list", async () => {
  for (const parameters of [
    {filter: "first_published < 1900", sort: "-title", fields: "title,first_published"},
    {search: "tolkien", fields: "id"},
    {genre: "fantasy", fields: "title,authors"},
    {filter: "first_published < -5000"},
  ]) {
    const expected = (await paged(server, "works", parameters)).map(cells);
    assert.deepEqual(rowsOf(await exported(server, "works", parameters)), expected, JSON.stringify(parameters));
  }
});

test("exports: of every list of the library, the rows of its pages in the same order", async () => {
  for (const list of ["authors", "genres", "editions", "copies", "borrowers", "loans", "policies", "closed-days"]) {
    const ids = (await paged(server, list)).map(({id}) => id);
    assert.deepEqual(rowsOf(await exported(server, list)).map(({id}) => id), ids, list);
  }
});

test("exports: no cell is a formula, and what is imported from them is what it was", async () => {
  const names = ["=HYPERLINK(\"http://evil.example\",\"x\")", "+1", "-1", "@SUM(A1)", "'=x", "''=x", "'quoted'", "a, \"b\"; c\td", "two\nlines", "\ttab", "Ünïcödé 👩‍👩‍👧‍👦"];
  for (const name of names) {
    const headers = {"Content-Type": "application/json"};
    await good(ask(server, "POST", library("authors"), {headers, body: JSON.stringify({name, about: `about ${name}`})}), 201);
  }
  const csv = await exported(server, "authors", {fields: "name,about"});
  const found = papa(csv).filter(({about}) => about?.startsWith("about "));
  assert.deepEqual(found.map(({name}) => name).sort(), names.map(disarmed).sort());
  for (const row of papa(csv)) for (const text of Object.values(row)) assert.doesNotMatch(text, /^[=+\-@\t\r\n]/);
  const before = (await paged(server, "authors", {fields: "name"})).map(({name}) => name);
  const ours = Papa.unparse(found.map(({name}) => ({name, about: "again"})));
  assert.equal((await importTable(server, {collection: "authors"}, ours)).state, "done");
  const now = (await paged(server, "authors", {fields: "name"})).map(({name}) => name);
  assert.deepEqual(now.sort(), [...before, ...names].sort());
});

test("exports: HEAD tells of it and sends none; what is not there or not allowed is no table", async () => {
  const head = await sendRaw(server, {method: "HEAD", target: library("works/export")});
  assert.equal(`${head.status} ${head.broken}`, "200 undefined");
  assert.equal(head.headers["content-type"], "text/csv; charset=utf-8; header=present");
  assert.equal(head.headers["content-disposition"], "attachment; filename=\"works.csv\"");
  for (const [target, status, as] of [
    ["works/export?limit=5", 422], ["works/export?format=xlsx", 422], ["works/export?expand=authors", 422],
    ["works/export?fields=nothing", 422], ["loans/export", 401, {}],
  ]) {
    const answer = await good(ask(server, "GET", library(target), as ? {as} : {}), status);
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json", target);
  }
});

// ---- clients that read as they like -------------------------------------------------------------------

const figure = async (name) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec((await ask(server, "GET", "/metrics")).text)?.[1]);
// Asks for all works so many times, and reads nothing.
function pausedClient(times) {
  const socket = connect({host: "127.0.0.1", port: server.port});
  socket.on("error", () => {}).pause();
  socket.write(`GET ${library("works/export")} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`.repeat(times));
  return socket;
}
async function settled(what) {
  for (let last, same = 0; same < 5; await sleep(100)) {
    const now = await what();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

test("exports: a client that stops in the middle leaves a server that goes on", async () => {
  const open = await figure("stoa_http_connections_open");
  for (let i = 0; i < 20; i++) {
    const leaver = new AbortController();
    const answer = await fetch(new URL(library("works/export"), server.url), {signal: leaver.signal});
    const reader = answer.body.getReader();
    await reader.read();
    leaver.abort();
    await assert.rejects(async () => { while (!(await reader.read()).done); });
  }
  assert.equal(rowsOf(await exported(server, "works", {fields: "id"})).length, works.length);
  for (const until = Date.now() + 10_000; (await figure("stoa_http_connections_open")) > open + 2; await sleep(20)) assert.ok(Date.now() < until, "connections stay open");
});

test("exports: twenty clients that read nothing cost no memory, and nobody else waits", async (t) => {
  const begun = () => figure('stoa_http_answers_total\\{app="library",route="search_works_export",status="2xx"\\}');
  const memory = () => figure("process_resident_memory_bytes");
  const [before, base] = [await begun(), await memory()];
  const each = 5, clients = Array.from({length: 20}, () => pausedClient(each));
  try {
    await settled(begun);
    assert.ok((await begun()) - before < each * clients.length, "all were sent, so nothing was tried");
    const more = (await memory()) - base;
    t.diagnostic(`note: 20 paused exports: ${more >> 10} KiB`);
    assert.ok(more < 32 << 20, `${more >> 20} MiB for twenty pages of some 30 KiB`);
    const began = Date.now();
    await paged(server, "genres");
    assert.equal(rowsOf(await exported(server, "genres")).length, (await paged(server, "genres")).length);
    assert.ok(Date.now() - began < 5000, "others wait for clients that read nothing");
    // One of them reads on, and has lost nothing.
    let text = "";
    clients[0].setEncoding("latin1").on("data", (piece) => (text += piece)).resume();
    for (const until = Date.now() + 60_000; text.split("\r\n0\r\n\r\n").length <= each; await sleep(20)) assert.ok(Date.now() < until, `${text.length} bytes came`);
    assert.equal(text.split("HTTP/1.1 200 OK").length - 1, each);
  } finally {
    for (const client of clients) client.destroy();
  }
});

test("exports: two at the same time, and writes meanwhile: each row that was there all along is in both, once", async () => {
  const there = (await paged(server, "authors", {fields: "id"})).map(({id}) => id);
  let writing = true, written = 0;
  const write = async () => {
    for (; writing; written++) {
      const headers = {"Content-Type": "application/json"};
      const {id} = (await good(ask(server, "POST", library("authors"), {headers, body: JSON.stringify({name: `Meanwhile ${written}`})}), 201)).json;
      if (written % 2) await good(ask(server, "DELETE", library(`authors/${id}`)), 204);
    }
  };
  const writer = write();
  let all, meanwhile = 0;
  for (let rounds = 0; meanwhile <= 2 && rounds < 50; rounds++) {  // an export may be quicker than a write
    const before = written;
    all = await Promise.all([1, 2].map(() => exported(server, "authors", {fields: "id,name"})));
    meanwhile = written - before;
  }
  writing = false;
  await writer;
  assert.ok(meanwhile > 2, "nothing was written meanwhile");
  for (const csv of all) {
    const ids = rowsOf(csv).map(({id}) => id), unique = new Set(ids);
    assert.equal(unique.size, ids.length, "a row came twice");
    assert.deepEqual(there.filter((id) => !unique.has(id)), [], "rows are missing");
  }
});
});
