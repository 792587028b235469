// A server on a database of its own, with clients at work; and the checks that hold after each fault.
import assert from "node:assert/strict";
import {setTimeout as sleep} from "node:timers/promises";
import {serve} from "../../api/lib/server.mjs";
import {call, createAuthor} from "./client.mjs";
import {sharedCluster} from "./cluster.mjs";
import {contradictions} from "./ledger.mjs";
import {Load} from "./load.mjs";
import {Proxy} from "./proxy.mjs";

export const long = Boolean(process.env.STOA_LONG);

// Options: cluster; proxied (default: straight to PostgreSQL); database and user; env of the server.
export async function scene(t, {cluster, proxied = false, database, user, env} = {}) {
  const at = cluster ?? (await sharedCluster());
  const name = database ?? (await at.createDatabase());
  const proxy = proxied ? await Proxy.before(at.port) : undefined;
  const url = at.urlOf(name, {port: proxy?.port, user});
  let server, end;
  t.after(async () => {
    proxy?.heal();
    await server?.stop();
    proxy?.close();
    await at.dropDatabase(name);
  });
  server = await serve({env: {STOA_DATABASE_URL: url, STOA_ACCOUNTS_REMEMBER_MS: "300000", ...env}});
  server.ended.then((how) => (end = how));
  await introduce(server, at, name);
  return {t, cluster: at, database: name, proxy, server, hasEnded: () => end};
}

// From here on the server remembers who its clients are, and has noted that their key is in use: what
// the faults meet is the work of the library, and no message of accounts gets between.
async function introduce(server, cluster, database) {
  const known = await call(server, "GET", "/api/accounts/me");
  assert.equal(known.status, 200, `${known.status} ${known.code}\n${server.stderr}`);
  for (let tries = 0; tries < 100; tries++) {
    const [[unused]] = await cluster.sql("select count(*) from accounts.api_keys where used is null", {database});
    if (unused === "0") return;
    await sleep(50);
  }
  assert.fail(`the use of the key was not noted:\n${server.stderr}`);
}

// Runs clients while `fault` happens, and for a moment before and after; then everything is checked.
export async function underLoad(scenery, fault, {before = 500, after = 700, recovery = 5000, ...options} = {}) {
  const load = new Load(scenery.server, options);
  let recovered;
  try {
    await sleep(before);
    assert.ok(load.stored > 0, "nothing was stored before the fault, so nothing was tried");
    await fault(load);
    const lifted = Date.now();
    await recovers(scenery, recovery);
    recovered = Date.now() - lifted;
    await sleep(after);
  } finally {
    await load.stop();
  }
  scenery.t.diagnostic(`note: ${scenery.t.name}: ${load}; ${recovered} ms to recover`);
  await holds(scenery, load);
  return load;
}

// The same process answers and stores again, soon.
export async function recovers({server, hasEnded}, within = 5000) {
  const until = Date.now() + within;
  const trouble = async () => {
    const ready = await call(server, "GET", "/readyz");
    if (ready.status !== 200) return `/readyz: ${ready.status}`;
    const made = await createAuthor(server, `Recovered ${Date.now()}`);
    if (made.status !== 201) return `a create: ${made.status} ${made.code}`;
    const read = await call(server, "GET", `/api/library/authors/${made.body.id}`);
    return read.status === 200 ? undefined : `a read: ${read.status} ${read.code}`;
  };
  let last;
  do {
    assert.equal(hasEnded(), undefined, `the server has ended:\n${server.stderr}`);
    if (!(last = await trouble())) return;
    await sleep(50);
  } while (Date.now() < until);
  assert.fail(`no recovery within ${within} ms: ${last}\n${server.stderr.slice(-2000)}`);
}

const few = (list) => [...list.slice(0, 8), ...(list.length > 8 ? [`… ${list.length} in all`] : [])].join("\n");
const none = (list, what) => assert.equal(list.length, 0, `${what}:\n${few(list)}`);

// What was acknowledged is there once, what was refused is not, nothing is half done, no answer was
// wrong. Writes of the test's own are not in the load's book.
export async function holds({cluster, database, server}, load) {
  const all = await contradictions(cluster, database, load);
  const found = all.filter((text) => !/^(?!Load).* never asked for$/.test(text));
  none(found, "what clients were told and what is stored differ");
  none(load.wrong, "answers that no client must see");
  none(server.stderr.split("\n").filter((line) => line.includes('"level":"error"')), "the log tells of failures");
}
