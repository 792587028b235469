// The continuous backup of a server that is written to: killed, restored to moments of its past, and
// what becomes of a backup that is torn or taken away. And backups that administrators have made.
import assert from "node:assert/strict";
import {cp, readFile, readdir, rm, truncate, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {serve, stoa, temporaryFolder} from "./lib/server.mjs";
import {log, make, writers} from "./lib/works.mjs";

const onSqlite = {STOA_DATABASE_URL: ""};  // whatever database the tests are run on
const patience = 120_000;  // a machine that hangs, not one that is slow

async function until(what, check) {
  for (const late = Date.now() + patience; Date.now() < late;) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail(`in vain for ${what}`);
}

async function backups(server) {
  const answer = await fetch(`${server.url}/api/accounts/backups`, {headers: {Authorization: `Bearer ${server.key}`}});
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}
const whole = (server) => until("a base", async () => (await backups(server)).continuous.complete);
const micros = (time) => BigInt(Date.parse(time)) * 1000n + BigInt((/\.\d{3}(\d{3})/.exec(time) ?? [])[1] ?? 0);
const shipped = (server, ms) => until("the commits", async () => {
  const {until: last} = (await backups(server)).continuous;
  return last && Date.parse(last) > ms;
});

async function metrics(server) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Object.fromEntries([...text.matchAll(/^(stoa_backup_\w+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
}

describe("continuous backup", () => {
  let home, folder, original, load, moments, seen;
  const start = () => serve({data: home, env: {...onSqlite, STOA_BACKUP_FOLDER: folder, STOA_BACKUP_CONTINUOUS: "true"}});
  const here = () => ({STOA_DATA: join(home, "data"), ...onSqlite});
  let count = 0;
  // The log of what comes of the backup, whole or cut back to a moment, and what the command said.
  async function restored(...options) {
    const data = join(home, `restored-${++count}`);
    const done = await stoa(["restore", "--data", data, ...options], {env: {...onSqlite, STOA_BACKUP_FOLDER: folder}});
    return {...done, data, rows: done.status === 0 ? await log({STOA_DATA: data, ...onSqlite}) : []};
  }
  const keys = (rows) => new Set(rows.map(({key}) => key));
  const isPrefix = (rows) => assert.deepEqual(rows, original.slice(0, rows.length));
  const generations = async () => (await readdir(join(folder, "continuous"))).filter((name) => name.startsWith("generation-")).sort();

  before(async () => {
    home = await temporaryFolder();
    folder = join(await temporaryFolder(), "backups");
    const server = await start();
    await whole(server);
    load = writers(server, 4);
    moments = [];
    for (const many of [20, 60, 100, 140]) {
      await until(`${many} works`, () => load.made.length >= many);
      moments.push(Date.now());
    }
    await shipped(server, moments.at(-1));
    seen = (await backups(server)).continuous;
    server.signal("SIGKILL");
    await server.ended;
    await load.stop().catch(() => {});
    original = await log(here());
  });

  test("each moment has what was answered until then and nothing that was begun later", async () => {
    for (const moment of moments) {
      const {status, stderr, stdout, rows} = await restored("--at", new Date(moment).toISOString());
      assert.equal(status, 0, stderr);
      assert.match(stdout, /The last moment that the backup has is \d{4}-/);
      isPrefix(rows);
      const there = keys(rows);
      for (const {id, author, name, sent, answered} of load.made) {
        if (answered < moment) assert.ok(there.has(id) && there.has(author), `${name} was answered at ${answered}, before ${moment}`);
        if (sent > moment) assert.ok(!there.has(id) && !there.has(author), `${name} was sent at ${sent}, after ${moment}`);
      }
    }
  });

  test("without a moment, it is the last: all that was said to be shipped, and whatever came of the rest", async () => {
    const {status, stderr, rows, data} = await restored();
    assert.equal(status, 0, stderr);
    isPrefix(rows);
    const there = keys(rows);
    for (const {id, answered} of load.made) if (BigInt(answered) * 1000n < micros(seen.until)) assert.ok(there.has(id));
    await cp(join(home, "data", "keys"), join(data, "keys"), {recursive: true});  // which no backup has
    const again = await serve({data: await temporaryFolder(), env: {...onSqlite, STOA_DATA: data}});
    await make(again, "authors", {name: "Somebody later"});
    assert.equal((await again.stop()).status, 0);
  });

  test("a moment that is not there is refused by a sentence that says which are", async () => {
    for (const at of ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]) {
      const {status, stderr} = await restored("--at", at);
      assert.equal(status, 1);
      assert.match(stderr, /cannot be restored\. There is every moment from \S+Z until \S+Z/);
    }
    assert.match((await restored("--at", "yesterday")).stderr, /--at is a time as in/);
    const [generation] = await generations();
    const base = join(folder, "continuous", generation, "base-000002");
    const refused = await stoa(["restore", base, "--data", join(home, "never")], {env: onSqlite});
    assert.match(refused.stderr, /is a part of a continuous backup/);
  });

  test("a segment that is torn ends a little sooner, and is as whole until there", async () => {
    const [generation] = await generations();
    const parts = (await readdir(join(folder, "continuous", generation))).filter((name) => name.startsWith("segment-")).sort();
    const file = join(folder, "continuous", generation, parts.at(-1)), all = await readFile(file);
    await truncate(file, all.length - 7);
    const {status, stderr, rows} = await restored();
    assert.equal(status, 0, stderr);
    isPrefix(rows);
    await writeFile(file, all);
    assert.ok((await restored()).rows.length >= rows.length);
  });

  test("a server that begins again makes a base, and its past stays", async () => {
    const server = await start();
    await whole(server);
    const author = await make(server, "authors", {name: "After the crash"});
    await shipped(server, Date.now());
    const before = await restored("--at", new Date(moments[1]).toISOString());
    assert.equal(before.status, 0, before.stderr);
    isPrefix(before.rows);
    const now = await restored();
    assert.ok(keys(now.rows).has(author));
    assert.equal((await generations()).length, 2);

    // Its folder is taken away: it goes on, says so, and begins anew.
    await rm(join(folder, "continuous"), {recursive: true});
    const served = await make(server, "authors", {name: "While there is no backup"});
    await until("a failure", async () => (await metrics(server)).stoa_backup_failures_total > 0);
    await whole(server);
    await make(server, "authors", {name: "While there is one again"});
    await shipped(server, Date.now());
    const figures = await metrics(server);
    assert.equal(figures.stoa_backup_complete, 1);
    assert.ok(figures.stoa_backup_shipped_bytes_total > 0);
    const last = await make(server, "authors", {name: "The last"});
    assert.equal((await server.stop()).status, 0);
    const all = keys((await restored()).rows);  // what was committed before an orderly end is there
    assert.ok(all.has(served) && all.has(last));
  });
});

describe("backups that administrators have made", () => {
  let server, folder;
  before(async () => {
    folder = await temporaryFolder();
    server = await serve({env: {STOA_BACKUP_FOLDER: folder}});
  });
  after(() => server.stop());

  test("one is made by a job, verified, listed, and can be restored", async () => {
    const author = await make(server, "authors", {name: "Somebody"});
    assert.deepEqual(await backups(server), {configured: true, under_way: false, continuous: null, items: []});
    const answer = await fetch(`${server.url}/api/accounts/backups`, {method: "POST", headers: {Authorization: `Bearer ${server.key}`}});
    assert.equal(answer.status, 202, await answer.clone().text());
    const {name} = await answer.json();
    const [item] = await until("the backup", async () => {
      const {items, under_way} = await backups(server);
      return !under_way && items;
    });
    assert.deepEqual([item.name, item.state], [name, "whole"]);
    assert.ok(item.verified >= item.taken_at && item.bytes > 0);
    assert.deepEqual(item.apps, ["accounts", "collections", "library", "todo"]);
    const data = join(await temporaryFolder(), "data");
    const restored = await stoa(["restore", name, "--data", data], {env: {...onSqlite, STOA_BACKUP_FOLDER: folder}});
    assert.equal(restored.status, 0, restored.stderr);
    assert.ok((await log({STOA_DATA: data, ...onSqlite})).some(({key}) => key === author));
    const refused = await stoa(["restore", join(folder, name), "--data", data, "--at", "2026-12-01T00:00:00Z"], {env: onSqlite});
    assert.match(refused.stderr, /is a backup of one moment/);
  });

  test("without a folder for them there are none", async () => {
    const other = await serve();
    assert.deepEqual(await backups(other), {configured: false, under_way: false, continuous: null, items: []});
    const answer = await fetch(`${other.url}/api/accounts/backups`, {method: "POST", headers: {Authorization: `Bearer ${other.key}`}});
    assert.deepEqual([answer.status, (await answer.json()).code], [409, "no_backup_folder"]);
    await other.stop();
  });
});
