// What ends, ends with the very next request: sessions, keys, roles, accounts. Each credential was good
// just before.
import assert from "node:assert/strict";
import {setTimeout as sleep} from "node:timers/promises";
import {test} from "node:test";
import {json} from "./lib/client.mjs";
import {accounts, bearer} from "./lib/people.mjs";
import {newAddress, withAuthenticator} from "./recipes/accounts.mjs";
import {theWorld} from "./lib/world.mjs";

const patience = 30_000;
const world = () => theWorld();
const me = async (headers) => (await world()).ask({target: accounts("/me"), headers, secured: true});
const open = async (path, body) => (await world()).ask({method: "POST", target: accounts(path), headers: json, body: JSON.stringify(body)});
const refresh = (token) => open("/tokens/refresh", {refresh_token: token});

async function act(method, path, headers, body) {
  const answer = await (await world()).ask({method, target: accounts(path), headers: {...(body ? json : {}), ...headers}, body: body && JSON.stringify(body)});
  assert.ok(answer.good, `${method} ${path}: ${answer}`);
  return answer;
}

// Somebody with a browser, a program and a key, all of them good.
async function somebody({roles = []} = {}) {
  const {people} = await world();
  const person = await people.make({name: "Somebody for a while", roles});
  const cookie = await people.byCookie(person), token = await people.byToken(person), key = await people.byKey(person);
  for (const headers of [cookie, token, key]) assert.equal((await me(headers)).status, 200);
  return {people, person, cookie, token, key, session: person.program.session, refreshToken: person.program.refresh_token};
}

async function over(what, headers) {
  const answer = await me(headers);
  assert.equal(answer.status, 401, `${what}: ${answer}`);
  assert.equal(answer.code, "not_signed_in", what);
  assert.match(answer.headers["www-authenticate"] ?? "", /^Bearer /, what);
}
async function refreshOver(what, token) {
  const answer = await refresh(token);
  assert.equal(answer.status, 401, `${what}: ${answer}`);
  assert.equal(answer.code, "refresh_invalid", what);
}
const good = async (what, headers) => assert.equal((await me(headers)).status, 200, what);

async function browserSession(cookie) {
  return (await act("GET", "/sessions", cookie)).json.items.find((session) => session.current).id;
}

test("ends: a cookie by signing out, and nothing else of the account", async () => {
  const {cookie, token, key} = await somebody();
  const answer = await act("DELETE", "/session", cookie);
  assert.match([answer.headers["set-cookie"]].flat()[0], /^stoa=; .*Max-Age=0/);
  await over("the cookie", cookie);
  await good("the token", token);
  await good("the key", key);
});

test("ends: a program's session by signing out, with its refresh token", async () => {
  const {cookie, token, refreshToken} = await somebody();
  await act("DELETE", "/session", token);
  await over("the token", token);
  await refreshOver("its refresh token", refreshToken);
  await good("the cookie", cookie);
});

test("ends: one session by another", async () => {
  const {cookie, token, session, refreshToken} = await somebody();
  const browser = await browserSession(cookie);
  await act("DELETE", `/sessions/${session}`, cookie);
  await over("the token", token);
  await refreshOver("its refresh token", refreshToken);
  await good("the cookie", cookie);
  const again = await somebody();
  await act("DELETE", `/sessions/${await browserSession(again.cookie)}`, again.token);
  await over("the cookie", again.cookie);
  await good("the token", again.token);
  assert.ok(browser);
});

test("ends: all other sessions", async () => {
  const {people, person, cookie, token, refreshToken} = await somebody();
  const second = people.asBrowser(await people.signIn(person));
  await act("DELETE", "/sessions", second);
  await over("the first cookie", cookie);
  await over("the token", token);
  await refreshOver("its refresh token", refreshToken);
  await good("the one that asked", second);
});

test("ends: an API key", async () => {
  const {person, token, key, cookie} = await somebody();
  await act("DELETE", `/api-keys/${person.keys.get("*:*:admin").id}`, token);
  await over("the key", key);
  await good("the cookie", cookie);
});

test("ends: an API key whose time is over", async () => {
  const {people, person} = await somebody();
  const {key} = await people.key(person, ["*:*:read"], {expires: new Date(Date.now() + 1500).toISOString()});
  await good("the key", bearer(key));
  for (const until = Date.now() + patience; (await me(bearer(key))).status === 200; await sleep(100)) assert.ok(Date.now() < until, "it works on");
  await over("the key", bearer(key));
});

test("ends: everything of a suspended account, and no password opens it", async () => {
  const {people, person, cookie, token, key, refreshToken} = await somebody();
  await people.suspend(person);
  await over("the cookie", cookie);
  await over("the token", token);
  await over("the key", key);
  await refreshOver("the refresh token", refreshToken);
  for (const path of ["/sessions", "/tokens"]) {
    const ask = (password) => open(path, {email: person.email, password});
    assert.equal((await ask(person.password)).code, "account_suspended");
    assert.equal((await ask("not this one")).code, "wrong_credentials", "only the password's owner learns of it");
  }
  await people.resume(person);
  await over("the cookie, later", cookie);
  await over("the token, later", token);
  await over("the key, later", key);
  await refreshOver("the refresh token, later", refreshToken);
  people.forget(person);
  await good("a new session", await people.byToken(person));
});

test("ends: every session but the one that changes the password, whose cookie is a new one", async () => {
  const {people, person, cookie, token, refreshToken} = await somebody();
  const password = "another-meadow-of-quartz-7";
  const answer = await act("POST", "/me/password", cookie, {current: person.password, password});
  await over("the old cookie", cookie);
  await over("the token", token);
  await refreshOver("the refresh token", refreshToken);
  await good("the new cookie", people.asBrowser(people.cookieOf(answer)));
  const ask = (one) => open("/sessions", {email: person.email, password: one});
  assert.equal((await ask(person.password)).status, 401);
  assert.equal((await ask(password)).status, 201);
});

test("ends: everything by a new password from a mailed link", async () => {
  const {people, person, cookie, token, key, refreshToken} = await somebody();
  await people.post("/password-resets", {email: person.email});
  await people.post("/password-resets", {email: person.email});
  const [link, other] = [await people.mailed(person.email), await people.mailed(person.email)];
  const password = "a-quartz-of-otters-and-7";
  await people.post("/passwords", {token: link, password});
  await over("the cookie", cookie);
  await over("the token", token);
  await over("the key", key);
  await refreshOver("the refresh token", refreshToken);
  for (const used of [link, other]) {
    assert.equal((await open("/passwords", {token: used, password})).code, "link_invalid", "another link for the same account is void too");
  }
});

test("ends: other sessions when a second factor begins", async () => {
  const {people} = await world();
  const {person, codes} = await withAuthenticator(await world());
  await good("the session that began it", await people.byToken(person));
  const ask = (extra) => open("/sessions", {email: person.email, password: person.password, ...extra});
  assert.equal((await ask({})).code, "second_factor_needed");
  assert.equal((await ask({code: "000000"})).code, "wrong_code");
  assert.equal((await ask({code: codes[0]})).status, 201);
  assert.equal((await ask({code: codes[0]})).code, "wrong_code", "a recovery code works once");
});

test("ends: a role with the very next request, whatever the token says", async () => {
  const {people, person, cookie, token, key} = await somebody({roles: ["admin"]});
  const list = async (headers) => (await (await world()).ask({target: accounts("/accounts"), headers, secured: true})).status;
  for (const headers of [cookie, token, key]) assert.equal(await list(headers), 200);
  await people.take(person, "admin");
  for (const headers of [cookie, token, key]) assert.equal(await list(headers), 403);
  await people.give(person, "admin");
  for (const headers of [cookie, token, key]) assert.equal(await list(headers), 200);
});

test("ends: a family of refresh tokens, once one of them comes a second time", async () => {
  const {token, refreshToken, cookie} = await somebody();
  const next = await refresh(refreshToken);
  assert.ok(next.good, `${next}`);
  await good("the new token", bearer(next.json.access_token));
  await refreshOver("the old refresh token", refreshToken);
  await over("the new token", bearer(next.json.access_token));
  await over("the first token", token);
  await refreshOver("the new refresh token", next.json.refresh_token);
  await good("a session of another family", cookie);
});

test("ends: everything of an account that leaves", async () => {
  const {people, person, cookie, token, key, refreshToken} = await somebody();
  await people.post("/password-resets", {email: person.email});
  const link = await people.mailed(person.email);
  await act("POST", "/me/departure", token, {password: person.password});
  await over("the cookie", cookie);
  await over("the token", token);
  await over("the key", key);
  await refreshOver("the refresh token", refreshToken);
  assert.equal((await open("/sessions", {email: person.email, password: person.password})).code, "wrong_credentials");
  assert.equal((await open("/passwords", {token: link, password: person.password})).code, "link_invalid");
});

// ---- links that were mailed before something changed -----------------------------------------------

test("ends: a link to a new address, when the password changes", async () => {
  const {people, person, cookie} = await somebody();
  // Whoever knew the old password asked for it; the owner has noticed and chosen another.
  const {token} = await newAddress(await world(), person);
  await people.post("/me/password", {current: person.password, password: "a-quartz-of-otters-and-8"}, cookie);
  const answer = await open("/addresses", {token});
  assert.equal(answer.code, "link_invalid", `the account has gone to another address: ${answer}`);
});

test("ends: a link to a new address, when the account is suspended", async () => {
  const {people, person} = await somebody();
  const {token} = await newAddress(await world(), person);
  await people.suspend(person);
  assert.equal((await open("/addresses", {token})).code, "link_invalid");
});

test("ends: a link for a new password, when the address that it went to is another's", async () => {
  const {people, person} = await somebody();
  await people.post("/password-resets", {email: person.email});
  const reset = await people.mailed(person.email), {token} = await newAddress(await world(), person);
  await people.post("/addresses", {token});
  assert.equal((await open("/passwords", {token: reset, password: "a-quartz-of-otters-and-9"})).code, "link_invalid");
});
