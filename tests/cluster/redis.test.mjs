// Redis goes, hangs, is emptied and comes back while two processes serve.
import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {administrator} from "../api/lib/server.mjs";
import {ask, good} from "../api/lib/tables.mjs";
import {Load} from "../faults/lib/load.mjs";
import {Redis} from "./lib/redis.mjs";
import {metric, site, until} from "./lib/site.mjs";

const headers = {"Content-Type": "application/json"};
const accounts = (path) => `/api/accounts${path}`;
const signIn = (server, person = administrator) =>
  ask(server, "POST", accounts("/tokens"), {headers, body: JSON.stringify(person), as: {}});
const me = (server, as) => ask(server, "GET", accounts("/me"), {as});

// While both are asked for all kinds of things and sign in too, nobody gets an answer that tells of it.
async function underLoad(both, faults) {
  const loads = both.nodes.map((node) => new Load(node, {clients: 2, pause: 10}));
  const answers = [];
  let goesOn = true;
  const signingIn = (async () => {
    for (let i = 0; goesOn; i++, await sleep(100)) answers.push((await signIn(both.nodes[i % 2])).status);
  })();
  try {
    await sleep(200);
    await faults();
    await sleep(200);
  } finally {
    goesOn = false;
    await Promise.all([signingIn, ...loads.map((load) => load.stop())]);
  }
  for (const load of loads) {
    assert.deepEqual(load.wrong, []);
    const troubles = [...load.answers].filter(([key]) => /^(5|0)/.test(key));
    assert.deepEqual(troubles, [], `${load}`);
    assert.ok(load.stored > 0, `nothing was stored: ${load}`);
  }
  assert.deepEqual([...new Set(answers)], [201], "signing in goes on");
}

const logLines = (server, text) => server.stderr.split("\n").filter((line) => line.includes(text)).length;

test("cluster: Redis hangs, is killed, is emptied and comes back; nobody is told no, and it is said", async (t) => {
  const both = await site(t);
  const {nodes, redis} = both;
  const pids = nodes.map(({pid}) => pid);
  await underLoad(both, async () => {
    redis.signal("SIGSTOP");
    await both.areAlone();
    redis.signal("SIGCONT");
    await both.areOne();
    await redis.ask("flushall");
    await sleep(300);
    redis.signal("SIGTERM");
    await both.areAlone();
    await redis.up();
    await both.areOne();
  });
  assert.deepEqual(nodes.map(({pid}) => pid), pids);
  for (const node of nodes) {
    const away = logLines(node, "Redis is away");
    assert.ok(away >= 2 && away < 10, `said once a change, not again and again: ${node.stderr}`);
    assert.equal(logLines(node, "Redis is there"), away + 1, node.stderr);
    assert.doesNotMatch(node.stderr, /"level":"error"/);
  }
});

test("cluster: a session that has ended stays so when Redis forgets everything", async (t) => {
  const both = await site(t);
  const [one, two] = both.nodes;
  const as = {Authorization: `Bearer ${(await good(signIn(one), 201)).json.access_token}`};
  for (const node of both.nodes) await good(me(node, as));
  await good(ask(one, "DELETE", accounts("/session"), {as}), 204);
  await until("the session's end at the other", async () => (await me(two, as)).status === 401);
  await both.redis.ask("flushall");
  for (const node of both.nodes) assert.equal((await me(node, as)).status, 401);
  await both.redis.kill();
  await both.areAlone();
  for (const node of both.nodes) assert.equal((await me(node, as)).status, 401);
  await both.redis.up();
  await both.areOne();
  for (const node of both.nodes) assert.equal((await me(node, as)).status, 401);
});

test("cluster: without Redis each process limits tries by itself, and both together when it is back", async (t) => {
  const both = await site(t, {env: {STOA_ACCOUNTS_TRIES: "3"}});
  const guess = async (server, email) => (await signIn(server, {email, password: "a wrong one"})).status;
  await both.redis.kill();
  await both.areAlone();
  for (const node of both.nodes) {
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await guess(node, "alone@example.org"));
    assert.deepEqual(answers, [401, 401, 401, 429]);
  }
  await both.redis.up();
  await both.areOne();
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await guess(both.nodes[i % 2], "together@example.org"));
  assert.deepEqual(answers, [401, 401, 401, 429]);
});

// The user of docs/guide-cluster.md.
const rights = "resetkeys ~stoa:* resetchannels &stoa:* -@all +hello +auth +select +ping +client|setname +subscribe +unsubscribe +publish +eval +time +get +set +del +zadd +zrem +zrange +zremrangebyscore +pttl +pexpire";

test("cluster: over TLS as a user who may do only what is needed, and whose password is in no log", async (t) => {
  const password = "no-log-has-this";
  const redis = await Redis.start("--tls");
  await redis.ask("acl", "setuser", "stoa", "on", `>${password}`, ...rights.split(" "));
  const url = redis.url.replace("//", `//stoa:${password}@`);
  const both = await site(t, {redis, env: {STOA_REDIS_URL: url, STOA_REDIS_CA_FILE: redis.certificate}});
  const as = {Authorization: `Bearer ${(await good(signIn(both.nodes[0]), 201)).json.access_token}`};
  for (const node of both.nodes) await good(me(node, as));
  await good(ask(both.nodes[0], "DELETE", accounts("/session"), {as}), 204);
  await until("the session's end at the other", async () => (await me(both.nodes[1], as)).status === 401);
  for (const node of both.nodes) assert.equal(await metric(node, "stoa_redis_commands_failed_total"), 0);
  assert.equal(await redis.ask("acl", "log"), "");
  await redis.ask("acl", "setuser", "stoa", "resetpass", ">another");
  await redis.ask("client", "kill", "type", "pubsub");
  await both.areAlone();
  for (const {stdout, stderr} of both.nodes) assert.ok(!(stdout + stderr).includes(password));
});
