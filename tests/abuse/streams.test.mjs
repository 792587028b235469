// What ends while a list as a whole is on its way: whoever may not read any more gets no further page,
// and sees that the rest is missing.
import assert from "node:assert/strict";
import http from "node:http";
import {after, before, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {bearer, keyOf, person, tokenOf} from "../api/lib/persons.mjs";
import {demoFolder, serve} from "../api/lib/server.mjs";
import {ask, good, library, paged, rowsOf} from "../api/lib/tables.mjs";

const page = 100;  // rows
const target = library("borrowers/export?fields=id,note");
const json = {"Content-Type": "application/json"};
// Large enough, all of them, that no socket holds what the server has not been asked for yet.
const note = "👩".repeat(2000), added = 1200;

let server, total;
before(async () => {
  server = await serve({data: await demoFolder(), demo: true});
  const [{id: category}] = await paged(server, "borrower-categories");
  for (let begin = 0; begin < added; begin += page / 2) {
    const operations = Array.from({length: page / 2}, (_, i) => ({
      method: "POST", path: library("borrowers"), body: {card: `STREAM${begin + i}`, name: "Somebody", category, note},
    }));
    await good(ask(server, "POST", library("batch"), {headers: json, body: JSON.stringify({operations})}));
  }
  total = (await good(ask(server, "GET", library("borrowers?limit=1&count=exact")))).json.total.rows;
  assert.ok(total >= added);
});
after(() => server?.stop());

// An export of which nothing is read yet.
async function begin(headers) {
  const request = http.get(new URL(target, server.url), {headers, agent: false});
  const answer = await new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
  assert.equal(answer.statusCode, 200);
  return answer;
}
// Reads on: {rows, error}.
async function rest(answer) {
  const pieces = [];
  let error;
  try {
    for await (const piece of answer) pieces.push(piece);
  } catch (broken) {
    error = broken;
  }
  return {rows: rowsOf(Buffer.concat(pieces).toString("utf8")), error};
}
const act = (method, path, as) => good(ask(server, method, `/api/accounts${path}`, {as}), method === "PUT" ? 200 : 204);
const admin = async () => bearer(await server.token());

// Each: who exports, and how that ends.
const ends = {
  "a session that is ended": async (reader) => {
    const headers = await tokenOf(server, reader);
    return {headers, end: () => act("DELETE", "/session", headers)};
  },
  "an API key that is ended": async (reader) => {
    const headers = await keyOf(server, reader, ["library:borrowers:read"]);
    const mine = await tokenOf(server, reader);
    const {items: [{id}]} = (await good(ask(server, "GET", "/api/accounts/api-keys", {as: mine}))).json;
    return {headers, end: () => act("DELETE", `/api-keys/${id}`, mine)};
  },
  "a role that is taken": async (reader) => {
    const headers = await tokenOf(server, reader);
    return {headers, end: async () => act("DELETE", `/accounts/${reader.id}/roles/library.librarian`, await admin())};
  },
  "an account that is suspended": async (reader) => {
    const headers = await keyOf(server, reader, ["library:*:read"]);
    return {headers, end: async () => act("PUT", `/accounts/${reader.id}/suspension`, await admin())};
  },
};

// Once the sockets are full, and the server waits.
async function pagesReadAtRest() {
  let before;
  for (let looks = 0; looks < 60; looks++) {
    await sleep(500);
    const now = await pagesRead();
    if (now === before) break;
    before = now;
  }
  return before;
}

test("streams: an export that nobody stops is read to its end, however late", async () => {
  const reads = await pagesRead();
  const answer = await begin(await tokenOf(server, await person(server, ["library.librarian"])));
  await sleep(500);
  const {rows, error} = await rest(answer);
  assert.equal(error, undefined);
  assert.equal(new Set(rows.map(({id}) => id)).size, total);
  if (reads !== undefined) assert.ok((await pagesRead()) - reads >= total / page, "pages are counted");
});

for (const [name, make] of Object.entries(ends)) {
  test(`streams: an export breaks off with ${name}`, async () => {
    const {headers, end} = await make(await person(server, ["library.librarian"]));
    const answer = await begin(headers);
    const reads = await pagesReadAtRest();
    await end();
    const {rows, error} = await rest(answer);
    assert.equal(error?.code, "ECONNRESET", "the client takes a part for the whole");
    assert.ok(rows.length >= page && rows.length < total, `${rows.length} of ${total} rows`);
    assert.equal(rows.length % page, 0, "the page that was on its way is whole");
    if (reads === undefined) return;
    const more = (await pagesRead()) - reads;
    assert.ok(more <= 2, `${more} pages were read for nobody`); // a job may have looked for its own
  });
}

// What the library has read so far; on PostgreSQL it looks for jobs meanwhile.
async function pagesRead() {
  if (process.env.STOA_DATABASE_URL) return undefined;
  const {text} = await ask(server, "GET", "/metrics");
  return Number(/^stoa_store_reads_total\{app="library"\} (\d+)$/m.exec(text)[1]);
}
