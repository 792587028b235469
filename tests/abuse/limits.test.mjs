// How often may somebody guess? Servers with the limits that everybody has by default: five tries for
// one address from one network, then one in half a minute.
import assert from "node:assert/strict";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {serve, temporaryFolder} from "../api/lib/server.mjs";
import {Client, json} from "./lib/client.mjs";
import {accounts, bearer} from "./lib/people.mjs";
import {totp} from "./lib/totp.mjs";
import {keep} from "./lib/vault.mjs";

const tries = 5;
const administrator = {email: "root@abuse.example", password: keep("a password", "of-meadows-and-quartz-9")};

// A server on which nobody has guessed yet.
async function fresh(t, env = {}) {
  const folder = await temporaryFolder(), file = join(folder, "password");
  await writeFile(file, `${administrator.password}\n`, {mode: 0o600});
  const first = {STOA_ADMIN_EMAIL: administrator.email, STOA_ADMIN_PASSWORD_FILE: file, STOA_ACCOUNTS_PASSWORD_MEMORY_KIB: "8192"};
  const server = await serve({accounts: false, env: {...first, ...env}});
  t.after(() => server.stop());
  const client = new Client(server);
  client.post = (path, body, headers = {}) => client.ask({method: "POST", target: accounts(path), headers: {...json, ...headers}, body: JSON.stringify(body)});
  return client;
}

function tooMany(what, answer) {
  assert.equal(answer.status, 429, `${what}: ${answer}`);
  assert.equal(answer.code, "too_many_requests", what);
  assert.match(answer.headers["retry-after"] ?? "", /^[1-9]\d*$/, what);
}
const wrong = (email = administrator.email) => ({email, password: "not-the-right-one"});

// Tries until it is too many; the answers before that.
async function exhaust(ask, most = 200) {
  for (let i = 0; i < most; i++) {
    const answer = await ask(i);
    if (answer.status === 429) return i;
  }
  return Infinity;
}

// Fields in which proxies say whom they speak for. This server trusts no proxy.
const disguises = [
  "X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded", "X-Originating-IP", "X-Remote-Addr",
  "X-Cluster-Client-IP",
];

test("limits: five wrong passwords, then not even the right one", async (t) => {
  const client = await fresh(t);
  for (let i = 0; i < tries; i++) assert.equal((await client.post("/sessions", wrong())).code, "wrong_credentials");
  tooMany("the sixth", await client.post("/sessions", wrong()));
  tooMany("the right one", await client.post("/sessions", administrator));
  assert.equal((await client.post("/sessions", wrong("else@abuse.example"))).code, "wrong_credentials", "another address is not locked by that");
  tooMany("at the other door", await client.post("/tokens", administrator));
  for (const field of disguises) {
    for (const value of ["203.0.113.7", "198.51.100.9, 203.0.113.8", "for=203.0.113.9", "2001:db8::7", "127.0.0.2", "", ",,", "bogus"]) {
      tooMany(`${field}: ${value}`, await client.post("/sessions", administrator, {[field]: value}));
    }
  }
  for (const email of ["ROOT@abuse.example", "Root@ABUSE.EXAMPLE", "rOOt@Abuse.Example"]) {
    tooMany(email, await client.post("/sessions", {...administrator, email}));
  }
  assert.deepEqual(client.confess(), []);
});

test("limits: letters that look alike are another address or none, never a way around", async (t) => {
  const client = await fresh(t);
  const variants = ["root@abuse.example", "ROOT@abuse.example", "Root@abuse.example", "root@ABUSE.example", "rOot@aBuse.eXample"];
  for (const email of variants) assert.equal((await client.post("/sessions", wrong(email))).code, "wrong_credentials", email);
  tooMany("the sixth", await client.post("/sessions", administrator));
  const lookalikes = [
    "r\u043eot@abuse.example", "\uff52oot@abuse.example", "root@abuse.example ", " root@abuse.example", "root@abuse.example.", "root@abuse\u3002example",
    "root\u200b@abuse.example", "root@abuse.example\u0000", "\"root\"@abuse.example",
  ];
  for (const email of lookalikes) {
    const answer = await client.post("/sessions", {...administrator, email});
    assert.ok(answer.status === 422 || answer.status === 400, `${JSON.stringify(email)}: ${answer}`);
  }
});

test("limits: who does not exist is limited as who does", async (t) => {
  const client = await fresh(t);
  assert.equal(await exhaust(() => client.post("/sessions", wrong("nobody@abuse.example"))), tries);
});

test("limits: signing in gives the tries back", async (t) => {
  const client = await fresh(t);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < tries - 1; i++) assert.equal((await client.post("/sessions", wrong())).code, "wrong_credentials");
    assert.ok((await client.post("/sessions", administrator)).good);
  }
});

test("limits: another address at each try does not help a network for long", async (t) => {
  const client = await fresh(t);
  const done = await exhaust((i) => client.post("/sessions", wrong(`guess-${i}@abuse.example`), {"X-Forwarded-For": `203.0.113.${i}`}));
  assert.ok(done >= tries && done < 100, `${done} tries`);
});

test("limits: sixty tries at once are no more than five", async (t) => {
  const client = await fresh(t);
  const answers = await Promise.all(Array.from({length: 60}, () => client.post("/sessions", wrong())));
  assert.ok(answers.filter((answer) => answer.status === 401).length <= tries);
  assert.ok(answers.every((answer) => [401, 429, 503].includes(answer.status)));
});

test("limits: guessing a password, a code or a link is limited wherever it is asked for", async (t) => {
  const client = await fresh(t);
  const {json: tokens} = await client.post("/tokens", administrator);
  const mine = bearer(tokens.access_token);
  const chosen = "meadow-of-quartz-and-otters";
  const guesses = {
    "registering an address": (i) => client.post("/registrations", {email: "new@abuse.example", name: "x", password: `meadow-of-quartz-${i}-otters`}),
    "asking for a new password": () => client.post("/password-resets", {email: administrator.email}),
    "a link that verifies": (i) => client.post("/verifications", {token: `guess-${i}`, password: chosen}),
    "a link for a new password": (i) => client.post("/passwords", {token: `guess-${i}`, password: chosen}),
    "a link to sign in by": (i) => client.post("/sign-in-links", {token: `guess-${i}`}),
    "the first administrator's link": (i) => client.post("/first-administrator", {token: `guess-${i}`, email: "x@abuse.example", name: "x", password: chosen}),
    "a refresh token": (i) => client.post("/tokens/refresh", {refresh_token: `guess-${i}`}),
    "one's own password": () => client.post("/me/password", {current: "not-the-right-one", password: chosen}, mine),
  };
  for (const [what, guess] of Object.entries(guesses)) {
    const done = await exhaust(guess);
    assert.ok(done <= tries * 10, `${what}: ${done} tries`);
  }
  tooMany("the password by another route", await client.post("/me/departure", {password: administrator.password}, mine));
});

test("limits: guessing the codes of an authenticator app", async (t) => {
  const client = await fresh(t);
  const {json: tokens} = await client.post("/tokens", administrator);
  const mine = bearer(tokens.access_token);
  assert.ok((await client.post("/me/authenticators", {password: administrator.password}, mine)).good);
  assert.ok(await exhaust((i) => client.post("/me/authenticators/confirmations", {code: String(i).padStart(6, "0")}, mine)) <= tries);
});

test("limits: codes are limited for an account, from however many networks they come", async (t) => {
  const client = await fresh(t, {STOA_TRUSTED_PROXIES: "127.0.0.1"});
  const {json: tokens} = await client.post("/tokens", administrator);
  const mine = bearer(tokens.access_token);
  const {json: {secret}} = await client.post("/me/authenticators", {password: administrator.password}, mine);
  assert.ok((await client.post("/me/authenticators/confirmations", {code: totp(secret)}, mine)).good);
  const from = (i) => ({"X-Forwarded-For": `2001:db8:${i.toString(16)}::1`});
  const guess = (i) => client.post("/tokens", {...administrator, code: String(i).padStart(6, "0")}, from(i + 1));
  assert.ok(await exhaust(guess) <= tries);
  const stranger = await client.post("/tokens", {...administrator, password: "not this one", code: "000000"}, from(9999));
  assert.equal(stranger.code, "wrong_credentials", "who does not know the password is told nothing of it");
});

test("limits: behind a proxy that is trusted, each client has its own tries", async (t) => {
  const client = await fresh(t, {STOA_TRUSTED_PROXIES: "127.0.0.1"});
  const from = (address) => exhaust(() => client.post("/sessions", wrong(), {"X-Forwarded-For": address}));
  assert.equal(await from("203.0.113.7"), tries);
  assert.equal(await from("203.0.113.8"), tries, "another client");
  assert.equal(await from("198.51.100.1, 203.0.113.8"), 0, "what a client writes itself stands before what the proxy adds");
  assert.equal(await from("2001:db8:1:2::1"), tries);
  assert.equal(await from("2001:db8:1:2:ffff::9"), 0, "an IPv6 network has one set of tries");
  assert.equal(await from("::ffff:203.0.113.7"), 0, "an IPv4 address in IPv6 is itself");
  for (const odd of ["", ",,", "bogus", ",".repeat(2000), "203.0.113.7,", "[", "unknown"]) {
    assert.ok((await client.post("/sessions", wrong(), {"X-Forwarded-For": odd})).status < 500, odd);
  }
});
