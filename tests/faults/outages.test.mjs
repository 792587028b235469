// PostgreSQL goes away as a whole and comes back.
import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {call, createAuthor} from "./lib/client.mjs";
import {sharedCluster, signal} from "./lib/cluster.mjs";
import {Load} from "./lib/load.mjs";
import {long, scene, underLoad} from "./lib/scene.mjs";

test("outage: PostgreSQL is stopped for 2 s", async (t) => {
  const scenery = await scene(t);
  await underLoad(scenery, async () => {
    await scenery.cluster.down();
    await sleep(2000);
    await scenery.cluster.up();
  });
});

test("outage: all of PostgreSQL is killed and started again", async (t) => {
  const scenery = await scene(t);
  await underLoad(scenery, async () => {
    for (let i = 0; i < (long ? 40 : 3); i++) {
      await scenery.cluster.kill();
      await scenery.cluster.up();
      await sleep(700);
    }
  });
});

// A write that has waited in vain says so for those behind it: nobody waits for all that are before
// him, one after the other.
test("outage: for 8 s; writes are refused after the 3 s that they wait, reads at once", async (t) => {
  const scenery = await scene(t);
  const load = await underLoad(scenery, async () => {
    await scenery.cluster.down();
    await sleep(long ? 30_000 : 8000);
    const ready = await call(scenery.server, "GET", "/readyz");
    await scenery.cluster.up();
    assert.equal(ready.status, 503, "it says that it is ready, and refuses all");
  }, {limit: 8000});
  assert.ok(load.count("503 unavailable") > 20, `few were refused: ${load}`);
});

// Whoever asks for readiness sends nothing to a server that is not ready.
test("outage: ready again when PostgreSQL is there again, though nobody writes", async (t) => {
  const {cluster, server} = await scene(t);
  await cluster.down();
  const refused = await Promise.all(Array.from({length: 8}, (_, i) => createAuthor(server, `Refused ${i}`)));
  assert.ok(refused.every(({code}) => code === "unavailable"), refused.map(({code}) => code).join());
  await cluster.up();
  for (let i = 0; i < 50; i++) {
    if ((await call(server, "GET", "/readyz")).status === 200) return;
    await sleep(100);
  }
  assert.fail("not ready 5 s later");
});

test("outage: all connections are cut by the server, 30 times in 6 s", async (t) => {
  const scenery = await scene(t);
  const {cluster, database} = scenery;
  const load = await underLoad(scenery, async () => {
    for (let i = 0; i < 30; i++) {
      await cluster.sql(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
      await sleep(150);
    }
  });
  assert.equal(load.count("503 unavailable"), 0, `PostgreSQL was never away: ${load}`);
});

test("outage: PostgreSQL hangs for 6 s", async (t) => {
  const scenery = await scene(t);
  await underLoad(scenery, async () => {
    const thaw = await scenery.cluster.freeze();
    await sleep(6000);
    thaw();
  }, {recovery: 15_000});
});

// Its server then ends all others and recovers by itself.
test("outage: one process of PostgreSQL is killed, five times", async (t) => {
  const scenery = await scene(t);
  const {cluster, database} = scenery;
  await underLoad(scenery, async () => {
    for (let i = 0; i < (long ? 50 : 5); i++) {
      const [[pid]] = await cluster.sql(`select pid from pg_stat_activity where datname = '${database}' limit 1`);
      signal(Number(pid), "SIGKILL");
      await sleep(300);
      await cluster.ready();
      await sleep(700);
    }
  });
});

// PostgreSQL ends a transaction whose client says nothing for 5 s.
test("outage: Stoa itself hangs for 7 s in the middle of its transactions", async (t) => {
  const scenery = await scene(t);
  await underLoad(scenery, async () => {
    scenery.server.signal("SIGSTOP");
    await sleep(7000);
    scenery.server.signal("SIGCONT");
  });
});

test("outage: Stoa is asked to end while PostgreSQL is away, and does", async (t) => {
  const cluster = await sharedCluster();
  const {server} = await scene(t);
  const load = new Load(server);
  await sleep(300);
  await cluster.down();
  t.after(() => cluster.up());
  await sleep(500);
  const began = Date.now();
  server.signal("SIGTERM");
  const end = await server.ended;
  await load.stop();
  assert.deepEqual(end, {status: 0, signal: null});
  assert.ok(Date.now() - began < 10_000, `after ${Date.now() - began} ms`);
});
