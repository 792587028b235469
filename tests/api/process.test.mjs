// The program as those see it who run it: signals, a second one, misspelt words, its commands.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {databaseOf} from "./lib/database.mjs";
import {binary, demoFolder, serve, stoa, temporaryFolder} from "./lib/server.mjs";
import {credentials, dial, parseAnswer, send} from "./lib/wire.mjs";

const author = (name) => JSON.stringify({name});
const post = (server, body) => `POST /api/library/authors HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${credentials(server).Authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;

async function until(what, happens) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await happens()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`${what} did not happen`);
}

test("process: SIGTERM lets a request in flight finish, then exits 0 and says so", async () => {
  const folder = await temporaryFolder();
  const server = await serve({data: folder});
  const idle = dial(server.port);
  const line = dial(server.port);
  const body = author("In flight");
  await line.write(post(server, body) + body.slice(0, 5));
  // The server has surely read the first half once it has answered a request that came later.
  assert.equal((await send(server, {target: "/healthz"})).status, 200);
  server.signal("SIGTERM");
  await until("the end of listening", async () => (await send(server, {target: "/healthz"})).status === 0);
  await line.write(body.slice(5));
  const answer = parseAnswer(await line.closed);
  assert.equal(answer.status, 201, answer.broken ?? answer.text);
  assert.equal(answer.headers.connection, "close");
  assert.equal((await idle.closed).length, 0);
  assert.deepEqual(await server.ended, {status: 0, signal: null});
  assert.match(server.stderr, /"stopping".*SIGTERM/);
  assert.match(server.stderr, /"stopped"/);
  const again = await serve({data: folder});
  const found = await send(again, {target: `/api/library/authors/${JSON.parse(answer.text).id}`});
  assert.equal(found.status, 200, "what was acknowledged is there after the restart");
  await again.stop();
});

test("process: SIGTERM without time to drain, while it is looked up who asks, is an orderly end", async () => {
  for (let i = 0; i < 8; i++) {
    const server = await serve({env: {STOA_HTTP_DRAIN_MS: "0", STOA_ACCOUNTS_REMEMBER_MS: "0"}});
    let ended = false;
    const ask = async () => {
      while (!ended) await send(server, {target: "/api/library/borrowers", headers: credentials(server)});
    };
    const all = Array.from({length: 40}, ask);
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.signal("SIGTERM");
    const end = await server.ended;
    ended = true;
    await Promise.all(all);
    assert.deepEqual(end, {status: 0, signal: null}, server.stderr);
  }
});

test("process: of many writes at the moment of SIGTERM, each that was acknowledged is kept", async () => {
  const folder = await temporaryFolder();
  const server = await serve({data: folder});
  const lines = Array.from({length: 100}, () => dial(server.port));
  await Promise.all(lines.map(({socket}) => new Promise((resolve) => socket.once("connect", resolve))));
  lines.forEach((line, i) => {
    const body = author(`Writer ${i}`);
    line.socket.write(post(server, body) + body);
  });
  await Promise.race(lines.map(({socket}) => new Promise((resolve) => socket.once("data", resolve))));
  server.signal("SIGTERM");
  const answers = (await Promise.all(lines.map((line) => line.closed))).filter((bytes) => bytes.length).map((bytes) => parseAnswer(bytes));
  assert.deepEqual(await server.ended, {status: 0, signal: null});
  assert.ok(answers.some(({status}) => status === 201), "none was acknowledged, so nothing was tried");
  for (const answer of answers) {
    assert.equal(answer.broken, undefined, "half an answer");
    assert.ok([201, 503].includes(answer.status), `${answer.status} ${answer.text}`);
  }
  const again = await serve({data: folder});
  for (const {text} of answers.filter(({status}) => status === 201)) {
    assert.equal((await send(again, {target: `/api/library/authors/${JSON.parse(text).id}`})).status, 200);
  }
  await again.stop();
});

test("process: it need not plant the demo to its end to hear that it is to stop", async (t) => {
  const folder = await temporaryFolder();
  const env = {...process.env, STOA_LISTEN: "127.0.0.1:0", STOA_DATA: join(folder, "data"), ...(await databaseOf(join(folder, "data")))};
  const child = spawn(binary, ["serve", "--demo"], {cwd: folder, env, stdio: ["ignore", "pipe", "pipe"]});
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  const ended = once(child, "exit");
  await new Promise((resolve) => child.stderr.on("data", (bytes) => /planting/.test(bytes) && resolve()));
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
  assert.equal(said, "");
});

test("process: SIGINT ends it as well", async () => {
  const server = await serve();
  server.signal("SIGINT");
  assert.deepEqual(await server.ended, {status: 0, signal: null});
});

test("process: a second server on the same data folder says so and exits 1", async () => {
  const server = await serve();
  const data = join(server.folder, "data");
  const second = await stoa(["serve"], {env: {STOA_LISTEN: "127.0.0.1:0", STOA_DATA: data}});
  assert.equal(second.status, 1);
  assert.ok(second.stderr.includes(data), second.stderr);
  assert.match(second.stderr, /another stoa/);
  assert.equal(second.stdout, "");
  assert.equal((await send(server, {target: "/readyz"})).status, 200, "the first is unharmed");
  await server.stop();
});

test("process: a port that is taken is named", async () => {
  const server = await serve();
  const second = await stoa(["serve"], {env: {STOA_LISTEN: `127.0.0.1:${server.port}`, STOA_DATA: await temporaryFolder()}});
  assert.equal(second.status, 1);
  assert.ok(second.stderr.includes(String(server.port)), second.stderr);
  await server.stop();
});

test("process: demo data is refused on an address that others reach", async () => {
  const open = await stoa(["serve", "--demo"], {env: {STOA_LISTEN: "0.0.0.0:0", STOA_DATA: await temporaryFolder()}});
  assert.equal(open.status, 1);
  assert.match(open.stderr, /--demo is for loopback addresses/);
  assert.equal(open.stdout, "");
});

test("process: nobody else is served before there is an administrator", async () => {
  const open = await stoa(["serve"], {env: {STOA_LISTEN: "0.0.0.0:0", STOA_DATA: join(await temporaryFolder(), "data")}});
  assert.equal(open.status, 1);
  assert.match(open.stderr, /no administrator.*admin_email.*admin_password_file/s);
  assert.equal(open.stdout, "");
});

const onPostgres = {skip: process.env.STOA_DATABASE_URL ? false : "it is about connections to a PostgreSQL"};
test("process: a server at rest opens no connections", onPostgres, async (t) => {
  const server = await serve({data: await temporaryFolder()});
  t.after(() => server.stop());
  const opened = async () => {
    const {text} = await send(server, {target: "/metrics"});
    return [...text.matchAll(/^stoa_store_connects_total\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  };
  // It looks sixteen times a second whether there is something to do.
  let before = 0, still = 0;
  await until("three seconds without another connection", async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await opened();
    still = now === before ? still + 1 : 0;
    before = now;
    return still === 6;
  });
  assert.ok(before > 0);
});

test("process: each key of `stoa api-key` is another, and looks like one", async () => {
  const made = await Promise.all([1, 2].map(() => stoa(["api-key"])));
  for (const {status, stdout} of made) {
    assert.equal(status, 0);
    assert.match(stdout, /^stoa_live_[\w-]{49}\n$/);
  }
  assert.notEqual(made[0].stdout, made[1].stdout);
});

// Each: arguments, environment, stoa.toml, exit status, what must be said.
const misspelt = {
  "stoa sevre": [["sevre"], {}, "", 2, /sevre.*serve/s],
  "stoa": [[], {}, "", 2, /subcommand|command/i],
  "stoa serve --dmeo": [["serve", "--dmeo"], {}, "", 2, /--dmeo.*--demo/s],
  "stoa serve --confg x": [["serve", "--confg", "x"], {}, "", 2, /--confg.*--config/s],
  "stoa routes libary": [["routes", "libary"], {}, "", 1, /libary.*library/s],
  "STOA_LISTN": [["serve"], {STOA_LISTN: "127.0.0.1:0"}, "", 1, /STOA_LISTN.*STOA_LISTEN/s],
  "STOA_LISTEN without a port": [["serve"], {STOA_LISTEN: "127.0.0.1"}, "", 1, /127\.0\.0\.1.*host:port/s],
  "STOA_HTTP_THREADS=many": [["serve"], {STOA_HTTP_THREADS: "many"}, "", 1, /http.threads.*many/s],
  "[store] max_bach": [["serve"], {}, "[store]\nmax_bach = 7\n", 1, /stoa\.toml.*line 2.*max_bach.*store\.max_batch/s],
  "[store] max_batch = \"x\"": [["serve"], {}, "[store]\nmax_batch = 'x'\n", 1, /stoa\.toml.*line 2.*store\.max_batch/s],
  "[stoer]": [["serve"], {}, "[stoer]\nmax_batch = 7\n", 1, /stoer\.max_batch.*store\.max_batch/s],
  "broken TOML": [["serve"], {}, "listen = \n", 1, /stoa\.toml.*line 1/s],
  "--config of no file": [["serve", "--config", "no-such.toml"], {}, "", 1, /no-such\.toml/],
  "log.level": [["serve"], {STOA_LOG_LEVEL: "loud"}, "", 1, /loud/],
  "STOA_ADMIN_EMAIL of no address": [["serve"], {STOA_ADMIN_EMAIL: "nobody"}, "", 1, /admin_email.*nobody/],
  "STOA_ADMIN_PASSWORD_FILE of no file": [["serve"], {STOA_ADMIN_EMAIL: "a@b.example", STOA_ADMIN_PASSWORD_FILE: "/no/such"}, "", 1, /admin_password_file.*\/no\/such/],
  "STOA_ADMIN_API_KEY_FILE without a key": [["serve"], {STOA_ADMIN_EMAIL: "a@b.example", STOA_ADMIN_API_KEY_FILE: "/etc/hostname"}, "", 1, /admin_api_key_file.*stoa api-key/],
  "STOA_TRUSTED_PROXIES of a name": [["serve"], {STOA_TRUSTED_PROXIES: "proxy.example"}, "", 1, /proxy\.example/],
  "STOA_TLS_CERTIFICATE of no file": [["serve"], {STOA_TLS_CERTIFICATE: "/no/such.pem", STOA_TLS_KEY: "/no/such.pem"}, "", 1, /\/no\/such\.pem/],
};
for (const [name, [args, env, toml, status, says]] of Object.entries(misspelt)) {
  test(`process: ${name} is named`, async () => {
    const cwd = await temporaryFolder();
    if (toml) await writeFile(join(cwd, "stoa.toml"), toml);
    const nowhere = {STOA_DATA: join(cwd, "data"), ...(env.STOA_LISTN ? {} : {STOA_LISTEN: "127.0.0.1:0"}), ...env};
    const end = await stoa(args, {cwd, env: nowhere});
    assert.match(end.stderr, says);
    assert.equal(end.status, status);
    assert.equal(end.stdout, "");
  });
}

test("process: a setting from stoa.toml works, and the environment wins", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "stoa.toml"), 'listen = "127.0.0.1:1"\n[http]\nmax_body_bytes = 100\n');
  const server = await serve({data: folder});
  const large = await send(server, {method: "POST", target: "/api/library/authors", headers: {"Content-Type": "application/json"}, body: author("x".repeat(150))});
  assert.equal(large.status, 413);
  await server.stop();
});

test("process: --help everywhere, --version", async () => {
  for (const args of [["--help"], ["serve", "--help"], ["apps", "--help"], ["routes", "--help"], ["migrate", "--help"], ["api-key", "--help"], ["openapi", "--help"], ["new-app", "--help"]]) {
    const {status, stdout} = await stoa(args);
    assert.equal(status, 0, args.join(" "));
    assert.match(stdout, /--help/);
  }
  const help = (await stoa(["serve", "--help"])).stdout;
  for (const name of ["listen", "data", "store.max_batch", "--demo"]) assert.ok(help.includes(name), name);
  assert.match((await stoa(["--version"])).stdout, /^stoa \d+\.\d+\.\d+/);
});

test("process: apps, routes and openapi print what there is", async () => {
  const apps = await stoa(["apps"]);
  assert.equal(apps.status, 0);
  assert.match(apps.stdout, /^library +\S/m);
  const all = await stoa(["routes"]), ours = await stoa(["routes", "library"]);
  assert.match(all.stdout, /^GET +\/api\/library\/works\/\{id\} +read +get_work +\S/m);
  assert.ok(all.stdout.includes(ours.stdout.split("\n")[0]));
  assert.equal(JSON.parse((await stoa(["openapi"])).stdout).openapi, "3.1.0");
});

test("process: migrate on an idle folder and on a running one", async () => {
  const folder = await demoFolder();
  const env = {STOA_DATA: join(folder, "data")};
  const idle = await stoa(["migrate"], {env});
  assert.equal(idle.status, 0, idle.stderr);
  assert.match(idle.stdout, /up to date/);
  const fresh = await stoa(["migrate"], {env: {STOA_DATA: join(await temporaryFolder(), "data")}});
  assert.equal(fresh.status, 0, fresh.stderr);
  const server = await serve({data: folder});
  const running = await stoa(["migrate"], {env});
  assert.equal(running.status, 0, running.stderr);
  assert.match(running.stdout, /server/);
  assert.equal((await send(server, {target: "/api/library/works?limit=1"})).status, 200);
  await server.stop();
});

test("process: --demo plants once, and leaves a server's own data alone", async () => {
  const folder = await demoFolder();
  const server = await serve({data: folder, demo: true});
  assert.doesNotMatch(server.stderr, /planting/);
  await server.stop();
});

test("process: --demo is refused on a public address", async () => {
  const end = await stoa(["serve", "--demo"], {env: {STOA_LISTEN: "0.0.0.0:0", STOA_DATA: join(await temporaryFolder(), "data")}});
  assert.equal(end.status, 1);
  assert.match(end.stderr, /loopback/);
});
