// A crash of PostgreSQL while the answer to a COMMIT is due.
import assert from "node:assert/strict";
import {test} from "node:test";
import {createAuthor} from "./lib/client.mjs";
import {Cluster} from "./lib/cluster.mjs";
import {recovers, scene} from "./lib/scene.mjs";

// After a crash PostgreSQL counts its transactions on from the last one that had reached the disk. So
// the number of the write that was lost is given to somebody else, whose commit is not the write's.
test("crash: another transaction gets the number of the one whose COMMIT was lost", async (t) => {
  const cluster = await Cluster.start({wal_writer_delay: "10s", autovacuum: "off"});
  t.after(() => cluster.removeNow());
  const scenery = await scene(t, {cluster, proxied: true});
  const {proxy, server, database} = scenery;
  await createAuthor(server, "Warm");
  const swallowed = new Promise((resolve) => {
    proxy.watch = (message) => {
      if (message.side !== "frontend" || message.sql !== "commit" || !message.link.isWriter) return undefined;
      proxy.entry = "refused";
      resolve();
      return "swallow";
    };
  });
  const asked = createAuthor(server, "In doubt");
  await swallowed;
  await cluster.kill();
  proxy.cutAll();
  await cluster.up();
  await cluster.sql("create table others (n int)", {database});
  for (let i = 0; i < 5; i++) await cluster.sql("insert into others values (1)", {database});
  proxy.heal();
  const {status, code} = await asked;
  const [[stored]] = await cluster.sql("select count(*) from library.authors where name = 'In doubt'", {database});
  assert.equal(stored, status === 201 ? "1" : "0", `told ${status} ${code}`);
  await recovers(scenery);
});
