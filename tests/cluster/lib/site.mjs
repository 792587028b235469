// A site of two processes: one database, one master key, one address, one Redis.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {serve, temporaryFolder} from "../../api/lib/server.mjs";
import {sharedCluster} from "../../faults/lib/cluster.mjs";
import {Redis} from "./redis.mjs";

const patience = 30_000;

export async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`not in ${patience / 1000} s: ${what}`);
}

export async function metric(server, name) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const [, value] = new RegExp(`^${name} (\\S+)$`, "m").exec(text) ?? assert.fail(`no metric ${name}`);
  return Number(value);
}

// "ready", "ready, degraded: redis", …
export async function readiness(server) {
  const answer = await fetch(`${server.url}/readyz`);
  const {status, degraded} = await answer.json();
  return degraded ? `${status}, degraded: ${degraded}` : status;
}

// Options: redis (a new one), env of both processes. `site.nodes` are the two servers.
export async function site(t, {redis, env = {}} = {}) {
  const cluster = await sharedCluster();
  const database = await cluster.createDatabase();
  const shared = redis ?? (await Redis.start());
  const key = join(await temporaryFolder(), "master");
  await writeFile(key, randomBytes(32), {mode: 0o600});
  const all = {
    STOA_DATABASE_URL: cluster.urlOf(database), STOA_MASTER_KEY_FILE: key, STOA_REDIS_URL: shared.url,
    STOA_PUBLIC_URL: "http://stoa.example",
    // Longer than any test: what ends in another process ends by news, or not at all.
    STOA_ACCOUNTS_REMEMBER_MS: "300000",
    // A machine that is busy with other tests may take its time.
    STOA_REDIS_ANSWER_MS: "3000",
    ...env,
  };
  const made = {cluster, database, redis: shared, env: all, nodes: []};
  t.after(async () => {
    await Promise.all(made.nodes.map((node) => node.stop()));
    shared.removeNow();
    await cluster.dropDatabase(database);
  });
  made.start = async () => {
    const node = await serve({env: all});
    made.nodes.push(node);
    return node;
  };
  await made.start();
  await made.start();
  made.areOne = () => until("both processes at Redis", async () =>
    (await Promise.all(made.nodes.map(readiness))).every((said) => said === "ready"));
  made.areAlone = () => until("both processes say that Redis is away", async () =>
    (await Promise.all(made.nodes.map(readiness))).every((said) => said === "ready, degraded: redis"));
  await made.areOne();
  return made;
}
