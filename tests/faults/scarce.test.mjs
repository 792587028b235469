// PostgreSQL is there and has not enough: connections, space, or a lock that somebody else holds.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {closeSync, mkdtempSync, openSync, rmSync, writeSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {call, createAuthor} from "./lib/client.mjs";
import {Cluster} from "./lib/cluster.mjs";
import {long, recovers, scene, underLoad} from "./lib/scene.mjs";

test("scarce: new connections are answered with \"too many clients already\" for 4 s, old ones are cut", async (t) => {
  const scenery = await scene(t, {proxied: true});
  await underLoad(scenery, async () => {
    scenery.proxy.entry = "crowded";
    scenery.proxy.cutAll();
    await sleep(4000);
    scenery.proxy.heal();
  });
});

// The server has lost its connections, and before it can have others so many are taken.
async function crowd({cluster, database, server}, count) {
  server.signal("SIGSTOP");
  await cluster.sql(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}'`);
  const sessions = Array.from({length: count}, () => cluster.session({user: "plain"}));
  await Promise.all(sessions.map((session) => session.say("select 1")));
  server.signal("SIGCONT");
  return () => Promise.all(sessions.map((session) => session.end()));
}

// Clients that wait most of the time.
describe("scarce: locks and connections", {concurrency: 3}, () => {
  // A table that is locked: a write waits 5 s for a lock, a read until its budget is used up.
  for (const seconds of [7, 20]) {
    test(`scarce: somebody locks the table of authors for ${seconds} s`, async (t) => {
      const scenery = await scene(t);
      const {cluster, database} = scenery;
      await underLoad(scenery, async () => {
        const session = cluster.session({database});
        await session.say("begin; lock table library.authors in access exclusive mode");
        await sleep(seconds * 1000);
        await session.end();
      }, {recovery: 8000});
    });
  }

  // The server's role is nobody special, so that no connection is kept back for it.
  test("scarce: others hold all connections but two", async (t) => {
    const cluster = await Cluster.start({max_connections: "20", superuser_reserved_connections: "3", max_wal_senders: "0"});
    t.after(() => cluster.removeNow());
    await cluster.sql("create role plain login");
    const database = await cluster.createDatabase("owner plain");
    // Fewer than there are, so that it lacks none before.
    const scenery = await scene(t, {cluster, database, user: "plain", env: {STOA_DATABASE_CONNECTIONS: "14"}});
    const load = await underLoad(scenery, async () => {
      const leave = await crowd(scenery, 15);
      await sleep(5000);
      await leave();
    }, {recovery: 8000});
    assert.ok(load.stored > 0);
  });
});

// As on a standby, or after somebody has made it so.
test("scarce: PostgreSQL takes no writes for 2 s; reads go on", async (t) => {
  const scenery = await scene(t);
  const {cluster, server} = scenery;
  const {body: author} = await createAuthor(server, "Written before");
  const load = await underLoad(scenery, async () => {
    await cluster.sql("alter system set default_transaction_read_only = on");
    await cluster.sql("select pg_reload_conf()");
    await sleep(2000);
    const read = await call(server, "GET", `/api/library/authors/${author.id}`);
    await cluster.sql("alter system reset default_transaction_read_only");
    await cluster.sql("select pg_reload_conf()");
    assert.equal(`${read.status} ${read.code}`, "200 ");
  });
  assert.equal(load.count("503 outcome_unknown"), 0, `${load}`);
});

// A file system of so many bytes, or the reason why there can be none.
function smallDisk(t, megabytes) {
  const folder = mkdtempSync(join(tmpdir(), "stoa-faults-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=1777`, "tmpfs", folder], {stdio: "pipe"});
  } catch (error) {
    rmSync(folder, {recursive: true});
    return {reason: `no file system can be mounted (${String(error.stderr ?? error.code).trim().split("\n")[0]})`};
  }
  const release = () => {
    execFileSync("umount", [folder], {stdio: "ignore"});
    rmSync(folder, {recursive: true});
  };
  return {folder, release};
}

// Until not a page is left, whatever others write meanwhile.
function fill(folder) {
  const name = join(folder, "filler");
  const file = openSync(name, "w");
  const page = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, page);
  } catch (error) {
    assert.equal(error.code, "ENOSPC");
  } finally {
    closeSync(file);
  }
  return () => rmSync(name);
}

// The tables are on a small disk, the log of PostgreSQL is not: each write is refused by itself.
test("scarce: the disk of the tables is full for 4 s", async (t) => {
  const disk = smallDisk(t, 64);
  if (disk.reason) return t.skip(disk.reason);
  const cluster = await Cluster.start();
  t.after(() => {
    cluster.removeNow();
    disk.release();
  });
  const owner = execFileSync("stat", ["-c", "%u:%g", cluster.folder], {encoding: "utf8"}).trim();
  const place = join(disk.folder, "tables");
  execFileSync("install", ["-d", "-m", "700", "-o", owner.split(":")[0], "-g", owner.split(":")[1], place]);
  await cluster.sql(`create tablespace small location '${place}'`);
  const database = await cluster.createDatabase("tablespace small");
  const scenery = await scene(t, {cluster, database});
  const {body: author} = await createAuthor(scenery.server, "Written before");
  const load = await underLoad(scenery, async () => {
    const empty = fill(disk.folder);
    await sleep(4000);
    const read = await call(scenery.server, "GET", `/api/library/authors/${author.id}`);
    empty();
    assert.equal(read.status, 200, "reads need no space");
  }, {padding: 3000});
  assert.ok(load.count("503 overloaded") > 10, `the disk was not full: ${load}`);
  assert.equal(load.count("503 outcome_unknown"), 0, `${load}`);
});

// All of PostgreSQL is on the small disk, its log too, and may crash when that cannot grow.
test("scarce: the disk of all of PostgreSQL is full", {skip: long ? false : "STOA_LONG is not set"}, async (t) => {
  const disk = smallDisk(t, 300);
  if (disk.reason) return t.skip(disk.reason);
  const cluster = await Cluster.start({max_wal_size: "64MB"}, {TMPDIR: disk.folder});
  t.after(() => {
    cluster.removeNow();
    disk.release();
  });
  const scenery = await scene(t, {cluster});
  await underLoad(scenery, async () => {
    const empty = fill(disk.folder);
    await sleep(15_000);
    empty();
    await cluster.up();
  }, {padding: 3000, recovery: 15_000});
});
