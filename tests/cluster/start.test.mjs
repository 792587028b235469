// What `stoa serve` makes of redis.url.
import assert from "node:assert/strict";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {serve, stoa, temporaryFolder} from "../api/lib/server.mjs";
import {Redis} from "./lib/redis.mjs";
import {metric, readiness, until} from "./lib/site.mjs";

// Each: environment, what must be said.
const unwilling = {
  "a URL that is none": [{STOA_REDIS_URL: "localhost:6379 secret"}, /redis\.url cannot be read: it is redis:\/\//],
  "a Redis elsewhere in clear": [{STOA_REDIS_URL: "redis://:secret@cache.example"}, /redis\.url leads to cache\.example.*rediss:\/\/.*redis\.allow_plaintext/],
  "a name that only begins like this machine": [{STOA_REDIS_URL: "redis://:secret@127.0.0.1.example"}, /redis\.url leads to 127\.0\.0\.1\.example/],
  "a file that is none": [{STOA_REDIS_URL_FILE: "/no/such"}, /redis\.url_file: \/no\/such cannot be read/],
  "authorities that are none": [{STOA_REDIS_URL: "rediss://:secret@localhost", STOA_REDIS_CA_FILE: "/no/such"}, /authorities for Redis.*\/no\/such/],
};
for (const [name, [env, says]] of Object.entries(unwilling)) {
  test(`cluster: serve refuses ${name}, and repeats no password`, async () => {
    const cwd = await temporaryFolder();
    const end = await stoa(["serve", "library"], {cwd, env: {STOA_LISTEN: "127.0.0.1:0", STOA_DATA: join(cwd, "data"), ...env}});
    assert.match(end.stderr, says);
    assert.ok(!end.stderr.includes("secret"), end.stderr);
    assert.equal(end.status, 1);
  });
}

test("cluster: a process starts without its Redis, and takes to it when it comes", async (t) => {
  const redis = await Redis.start();
  t.after(() => redis.removeNow());
  await redis.kill();
  const file = join(await temporaryFolder(), "url");
  await writeFile(file, `${redis.url}\n`, {mode: 0o600});
  const server = await serve({env: {STOA_REDIS_URL_FILE: file}});
  t.after(() => server.stop());
  await until("that it is said", () => server.stderr.includes("Redis is away"));
  assert.equal(await readiness(server), "ready, degraded: redis");
  assert.equal(await metric(server, "stoa_redis_degraded"), 1);
  await redis.up();
  await until("Redis", async () => (await readiness(server)) === "ready");
});

// A database in the data folder is one process's alone.
test("cluster: without Redis nothing is said of it", async (t) => {
  const server = await serve();
  t.after(() => server.stop());
  assert.equal(await readiness(server), "ready");
  await assert.rejects(metric(server, "stoa_redis_degraded"));
});
