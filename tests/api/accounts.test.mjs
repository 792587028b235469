// Accounts as those use them who write a program against Stoa, and those who run it: from the mail with
// its link to tokens that a library of somebody else verifies, a browser's cookie, TLS, a proxy.
import assert from "node:assert/strict";
import {readFile, writeFile} from "node:fs/promises";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify} from "jose";
import {mailed} from "./lib/persons.mjs";
import {administrator, demoFolder, serve, temporaryFolder} from "./lib/server.mjs";
import {certify, clientOver, freePort, hasOpenssl} from "./lib/tls.mjs";
import {send} from "./lib/wire.mjs";

const json = {"Content-Type": "application/json"};
const bearer = (token) => ({Authorization: `Bearer ${token}`});
const ann = {email: "Ann@Example.org", name: "Ann", password: "seven kettles under a blue roof"};

// Asked as whom the header names; {status, code, json, headers}.
async function ask(server, method, path, {body, headers = {}} = {}) {
  const answer = await send(server.port, {method, target: `/api/accounts${path}`, headers: {...(body ? json : {}), ...headers}, body: body && JSON.stringify(body)});
  const value = answer.text ? JSON.parse(answer.text) : {};
  return {status: answer.status, code: value.code, json: value, headers: answer.headers};
}
const post = (server, path, body, headers) => ask(server, "POST", path, {body, headers});

async function good(asked, status) {
  const answer = await asked;
  assert.equal(answer.status, status, JSON.stringify(answer.json));
  return answer;
}
async function refused(asked, status, code) {
  const answer = await asked;
  assert.equal(`${answer.status} ${answer.code}`, `${status} ${code}`);
  return answer;
}

// A server of one test.
async function serveFor(t, options) {
  const server = await serve(options);
  t.after(() => server.stop());
  return server;
}

// ---- a program ------------------------------------------------------------------------------------

describe("accounts", () => {
  let server, account, first, later;
  before(async () => {
    server = await serve({data: await demoFolder(), demo: true});
  });
  after(() => server?.stop());

  const me = (headers) => ask(server, "GET", "/me", {headers});
  const keys = () => createRemoteJWKSet(new URL(`${server.url}/api/accounts/jwks`));
  const rules = {audience: "stoa", typ: "at+jwt", algorithms: ["EdDSA"], requiredClaims: ["iss", "jti"]};

  test("accounts: an address is registered, and is an account once its link was opened", async () => {
    await good(post(server, "/registrations", ann), 202);
    await refused(post(server, "/tokens", {email: ann.email, password: ann.password}), 401, "wrong_credentials");
    const token = await mailed(server, "ann@example.org", "verify");
    account = (await good(post(server, "/verifications", {token, password: ann.password}), 200)).json;
    assert.equal(account.email, "ann@example.org");
    await refused(post(server, "/verifications", {token, password: ann.password}), 422, "link_invalid");
  });

  test("accounts: an access token is what jose takes it for", async () => {
    first = (await good(post(server, "/tokens", {email: ann.email, password: ann.password}), 201)).json;
    assert.equal(first.token_type, "Bearer");
    assert.equal((await good(me(bearer(first.access_token)), 200)).json.id, account.id);
    const {payload, protectedHeader} = await jwtVerify(first.access_token, keys(), rules);
    assert.equal(payload.sub, account.id);
    assert.equal(payload.exp - payload.iat, 300);
    assert.equal(first.expires_in, 300);
    assert.ok(payload.iat * 1000 <= Date.now() && payload.exp * 1000 > Date.now());
    const {items} = (await good(ask(server, "GET", "/sessions", {headers: bearer(first.access_token)}), 200)).json;
    assert.deepEqual(items.filter(({current}) => current).map(({id}) => id), [payload.sid]);
    const {keys: published} = (await good(ask(server, "GET", "/jwks"), 200)).json;
    assert.ok(published.some(({kid}) => kid === protectedHeader.kid));
    assert.ok(published.every((key) => !("d" in key)), "a private key");
  });

  test("accounts: what was changed on its way is no token, to jose and to us", async () => {
    const [header, payload, signature] = first.access_token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url"));
    const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const forged = [header, encoded({...claims, roles: ["admin"]}), signature].join(".");
    const unsigned = [encoded({...decodeProtectedHeader(first.access_token), alg: "none"}), payload, ""].join(".");
    await assert.rejects(jwtVerify(forged, keys(), rules), errors.JWSSignatureVerificationFailed);
    await assert.rejects(jwtVerify(first.access_token, keys(), {...rules, audience: "another"}), errors.JWTClaimValidationFailed);
    for (const token of [forged, unsigned]) {
      const {headers} = await refused(me(bearer(token)), 401, "not_signed_in");
      assert.match(headers["www-authenticate"], /^Bearer .*error="invalid_token"/);
    }
  });

  test("accounts: a new key signs from now on, and what the old one signed is still verified", async () => {
    await good(ask(server, "POST", "/signing-keys", {headers: bearer(await server.token())}), 200);
    later = (await good(post(server, "/tokens/refresh", {refresh_token: first.refresh_token}), 201)).json;
    const kids = [first, later].map(({access_token: token}) => decodeProtectedHeader(token).kid);
    assert.notEqual(kids[0], kids[1]);
    for (const {access_token: token} of [first, later]) {
      assert.equal((await jwtVerify(token, keys(), rules)).payload.sub, account.id);
      await good(me(bearer(token)), 200);
    }
  });

  test("accounts: a refresh token that comes again ends all that came of its sign-in", async () => {
    await refused(post(server, "/tokens/refresh", {refresh_token: first.refresh_token}), 401, "refresh_invalid");
    await refused(post(server, "/tokens/refresh", {refresh_token: later.refresh_token}), 401, "refresh_invalid");
    for (const {access_token: token} of [first, later]) await refused(me(bearer(token)), 401, "not_signed_in");
  });

  test("accounts: who signs out is nobody, though the token has minutes left", async () => {
    const tokens = (await good(post(server, "/tokens", {email: ann.email, password: ann.password}), 201)).json;
    await good(me(bearer(tokens.access_token)), 200);
    await good(ask(server, "DELETE", "/session", {headers: bearer(tokens.access_token)}), 204);
    await refused(me(bearer(tokens.access_token)), 401, "not_signed_in");
    await refused(post(server, "/tokens/refresh", {refresh_token: tokens.refresh_token}), 401, "refresh_invalid");
  });

  test("accounts: an API key does what it was made for, and nothing in person", async () => {
    await refused(post(server, "/api-keys", {name: "Another", scopes: ["*:*:admin"]}, bearer(server.key)), 403, "person_needed");
    const {key} = (await good(post(server, "/api-keys", {name: "Reads", scopes: ["library:copies:read"]}, bearer(await server.token())), 201)).json;
    const library = async (method, path, body) => {
      const {status, text} = await send(server.port, {method, target: `/api/library${path}`, headers: {...json, ...bearer(key)}, body});
      return {status, code: JSON.parse(text).code};
    };
    const {items} = JSON.parse((await send(server, {target: "/api/library/copies?limit=1"})).text);
    assert.equal((await library("GET", `/copies/${items[0].id}`)).status, 200);
    await refused(library("POST", "/authors", '{"name":"Nobody"}'), 403, "scope_missing");
    const reader = (await good(post(server, "/tokens", {email: ann.email, password: ann.password}), 201)).json.access_token;
    const added = await send(server.port, {method: "POST", target: "/api/library/authors", headers: {...json, ...bearer(reader)}, body: '{"name":"Nobody"}'});
    await refused({status: added.status, code: JSON.parse(added.text).code, json: {}}, 403, "forbidden");
  });

  // ---- a browser ------------------------------------------------------------------------------------

  test("accounts: a browser's cookie counts for the pages of its own site", async () => {
    const here = {Origin: server.url};
    const signedIn = await good(post(server, "/sessions", {email: ann.email, password: ann.password}, here), 201);
    assert.match(signedIn.headers["set-cookie"], /^stoa=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    const cookie = {Cookie: `other=1; ${signedIn.headers["set-cookie"].split(";")[0]}`};
    await good(me(cookie), 200);
    const rename = (headers) => ask(server, "PATCH", "/me", {body: {name: "Anna"}, headers: {...cookie, ...headers}});
    for (const foreign of [{}, {Origin: "http://evil.example"}, {Origin: "null"}, {"Sec-Fetch-Site": "same-site"}, {...here, "Sec-Fetch-Site": "cross-site"}]) {
      await refused(rename(foreign), 403, "cross_site");
    }
    assert.equal((await good(me(cookie), 200)).json.name, "Ann");
    for (const own of [here, {"Sec-Fetch-Site": "same-origin"}]) assert.equal((await good(rename(own), 200)).json.name, "Anna");
    const out = await good(ask(server, "DELETE", "/session", {headers: {...cookie, ...here}}), 204);
    assert.match(out.headers["set-cookie"], /^stoa=; Path=\/; Max-Age=0;/);
    await refused(me(cookie), 401, "not_signed_in");
  });

  test("accounts: a forgotten password is chosen anew by a mail, and all sessions end", async () => {
    const old = (await good(post(server, "/tokens", {email: ann.email, password: ann.password}), 201)).json;
    await good(post(server, "/password-resets", {email: ann.email}), 202);
    const password = "nine lamps behind an open door";
    await good(post(server, "/passwords", {token: await mailed(server, "ann@example.org", "reset"), password}), 204);
    await refused(me(bearer(old.access_token)), 401, "not_signed_in");
    await refused(post(server, "/tokens", {email: ann.email, password: ann.password}), 401, "wrong_credentials");
    await good(post(server, "/tokens", {email: ann.email, password}), 201);
  });
});

// ---- whoever runs it --------------------------------------------------------------------------------

test("accounts: the first administrator comes by the printed link, which works once", async (t) => {
  const server = await serveFor(t, {accounts: false});
  const link = () => /^ +http:\/\/127\.0\.0\.1:(\d+)\/accounts\/#first-administrator=([\w-]+)$/m.exec(server.stdout);
  for (let tries = 0; !link() && tries < 1500; tries++) await sleep(20);
  const [, port, token] = link() ?? assert.fail(server.stdout);
  assert.equal(Number(port), server.port);
  assert.ok(!server.stderr.includes(token), "the link is in the log");
  const needed = async () => (await good(ask(server, "GET", "/first-administrator"), 200)).json;
  assert.deepEqual(await needed(), {has_administrator: false});
  await good(post(server, "/first-administrator", {token, ...ann}), 200);
  assert.deepEqual(await needed(), {has_administrator: true});
  await refused(post(server, "/first-administrator", {token, ...ann, email: "bob@example.org"}), 422, "link_invalid");
  const {access_token: access} = (await good(post(server, "/tokens", {email: ann.email, password: ann.password}), 201)).json;
  await good(ask(server, "GET", "/accounts", {headers: bearer(access)}), 200);
  await server.stop();
  const again = await serveFor(t, {data: server.folder, accounts: false});
  await again.stop();
  assert.doesNotMatch(again.stdout, /first-administrator/);
});

test("accounts: a token is issued by the address at which people reach the server", async (t) => {
  for (const named of ["", "https://books.example"]) {
    const server = await serveFor(t, {env: named ? {STOA_PUBLIC_URL: named} : {}});
    assert.equal(decodeJwt(await server.token()).iss, named || server.url);
  }
});

// The administrator's session that asks, as the list of sessions shows it to them.
async function sessionOf(server, headers) {
  const {access_token: access} = (await good(post(server, "/tokens", administrator, headers), 201)).json;
  const {items} = (await good(ask(server, "GET", "/sessions", {headers: {...headers, ...bearer(access)}}), 200)).json;
  return items.find(({current}) => current);
}

test("accounts: X-Forwarded-For and -Proto count from a trusted proxy alone", async (t) => {
  const said = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9", "X-Forwarded-Proto": "https"};
  for (const [proxies, network, cookie] of [["", "127.0.0.1", /^stoa=/], ["10.0.0.0/8", "127.0.0.1", /^stoa=/], ["127.0.0.1", "198.51.100.9", /^__Host-stoa=.*; Secure$/], ["127.0.0.0/8,198.51.100.9", "203.0.113.7", /^__Host-stoa=.*; Secure$/]]) {
    const server = await serveFor(t, {env: {STOA_TRUSTED_PROXIES: proxies}});
    assert.equal((await sessionOf(server, said)).network, network, proxies);
    const {headers} = await good(post(server, "/sessions", administrator, said), 201);
    assert.match(headers["set-cookie"], cookie, proxies);
  }
});

test("accounts: nobody gets more tries by a forged X-Forwarded-For", async (t) => {
  const server = await serveFor(t, {env: {STOA_ACCOUNTS_TRIES: "3"}});
  const guess = (i) => post(server, "/tokens", {email: administrator.email, password: "wrong"}, {"X-Forwarded-For": `203.0.113.${i}`});
  for (let i = 0; i < 3; i++) await refused(guess(i), 401, "wrong_credentials");
  const {headers} = await refused(guess(3), 429, "too_many_requests");
  assert.ok(Number(headers["retry-after"]) > 0, JSON.stringify(headers));
});

describe("accounts: TLS", {skip: (await hasOpenssl()) ? false : "openssl is missing"}, () => {
  let server, files, folder, ca, plain, client;
  const json = {"Content-Type": "application/json"};
  before(async () => {
    folder = await temporaryFolder();
    files = await certify(folder);
    ca = await readFile(files.certificate);
    plain = await freePort();
    server = await serve({env: {STOA_TLS_CERTIFICATE: files.certificate, STOA_TLS_KEY: files.key, STOA_TLS_REDIRECT_LISTEN: `127.0.0.1:${plain}`}});
    client = clientOver(server.url, ca);
  });
  after(async () => {
    client?.close();
    await server?.stop();
  });

  test("accounts: over TLS the cookie is of this host and secure", async () => {
    assert.match(server.url, /^https:/);
    const {status, text, headers} = await client.ask("/api/accounts/sessions", {method: "POST", headers: {...json, Origin: server.url}, body: JSON.stringify(administrator)});
    assert.equal(status, 201, text);
    assert.match(headers["set-cookie"][0], /^__Host-stoa=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
    const [secret] = headers["set-cookie"][0].split(";");
    assert.equal((await client.ask("/api/accounts/me", {headers: {Cookie: secret}})).status, 200);
    assert.equal((await client.ask("/api/accounts/me", {headers: {Cookie: secret.replace("__Host-", "")}})).status, 401);
    const named = await client.ask("/api/accounts/me", {headers: {Cookie: secret, Host: `localhost:${server.port}`}});
    assert.equal(named.headers["strict-transport-security"], undefined, "localhost has other servers, which may be plain");
  });

  test("accounts: whoever does not trust the certificate hears nothing, nor who speaks plain HTTP", async () => {
    await assert.rejects(clientOver(server.url).ask("/healthz"), {code: "DEPTH_ZERO_SELF_SIGNED_CERT"});
    const {status} = await send(server.port, {target: "/healthz"});
    assert.ok(status === 0 || status === 400, `${status}`);
  });

  test("accounts: plain HTTP is sent to HTTPS, whatever was asked", async () => {
    for (const [method, target] of [["GET", "/library/?x=1"], ["POST", "/api/accounts/sessions"], ["GET", "/healthz"]]) {
      const answer = await send(plain, {method, target, headers: json, body: method === "POST" ? JSON.stringify(administrator) : undefined});
      assert.equal(answer.status, 308, target);
      assert.equal(answer.headers.location, server.url + target);
      assert.equal(answer.headers["set-cookie"], undefined);
    }
    assert.equal((await send(plain, {target: "/", headers: {Host: "evil.example"}})).status, 421);
  });

  test("accounts: a certificate that was replaced is used for new connections, a broken one is not", async () => {
    const before = await client.ask("/healthz");
    await certify(folder);
    const renewed = await readFile(files.certificate);
    await sleep(1100);  // the files are looked at once a second
    const next = clientOver(server.url, renewed);
    const after = await next.ask("/healthz");
    assert.equal(after.status, 200);
    assert.notEqual(after.certificate, before.certificate);
    const kept = await client.ask("/healthz");
    assert.deepEqual([kept.status, kept.isKept, kept.certificate], [200, true, before.certificate], "an old connection goes on");
    await assert.rejects(clientOver(server.url, ca).ask("/healthz"), "whoever trusts the old one alone");
    await writeFile(files.certificate, "no certificate");
    await sleep(1100);
    const another = clientOver(server.url, renewed);
    assert.equal((await another.ask("/healthz")).certificate, after.certificate);
    assert.ok(server.stderr.includes(files.certificate), "nothing is said about it");
    next.close();
    another.close();
  });
});
