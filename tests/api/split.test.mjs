// Two processes, as a team runs them that has outgrown one: accounts in the one, library in the other,
// each with a data folder of its own. What is given at accounts counts at library, and what is taken
// there stops counting; while accounts is away nobody is let in who is not remembered.
import assert from "node:assert/strict";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {mailed} from "./lib/persons.mjs";
import {administrator, serve, stoa, temporaryFolder} from "./lib/server.mjs";
import {send} from "./lib/wire.mjs";

const json = {"Content-Type": "application/json"};
const bearer = (token) => ({Authorization: `Bearer ${token}`});
const remember = 300;  // ms
// What may come on top of what is remembered: a question, a commit, a machine that is busy.
const moment = 500;

async function ask(server, method, target, {body, headers = {}} = {}) {
  const answer = await send(server.port, {method, target, headers: {...(body ? json : {}), ...headers}, body: body && JSON.stringify(body)});
  const value = answer.text ? JSON.parse(answer.text) : {};
  return {status: answer.status, code: value.code, json: value, headers: answer.headers};
}
async function good(asked, status) {
  const answer = await asked;
  assert.equal(answer.status, status, JSON.stringify(answer.json));
  return answer.json;
}
async function refused(asked, status, code) {
  const answer = await asked;
  assert.equal(`${answer.status} ${answer.code}`, `${status} ${code}`);
  return answer;
}

async function keyFile(key) {
  const file = join(await temporaryFolder(), "key");
  await writeFile(file, `${key}\n`, {mode: 0o600});
  return file;
}

describe("split", () => {
  let accounts, library, shown = [];
  const kept = (secret) => (shown.push(secret), secret);
  const at = (path) => `/api/accounts${path}`;
  const admin = async () => bearer(await accounts.token());
  const post = (path, body, headers) => ask(accounts, "POST", at(path), {body, headers});
  const write = (credentials, server = library) => ask(server, "POST", "/api/library/authors", {body: {name: "An author"}, headers: credentials});
  const wait = () => sleep(remember + moment);

  let people = 0;
  // Somebody with an account; by an API key, which only a person who is signed in can make.
  async function person(roles = []) {
    const email = `person${++people}@example.org`, password = "seven kettles under a blue roof";
    await good(post("/registrations", {email, name: "A person", password}), 202);
    const {id} = await good(post("/verifications", {token: await mailed(accounts, email), password}), 200);
    for (const role of roles) await good(ask(accounts, "PUT", at(`/accounts/${id}/roles/${role}`), {headers: await admin()}), 204);
    return {id, email, password};
  }
  async function token({email, password}) {
    return bearer(kept((await good(post("/tokens", {email, password}), 201)).access_token));
  }
  async function key(person, scopes) {
    const made = await good(post("/api-keys", {name: "A key", scopes}, await token(person)), 201);
    return {id: made.id, headers: bearer(kept(made.key))};
  }
  async function cookie({email, password}) {
    const {status, headers} = await post("/sessions", {email, password}, {Origin: accounts.url});
    assert.equal(status, 201);
    const [pair] = headers["set-cookie"].split(";");
    kept(pair.split("=")[1]);
    return {Cookie: pair, Origin: library.url};
  }
  // How often accounts was asked who somebody is.
  async function questions() {
    const {text} = await send(accounts.port, {target: "/metrics"});
    const counts = [...text.matchAll(/^stoa_http_answers_total\{app="accounts",route="introspect",[^}]*\} (\d+)$/gm)];
    assert.ok(counts.length, "introspections are counted");
    return counts.reduce((sum, [, n]) => sum + Number(n), 0);
  }

  before(async () => {
    // A demo's log is the mailbox: nothing else delivers mails.
    accounts = await serve({apps: ["accounts"], demo: true});
    const {key: mine} = await good(post("/api-keys", {name: "Library", scopes: ["accounts:introspections:admin"]}, await admin()), 201);
    const env = {STOA_ACCOUNTS_URL: accounts.url, STOA_ACCOUNTS_API_KEY_FILE: await keyFile(kept(mine)), STOA_ACCOUNTS_REMEMBER_MS: `${remember}`};
    library = await serve({apps: ["library"], accounts: false, env});
  });
  after(async () => {
    await library?.stop();
    await accounts?.stop();
  });

  test("split: each process serves its own apps alone", async () => {
    await refused(ask(library, "GET", at("/jwks")), 404, "not_found");
    await refused(ask(accounts, "GET", "/api/library/works"), 404, "not_found");
    await good(ask(library, "GET", "/api/library/works"), 200);
  });

  test("split: a role of an app elsewhere can be given, and counts there by token, key and cookie", async () => {
    const {items} = await good(ask(accounts, "GET", at("/roles"), {headers: await admin()}), 200);
    assert.ok(items.some(({name}) => name === "library.librarian"), JSON.stringify(items));
    const librarian = await person(["library.librarian"]);
    for (const credentials of [await token(librarian), (await key(librarian, ["library:authors:write"])).headers, await cookie(librarian)]) {
      await good(write(credentials), 201);
    }
    await refused(write((await key(librarian, ["library:authors:read"])).headers), 403, "scope_missing");
    await refused(write(await token(await person())), 403, "forbidden");
    await refused(write({}), 401, "not_signed_in");
    const {Cookie} = await cookie(librarian);
    await refused(write({Cookie, Origin: "http://evil.example"}), 403, "cross_site");
  });

  test("split: what ended at accounts is dead at library within the moment that is remembered", async () => {
    const librarian = await person(["library.librarian"]);
    const byToken = await token(librarian), byCookie = await cookie(librarian);
    const byKey = await key(librarian, ["library:*:write"]);
    const mine = await token(librarian);
    // All are remembered at the moment when they end, or the test would show nothing.
    for (const headers of [byToken, byCookie, byKey.headers]) await good(write(headers), 201);
    await good(ask(accounts, "DELETE", at("/session"), {headers: byToken}), 204);
    await good(ask(accounts, "DELETE", at("/session"), {headers: {...byCookie, Origin: accounts.url}}), 204);
    await good(ask(accounts, "DELETE", at(`/api-keys/${byKey.id}`), {headers: mine}), 204);
    await wait();
    for (const headers of [byToken, byCookie, byKey.headers]) await refused(write(headers), 401, "not_signed_in");
    await good(write(mine), 201);
  });

  test("split: a role that was taken, or an account that was suspended, is so at library", async () => {
    const librarian = await person(["library.librarian"]);
    const headers = await token(librarian);
    await good(write(headers), 201);
    await good(ask(accounts, "DELETE", at(`/accounts/${librarian.id}/roles/library.librarian`), {headers: await admin()}), 204);
    await wait();
    await refused(write(headers), 403, "forbidden");
    await good(ask(accounts, "PUT", at(`/accounts/${librarian.id}/suspension`), {headers: await admin()}), 200);
    await wait();
    await refused(write(headers), 401, "not_signed_in");
  });

  test("split: many requests with one credential ask once, forgeries not at all", async () => {
    const librarian = await person(["library.librarian"]);
    const headers = await token(librarian);
    await wait();
    let asked = await questions();
    const [head, payload, signature] = headers.Authorization.slice(7).split(".");
    const claims = {...JSON.parse(Buffer.from(payload, "base64url")), roles: ["admin"]};
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    for (const secret of [forged, `${head}.${payload}.`, "stoa_live_not-a-key", "x"]) {
      const {headers: said} = await refused(write(bearer(secret)), 401, "not_signed_in");
      assert.match(said["www-authenticate"], /error="invalid_token"/);
    }
    assert.equal(await questions(), asked);
    const answers = await Promise.all(Array.from({length: 50}, () => write(headers)));
    assert.deepEqual([...new Set(answers.map(({status}) => status))], [201]);
    // One, unless so much time went by that it was asked again.
    assert.ok((await questions()) - asked < 10, "the requests shared what was found out");
  });

  test("split: a key that signs from now on is known at library", async () => {
    await good(ask(accounts, "POST", at("/signing-keys"), {headers: await admin()}), 200);
    const librarian = await person(["library.librarian"]);
    await good(write(await token(librarian)), 201);
  });

  test("split: nobody leaves by half, and a copy says what is not in it", async () => {
    const someone = await person();
    const headers = await token(someone);
    const copy = await good(ask(accounts, "GET", at("/me/export"), {headers}), 200);
    assert.deepEqual(copy.apps_elsewhere, ["collections", "library", "todo"]);
    const {json: problem} = await refused(post("/me/departure", {password: someone.password}, headers), 409, "apps_elsewhere");
    assert.match(problem.detail, /library/);
    await good(ask(accounts, "GET", at("/me"), {headers}), 200);
  });

  test("split: nobody but an administrator is told who showed what", async () => {
    const someone = await person();
    const headers = await token(someone), body = {kind: "token", secret: headers.Authorization.slice(7)};
    await refused(post("/introspections", body), 401, "not_signed_in");
    await refused(post("/introspections", body, headers), 403, "forbidden");
    await refused(post("/introspections", body, (await key(someone, ["*:*:admin"])).headers), 403, "forbidden");
    const told = await good(post("/introspections", body, bearer(accounts.key)), 200);
    assert.deepEqual({...told, session: ""}, {active: true, account: someone.id, session: "", roles: [], scopes: []});
    // Nobody is nobody, whatever it is about them.
    for (const [kind, secret] of [["token", "x"], ["cookie", body.secret], ["api_key", "stoa_live_x"], ["cookie", "ü"]]) {
      assert.deepEqual(await good(post("/introspections", {kind, secret}, bearer(accounts.key)), 200), {active: false, account: null, session: null, roles: [], scopes: []});
    }
    await refused(post("/introspections", {kind: "none", secret: "x"}, bearer(accounts.key)), 422, "validation_failed");
  });

  test("split: while accounts is gone library answers 503, and goes on by itself when it is back", async () => {
    const librarian = await person(["library.librarian"]);
    const byToken = await token(librarian), byKey = await key(librarian, ["library:*:write"]);
    await good(write(byToken), 201);
    const {port, folder} = accounts;
    accounts.signal("SIGKILL");
    await accounts.ended;
    await wait();
    for (const headers of [byToken, byKey.headers]) {
      const {headers: said} = await refused(write(headers), 503, "unavailable");
      assert.ok(Number(said["retry-after"]) > 0);
    }
    await refused(write(bearer("stoa_live_not-a-key")), 401, "not_signed_in");
    await good(ask(library, "GET", "/api/library/works"), 200);
    assert.equal((await send(library, {target: "/readyz"})).status, 200, "what is open to all is served");
    const {pid} = library;
    accounts = await serve({data: folder, apps: ["accounts"], demo: true, env: {STOA_LISTEN: `127.0.0.1:${port}`}});
    for (const headers of [byToken, byKey.headers]) await good(write(headers), 201);
    assert.equal(library.pid, pid);
    assert.match(library.stderr, /the accounts do not answer/);
  });

  test("split: an API key that may not ask lets nobody in, and the log says why", async () => {
    const {key: weak} = await good(post("/api-keys", {name: "Weak", scopes: ["accounts:accounts:read"]}, await admin()), 201);
    const env = {STOA_ACCOUNTS_URL: accounts.url, STOA_ACCOUNTS_API_KEY_FILE: await keyFile(kept(weak))};
    const other = await serve({apps: ["library"], accounts: false, env});
    await refused(write(await token(administrator), other), 503, "unavailable");
    await other.stop();
    assert.match(other.stderr, /the accounts do not answer.*status 403/);
    assert.ok(!other.stderr.includes(weak));
  });

  test("split: no secret stands in a log", () => {
    assert.ok(shown.length > 20);
    for (const secret of shown) {
      for (const {stdout, stderr} of [accounts, library]) assert.ok(!(stdout + stderr).includes(secret));
    }
  });
});

// ---- what it takes to start -------------------------------------------------------------------------

const url = {STOA_ACCOUNTS_URL: "http://127.0.0.1:1"};
// Each: the words behind `stoa serve`, environment, what must be said.
const unwilling = {
  "library without accounts": [["library"], {}, /library.*accounts\.url.*accounts\.api_key_file/s],
  "an app that is none": [["libary"], {}, /libary.*library/s],
  "accounts.url without a key": [["library"], url, /accounts\.api_key_file.*accounts:introspections:admin/s],
  "a file that is none": [["library"], {...url, STOA_ACCOUNTS_API_KEY_FILE: "/no/such"}, /accounts\.api_key_file.*\/no\/such/],
  "a file without a key": [["library"], {...url, STOA_ACCOUNTS_API_KEY_FILE: "/etc/hostname"}, /accounts\.api_key_file holds no API key/],
  "secrets in clear": [["library"], {STOA_ACCOUNTS_URL: "http://accounts.example"}, /accounts\.url.*https.*accounts\.allow_plaintext/s],
  "an address that is none": [["library"], {STOA_ACCOUNTS_URL: "accounts.example"}, /accounts\.url.*accounts\.example/],
};
for (const [name, [apps, env, says]] of Object.entries(unwilling)) {
  test(`split: serve refuses ${name}, and says what to do`, async () => {
    const cwd = await temporaryFolder();
    const end = await stoa(["serve", ...apps], {cwd, env: {STOA_LISTEN: "127.0.0.1:0", STOA_DATA: join(cwd, "data"), ...env}});
    assert.match(end.stderr, says);
    assert.equal(end.status, 1);
    assert.equal(end.stdout, "");
  });
}
