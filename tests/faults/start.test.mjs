// What is said when the server cannot be started on a PostgreSQL, and what is never said.
import assert from "node:assert/strict";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, test} from "node:test";
import {stoa, temporaryFolder} from "../api/lib/server.mjs";
import {call, createAuthor} from "./lib/client.mjs";
import {Cluster, sharedCluster} from "./lib/cluster.mjs";
import {Proxy} from "./lib/proxy.mjs";
import {scene} from "./lib/scene.mjs";

const secret = "xyzzy-5ecret";

// Starts it where it cannot start; returns what it said.
async function refused(url, {within = 8000, ...env} = {}) {
  const began = Date.now();
  const end = await stoa(["serve"], {env: {STOA_DATABASE_URL: url, STOA_DATA: await temporaryFolder(), STOA_LISTEN: "127.0.0.1:0", ...env}});
  const said = end.stdout + end.stderr;
  assert.ok(end.status > 0, `status ${end.status ?? end.signal}: ${said}`);
  assert.equal(end.stdout, "");
  assert.ok(Date.now() - began < within, `after ${Date.now() - began} ms`);
  assert.ok(!said.includes(secret), "the password is said");
  return said;
}

// A server that cannot start waits, or is gone at once; each has a proxy or a PostgreSQL of its own.
describe("start", {concurrency: 4}, () => {
  test("start: PostgreSQL is away: host and port are named, the password is not", async () => {
    const proxy = await Proxy.before(1);
    proxy.close();
    const said = await refused(`postgres://postgres:${secret}@127.0.0.1:${proxy.port}/postgres`);
    assert.match(said, /127\.0\.0\.1/);
    assert.ok(said.includes(String(proxy.port)), said);
  });

  test("start: PostgreSQL says nothing", async (t) => {
    const cluster = await sharedCluster();
    const proxy = await Proxy.before(cluster.port);
    t.after(() => proxy.close());
    proxy.watch = ({side}) => (side === "backend" ? "swallow" : undefined);
    assert.match(await refused(cluster.urlOf("postgres", {port: proxy.port, user: `postgres:${secret}`})), /timeout/);
  });

  test("start: PostgreSQL has no connection left", async (t) => {
    const cluster = await sharedCluster();
    const proxy = await Proxy.before(cluster.port);
    t.after(() => proxy.close());
    proxy.entry = "crowded";
    assert.match(await refused(cluster.urlOf("postgres", {port: proxy.port, user: `postgres:${secret}`})), /too many clients/);
  });

  // Each start needs some; whichever is the first to be refused, it is said.
  for (const most of [1, 2, 3]) {
    test(`start: PostgreSQL has ${most} left, which is too few`, async (t) => {
      const cluster = await sharedCluster();
      const proxy = await Proxy.before(cluster.port);
      t.after(() => proxy.close());
      proxy.most = most;
      const database = await cluster.createDatabase();
      assert.match(await refused(cluster.urlOf(database, {port: proxy.port})), /^stoa: .*(too many clients|in use)/m);
    });
  }

  test("start: with as few connections as the setting allows, it serves", async (t) => {
    const cluster = await sharedCluster();
    const said = await refused(cluster.urlOf(await cluster.createDatabase()), {STOA_DATABASE_CONNECTIONS: "3"});
    const [, apps, least] = /database\.connections is 3: (\d+) apps need (\d+) connections/.exec(said) ?? assert.fail(said);
    assert.equal(Number(least), Number(apps) + 2);
    const {server} = await scene(t, {env: {STOA_DATABASE_CONNECTIONS: least}});
    const {status, code} = await createAuthor(server, "Patient");
    assert.equal(`${status} ${code}`, "201 ");
  });

  test("start: a wrong password is refused and not repeated; the right one is nowhere to be read", async (t) => {
    const cluster = await Cluster.start({fsync: "off"});
    t.after(() => cluster.removeNow());
    await cluster.sql(`create role keeper login superuser password '${secret}'`);
    const rules = join(cluster.folder, "data/pg_hba.conf");
    writeFileSync(rules, `host all keeper 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, "utf8")}`);
    await cluster.sql("select pg_reload_conf()");
    const wrong = await refused(`postgres://keeper:${secret}-not@127.0.0.1:${cluster.port}/postgres`);
    assert.match(wrong, /password authentication failed/);
    const {server, hasEnded} = await scene(t, {cluster, user: `keeper:${secret}`});
    const metrics = await call(server, "GET", "/metrics");
    assert.match(metrics.body, /^stoa_store_/m);
    await cluster.kill();
    const answer = await call(server, "GET", "/api/library/authors?limit=1");
    assert.equal(`${answer.status} ${answer.code}`, "503 unavailable");
    await cluster.up();
    const said = [metrics.body, JSON.stringify(answer.body), server.stdout, server.stderr].join("\n");
    assert.ok(!said.includes(secret), "the password is said");
    assert.equal(hasEnded(), undefined);
  });

  test("start: a database that is not UTF8 is refused with what to do", async () => {
    const cluster = await sharedCluster();
    const name = await cluster.createDatabase("encoding 'SQL_ASCII' locale 'C' template template0");
    const said = await refused(cluster.urlOf(name));
    assert.match(said, /SQL_ASCII.*UTF8/);
  });

  test("start: synchronous_commit off is refused", async () => {
    const cluster = await sharedCluster();
    await cluster.sql("create role hasty login; alter role hasty set synchronous_commit = off");
    const name = await cluster.createDatabase("owner hasty");
    assert.match(await refused(cluster.urlOf(name, {user: "hasty"})), /synchronous_commit/);
  });

  test("start: a database that does not exist is named", async () => {
    const cluster = await sharedCluster();
    assert.match(await refused(cluster.urlOf("no_such_database")), /no_such_database/);
  });

  // 192.0.2.1 is nobody's address (RFC 5737): to try it would take long.
  const elsewhere = {
    "a host elsewhere": `postgres://me:${secret}@192.0.2.1:5432/postgres`,
    "a host elsewhere, sslmode=require": `postgres://me:${secret}@192.0.2.1:5432/postgres?sslmode=require`,
    "a second host elsewhere": `postgres://me:${secret}@127.0.0.1:1,192.0.2.1:5432/postgres`,
    "an address elsewhere under a local name": `postgres://me:${secret}@localhost/postgres?hostaddr=192.0.2.1`,
    "a host elsewhere as key=value": `host=192.0.2.1 user=me password=${secret} dbname=postgres`,
  };
  for (const [name, url] of Object.entries(elsewhere)) {
    test(`start: ${name} is refused before it is tried`, async () => {
      const said = await refused(url, {within: 2000});
      assert.match(said, /192\.0\.2\.1.*sslmode=verify-full/);
    });
  }

  test("start: a url that cannot be read is not repeated", async () => {
    for (const url of [`postgres://me:${secret}%zz@127.0.0.1/postgres`, `postgres://me:${secret}@[::1/postgres`, `host=127.0.0.1 password='${secret}`]) {
      assert.match(await refused(url, {within: 2000}), /database\.url/);
    }
  });
});
