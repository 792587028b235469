// Accounts in one process, library in another: what ends at the one is over at the other, at once.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {administrator, serve, temporaryFolder} from "../api/lib/server.mjs";
import {ask, good} from "../api/lib/tables.mjs";
import {Redis} from "./lib/redis.mjs";
import {readiness, until} from "./lib/site.mjs";

const headers = {"Content-Type": "application/json"};

test("cluster: what ends at accounts is over in the process of an app", async (t) => {
  const redis = await Redis.start();
  const folder = await temporaryFolder(), file = (name) => join(folder, name);
  await writeFile(file("master"), randomBytes(32), {mode: 0o600});
  const env = {STOA_REDIS_URL: redis.url, STOA_MASTER_KEY_FILE: file("master"), STOA_ACCOUNTS_REMEMBER_MS: "300000"};
  const accounts = await serve({apps: ["accounts"], env});
  t.after(async () => {
    await accounts.stop();
    redis.removeNow();
  });
  const signIn = async () => {
    const {json} = await good(ask(accounts, "POST", "/api/accounts/tokens", {headers, body: JSON.stringify(administrator), as: {}}), 201);
    return {Authorization: `Bearer ${json.access_token}`};
  };
  const key = {name: "Library", scopes: ["accounts:introspections:admin"]};
  const made = await good(ask(accounts, "POST", "/api/accounts/api-keys", {headers, body: JSON.stringify(key), as: await signIn()}), 201);
  await writeFile(file("key"), `${made.json.key}\n`, {mode: 0o600});
  const library = await serve({apps: ["library"], accounts: false, env: {...env, STOA_ACCOUNTS_URL: accounts.url, STOA_ACCOUNTS_API_KEY_FILE: file("key")}});
  t.after(() => library.stop());
  for (const server of [accounts, library]) await until("Redis", async () => (await readiness(server)) === "ready");
  const as = await signIn();
  const look = () => ask(library, "GET", "/api/library/loans", {as});
  await good(look());
  await good(ask(accounts, "DELETE", "/api/accounts/session", {as}), 204);
  await until("the session's end at library", async () => (await look()).status === 401);
  assert.equal((await look()).json.code, "not_signed_in");
});
