// Imports whose server is killed while they run: on the same folder the next one goes on by itself, and
// in the end each line is there exactly once, or none is.
import assert from "node:assert/strict";
import {test} from "node:test";
import {endLeases} from "./lib/database.mjs";
import {serve} from "./lib/server.mjs";
import {exported, faultsOf, follow, good, paged, rowsOf, send} from "./lib/tables.mjs";

const lines = 10_000;
const authors = Array.from({length: lines}, (_, i) => `Author ${i}`);
// A killed server's clients see no answer; the next one has another port.
async function restart(server) {
  server.signal("SIGKILL");
  assert.equal((await server.ended).signal, "SIGKILL");
  await endLeases(server.folder);
  return serve({data: server.folder});
}

// Sends a table and kills the server at each of these moments: {state, after}, a number of lines, `by`
// the member that counts them. A moment that has passed already is none.
async function underKills(query, table, moments) {
  let server = await serve();
  const {json: sent} = await good(send(server, query, table), 201);
  const met = [];
  for (const {state, after, by = "records"} of moments) {
    const far = (now) => (state === "undoing" ? lines - now[by] : now[by]) >= after;
    const now = await follow(server, sent, (now) => now.ended || (now.state === state && far(now)), {every: 1});
    if (now.ended) break;
    met.push(`${now.state} ${now[by]}`);
    server = await restart(server);
  }
  const done = await follow(server, sent);
  return {server, sent, done, met};
}
const random = (most) => Math.floor(Math.random() * most);
const some = (count, most) => Array.from({length: count}, () => random(most)).sort((a, b) => a - b);

test("kills: an import of `all` goes on where it was, and each line is there once", async (t) => {
  const moments = [...some(2, 9000).map((after) => ({state: "checking", after})), ...some(3, 9000).map((after) => ({state: "importing", after}))];
  const {server, done, met} = await underKills({collection: "authors"}, `name\n${authors.join("\n")}\n`, moments);
  t.diagnostic(`note: killed at ${met.join(", ")}`);
  assert.ok(met.length >= 3, `killed at ${met}`);
  assert.deepEqual([done.state, done.imported, done.records, done.refused], ["done", lines, lines, 0]);
  const names = rowsOf(await exported(server, "authors", {fields: "name"})).map(({name}) => name);
  assert.deepEqual(names.sort(), authors.toSorted());
  await server.stop();
});

test("kills: an import of `valid` goes on where it was, and each fault is told once", async (t) => {
  const table = `name\n${authors.map((name, i) => (i % 500 === 250 ? "" : name) || "\"\"").join("\n")}\n`;
  const moments = some(4, 9000).map((after) => ({state: "importing", after}));
  const {server, done, met} = await underKills({collection: "authors", mode: "valid"}, table, moments);
  t.diagnostic(`note: killed at ${met.join(", ")}`);
  assert.ok(met.length >= 2, `killed at ${met}`);
  const wrong = authors.flatMap((_, i) => (i % 500 === 250 ? [i + 2] : []));
  assert.deepEqual([done.state, done.imported, done.refused], ["done", lines - wrong.length, wrong.length]);
  assert.deepEqual(await faultsOf(server, done), wrong.map((line) => `${line} /name required`));
  const names = rowsOf(await exported(server, "authors", {fields: "name"})).map(({name}) => name);
  assert.deepEqual(names.sort(), authors.filter((_, i) => i % 500 !== 250).sort());
  await server.stop();
});

test("kills: an import that its last line spoils is taken back, whenever the server is killed", async (t) => {
  const genres = Array.from({length: lines}, (_, i) => `genre-${i % (lines - 1)},Genre ${i}`);
  const moments = [
    {state: "importing", after: 1 + random(5000), by: "imported"}, {state: "importing", after: 9800, by: "imported"},
    ...some(3, 9000).map((after) => ({state: "undoing", after, by: "imported"})),
  ];
  const {server, done, met} = await underKills({collection: "genres"}, `slug,name\n${genres.join("\n")}\n`, moments);
  t.diagnostic(`note: killed at ${met.join(", ")}`);
  assert.ok(met.length >= 3, `killed at ${met}`);
  assert.deepEqual([done.state, done.imported, done.refused], ["refused", 0, 1]);
  assert.deepEqual(await faultsOf(server, done), [`${lines + 1} - slug_taken`]);
  assert.deepEqual(await paged(server, "genres"), []);
  await server.stop();
});
