// Signing in at an identity provider: a real one, the npm package oidc-provider, through its own pages;
// and one of ours that lies, is slow, or has somebody else's answers.
import assert from "node:assert/strict";
import {generateKeyPairSync} from "node:crypto";
import {createServer} from "node:http";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {SignJWT, UnsecuredJWT} from "jose";
import {Provider as RealProvider} from "oidc-provider";
import {Browser} from "./lib/cookies.mjs";
import {client, clientOf, Provider} from "./lib/provider.mjs";
import {administrator, serve, stoa, temporaryFolder} from "./lib/server.mjs";
import {freePort} from "./lib/tls.mjs";
import {totp} from "../abuse/lib/totp.mjs";

let numbers = 0;
const somebody = () => ({sub: `subject-${++numbers}`, email: `Person${numbers}@example.org`, email_verified: true, name: `Person ${numbers}`});
const password = "seven kettles under a blue roof";

describe("oidc", () => {
  let provider, server, secretFile;
  before(async () => {
    provider = await Provider.start();
    secretFile = join(await temporaryFolder(), "secret");
    await writeFile(secretFile, `${client.secret}\n`);
    server = await serve({env: clientOf(provider.issuer, secretFile)});
  });
  after(async () => {
    await server?.stop();
    await provider?.stop();
  });

  const begin = async (browser) => (await browser.good("POST", "/provider-sign-ins")).address;
  const back = (browser, answer) => browser.ask("POST", "/provider-answers", answer);
  async function signIn(person, browser = new Browser(server)) {
    const answer = await browser.good("POST", "/provider-answers", provider.authorize(await begin(browser), person));
    return {browser, answer};
  }
  // The administrator, who has a password.
  async function owner() {
    const browser = new Browser(server);
    await browser.good("POST", "/sessions", administrator);
    return browser;
  }
  const twisted = async (twist, work) => {
    provider.twist = twist;
    try {
      return await work();
    } finally {
      provider.twist = {};
    }
  };

  test("oidc: who comes for the first time gets an account, and the same one ever after", async () => {
    const person = somebody();
    const {browser, answer} = await signIn(person);
    assert.equal(answer.outcome, "signed_in");
    const me = await browser.good("GET", "/me");
    assert.equal(me.email, person.email.toLowerCase());
    assert.equal(me.name, person.name);
    const again = await signIn({...person, email: "elsewhere@example.org", name: "Renamed"});
    assert.equal(again.answer.session.account, me.id);
    assert.equal((await again.browser.good("GET", "/me")).email, me.email, "the account's address is its own");
    const {identities} = await browser.good("GET", "/me/export");
    assert.deepEqual(identities.map(({issuer}) => issuer), [provider.issuer]);
  });

  test("oidc: a browser's session ends with the one that begins", async () => {
    const {browser} = await signIn(somebody());
    const former = new Browser(server);
    former.jar = new Map(browser.jar);
    await signIn(somebody(), browser);
    await browser.good("GET", "/me");
    await former.refused("GET", "/me", undefined, "401 not_signed_in");
  });

  for (const alg of ["RS256", "ES256", "EdDSA"]) {
    test(`oidc: an ID token by ${alg}`, async () => {
      provider.alg = alg;
      assert.equal((await signIn(somebody())).answer.outcome, "signed_in");
      provider.alg = "RS256";
    });
  }

  test("oidc: an address that has an account is not linked, though it is verified; its owner links it", async () => {
    const person = {...somebody(), email: administrator.email};
    const stranger = new Browser(server);
    const answer = provider.authorize(await begin(stranger), person);
    await stranger.refused("POST", "/provider-answers", answer, "409 sign_in_to_link");
    const browser = await owner();
    await browser.refused("POST", "/me/identities", {password: `${password}!`}, "403 wrong_password");
    const {address} = await browser.good("POST", "/me/identities", {password: administrator.password});
    assert.equal((await browser.good("POST", "/provider-answers", provider.authorize(address, person))).outcome, "linked");
    const {answer: signedIn} = await signIn(person);
    assert.equal(signedIn.session.account, (await browser.good("GET", "/me")).id);
  });

  test("oidc: an identity is of one account; who signed out meanwhile links nothing", async () => {
    const person = somebody();
    await signIn(person);
    const browser = await owner();
    const link = async () => (await browser.good("POST", "/me/identities", {password: administrator.password})).address;
    const taken = provider.authorize(await link(), person);
    await browser.refused("POST", "/provider-answers", taken, "409 identity_taken");
    const late = provider.authorize(await link(), somebody());
    await browser.good("DELETE", "/session");
    await browser.refused("POST", "/provider-answers", late, "422 link_invalid");
  });

  test("oidc: the last way in stays; another may go", async () => {
    const {browser} = await signIn(somebody());
    const [{id}] = (await browser.good("GET", "/me/identities")).items;
    await browser.refused("DELETE", `/me/identities/${id}`, undefined, "409 last_way_in");
    const other = await owner();
    await other.refused("DELETE", `/me/identities/${id}`, undefined, "404 identity_not_found");
    const person = somebody();
    const {address} = await other.good("POST", "/me/identities", {password: administrator.password});
    await other.good("POST", "/provider-answers", provider.authorize(address, person));
    const {items} = await other.good("GET", "/me/identities");
    await other.good("DELETE", `/me/identities/${items.at(-1).id}`);
    const account = (await signIn(person)).answer.session.account;
    assert.notEqual(account, (await other.good("GET", "/me")).id, "what was unlinked is a stranger's");
  });

  test("oidc: a second factor of ours is asked for all the same, in the same browser, and a code works once", async (t) => {
    const other = await serve({env: clientOf(provider.issuer, secretFile)});
    t.after(() => other.stop());
    const admin = new Browser(other), person = somebody();
    await admin.good("POST", "/sessions", administrator);
    const {address} = await admin.good("POST", "/me/identities", {password: administrator.password});
    await admin.good("POST", "/provider-answers", provider.authorize(address, person));
    const {secret} = await admin.good("POST", "/me/authenticators", {password: administrator.password});
    const {codes} = await admin.good("POST", "/me/authenticators/confirmations", {code: totp(secret)});
    const {browser, answer} = await signIn(person, new Browser(other));
    assert.equal(answer.outcome, "second_factor");
    assert.equal(answer.session ?? null, null);
    await browser.refused("GET", "/me", undefined, "401 not_signed_in");
    const {token} = answer, [code] = codes;
    await new Browser(other).refused("POST", "/provider-codes", {token, code}, "422 link_invalid");
    await browser.refused("POST", "/provider-codes", {token, code: "000000"}, "401 wrong_code");
    await browser.good("POST", "/provider-codes", {token, code});
    assert.equal((await browser.good("GET", "/me")).email, administrator.email);
    const again = await signIn(person, new Browser(other));
    await again.browser.refused("POST", "/provider-codes", {token: again.answer.token, code}, "401 wrong_code");
  });

  test("oidc: a suspended account stays outside", async () => {
    const person = somebody();
    const {answer} = await signIn(person);
    const admin = await owner();
    await admin.good("PUT", `/accounts/${answer.session.account}/suspension`);
    const browser = new Browser(server);
    await browser.refused("POST", "/provider-answers", provider.authorize(await begin(browser), person), "403 account_suspended");
    assert.ok(![...browser.jar.keys()].includes("stoa"));
  });

  // ---- answers that are not this browser's, or not for now ----------------------------------------

  test("oidc: a state is of one browser and for one use", async () => {
    const [ann, eve] = [new Browser(server), new Browser(server)];
    const answer = provider.authorize(await begin(ann), somebody());
    await begin(eve);
    await eve.refused("POST", "/provider-answers", answer, "422 link_invalid");
    await new Browser(server).refused("POST", "/provider-answers", answer, "422 link_invalid");
    await ann.good("POST", "/provider-answers", answer);
    await ann.refused("POST", "/provider-answers", answer, "422 link_invalid");
    await ann.refused("POST", "/provider-answers", {...answer, state: "made-up"}, "422 link_invalid");
  });

  test("oidc: of ten answers with one state at once, one counts", async () => {
    const browser = new Browser(server);
    const answer = provider.authorize(await begin(browser), somebody());
    const all = await Promise.all(Array.from({length: 10}, () => back(browser, answer)));
    assert.deepEqual(all.map(({status}) => status).sort(), [201, ...Array(9).fill(422)]);
  });

  test("oidc: who is refused there, or comes without a code, is told so", async () => {
    for (const wrong of [{error: "access_denied"}, {}]) {
      const browser = new Browser(server);
      const {state} = provider.authorize(await begin(browser), somebody());
      await browser.refused("POST", "/provider-answers", {state, iss: provider.issuer, ...wrong}, "422 provider_refused");
    }
  });

  const mixedUp = {
    "of another issuer": (answer) => ({...answer, iss: "https://attacker.example"}),
    "of no issuer, though it promised to say": ({state, code}) => ({state, code}),
    "with another's code": (answer) => ({...answer, code: "stolen"}),
  };
  for (const [what, mix] of Object.entries(mixedUp)) {
    test(`oidc: an answer ${what} is refused`, async () => {
      const browser = new Browser(server);
      const answer = provider.authorize(await begin(browser), somebody());
      await browser.refused("POST", "/provider-answers", mix(answer), "422 provider_distrusted");
    });
  }

  test("oidc: a code that belongs to another browser's question is refused by its verifier", async () => {
    const [ann, eve] = [new Browser(server), new Browser(server)];
    const stolen = provider.authorize(await begin(ann), somebody());
    const own = provider.authorize(await begin(eve), somebody());
    await eve.refused("POST", "/provider-answers", {...own, code: stolen.code}, "422 provider_distrusted");
  });

  // ---- a provider that lies -----------------------------------------------------------------------

  const now = () => Math.floor(Date.now() / 1000);
  const lies = {
    "of another issuer": {claims: (all) => ({...all, iss: "https://attacker.example"})},
    "for another client": {claims: (all) => ({...all, aud: "another"})},
    "for several, of which another is the party": {claims: (all) => ({...all, aud: [client.id, "another"], azp: "another"})},
    "for several, of which none is the party": {claims: (all) => ({...all, aud: [client.id, "another"]})},
    "with another nonce": {claims: (all) => ({...all, nonce: "of another day"})},
    "without a nonce": {claims: ({nonce, ...rest}) => rest},
    "that is over": {claims: (all) => ({...all, exp: now() - 120})},
    "from the future": {claims: (all) => ({...all, iat: now() + 600})},
    "that never ends": {claims: ({exp, ...rest}) => rest},
    "about nobody": {claims: ({sub, ...rest}) => rest},
    "with an issuer twice": {token: async (all) => {
      const [header, , signature] = (await provider.sign(all)).split(".");
      const twice = JSON.stringify(all).replace("{", '{"iss":"https://attacker.example",');
      return [header, Buffer.from(twice).toString("base64url"), signature].join(".");
    }},
    "by no algorithm": {token: (all) => new UnsecuredJWT(all).encode()},
    "by HS256 with the public key": {token: (all, {RS256}) => new SignJWT(all)
      .setProtectedHeader({alg: "HS256", kid: RS256.jwk.kid}).sign(Buffer.from(JSON.stringify(RS256.jwk)))},
    "by a key that nobody knows": {token: (all) => provider.sign(all, {header: {kid: "made up"},
      key: generateKeyPairSync("rsa", {modulusLength: 2048}).privateKey})},
    "by another key under a known name": {token: (all) => provider.sign(all, {key: generateKeyPairSync("rsa", {modulusLength: 2048}).privateKey})},
    "by one kind of key under the name of another": {token: (all, {ES256}) => provider.sign(all, {header: {kid: ES256.jwk.kid}})},
    "that brings its own key": {token: (all) => provider.sign(all, {header: {kid: "own", jwk: {kty: "oct", k: "AAAA"}}})},
    "that is none": {token: () => "no.token.at all"},
    "of 20 kB": {token: (all) => provider.sign({...all, padding: "x".repeat(20_000)})},
  };
  for (const [what, twist] of Object.entries(lies)) {
    test(`oidc: an ID token ${what} is refused`, () => twisted(twist, async () => {
      const browser = new Browser(server);
      const answer = provider.authorize(await begin(browser), somebody());
      await browser.refused("POST", "/provider-answers", answer, "422 provider_distrusted");
      assert.deepEqual([...browser.jar.keys()].filter((name) => name === "stoa"), []);
    }));
  }

  test("oidc: an address that the provider does not vouch for makes no account", async () => {
    for (const change of [{email_verified: false}, {email_verified: undefined}, {email: undefined}, {email: "no address"}]) {
      const browser = new Browser(server);
      const answer = provider.authorize(await begin(browser), {...somebody(), ...change});
      await browser.refused("POST", "/provider-answers", answer, "403 address_unverified");
    }
  });

  const wires = {
    "sends on for ever": (request, response) => response.writeHead(302, {Location: request.url}).end(),
    "answers without an end": (request, response) => {
      const more = () => response.write("x".repeat(65_536), (error) => error || more());
      response.writeHead(200);
      more();
    },
    "is broken": (request, response) => response.writeHead(500).end("no"),
    "says no JSON": (request, response) => response.end("<html>"),
    "hangs up": (request) => request.socket.destroy(),
  };
  for (const [what, wire] of Object.entries(wires)) {
    test(`oidc: a provider that ${what} when it is shown a code signs nobody in`, async () => {
      const browser = new Browser(server);
      const answer = provider.authorize(await begin(browser), somebody());
      await twisted({wire: (...both) => (wire(...both), true)}, async () => {
        const {status, json} = await back(browser, answer);
        assert.match(`${status} ${json.code}`, /^(503 provider_away|422 provider_distrusted)$/);
      });
    });
  }

  test("oidc: its keys may change; for a name that nobody knows they are fetched again, and not at each", async (t) => {
    const other = await serve({env: clientOf(provider.issuer, secretFile)});
    t.after(() => other.stop());
    const fetches = () => provider.asked.filter((path) => path === "/jwks").length;
    assert.equal((await signIn(somebody(), new Browser(other))).answer.outcome, "signed_in");
    await provider.rotate();
    assert.equal((await signIn(somebody(), new Browser(other))).answer.outcome, "signed_in");
    const before = fetches();
    await twisted({token: (all) => provider.sign(all, {header: {kid: "made up"}})}, async () => {
      for (let i = 0; i < 3; i++) {
        const browser = new Browser(other);
        const answer = provider.authorize(await begin(browser), somebody());
        await browser.refused("POST", "/provider-answers", answer, "422 provider_distrusted");
      }
    });
    assert.equal(fetches(), before, "it had fetched them a moment ago");
  });

  const claims = [
    (document) => ({...document, issuer: "https://attacker.example"}),
    (document) => ({...document, jwks_uri: "http://192.0.2.1/jwks"}),
    (document) => ({...document, token_endpoint: "file:///etc/passwd"}),
    ({jwks_uri, ...rest}) => rest,
    (document) => ({...document, token_endpoint: 7}),
  ];
  test("oidc: a provider that says it is another, or leads elsewhere, is not asked", async (t) => {
    const other = await serve({env: clientOf(provider.issuer, secretFile)});
    t.after(() => other.stop());
    for (const discovery of claims) {
      await twisted({discovery}, () => new Browser(other).refused("POST", "/provider-sign-ins", undefined, "422 provider_distrusted"));
    }
    await new Browser(other).good("POST", "/provider-sign-ins");
  });

  test("oidc: a provider that says nothing holds up nobody else", async () => {
    const held = [];
    const browsers = await Promise.all(Array.from({length: 12}, async () => {
      const browser = new Browser(server);
      return {browser, answer: provider.authorize(await begin(browser), somebody())};
    }));
    await twisted({wire: (request, response) => held.push(response)}, async () => {
      const asked = browsers.map(({browser, answer}) => back(browser, answer));
      while (!held.length) await new Promise((resolve) => setTimeout(resolve, 10));
      const admin = await owner();
      await admin.good("PATCH", "/me", {name: "Not held up"});
      for (const response of held) response.writeHead(503).end();
      provider.twist = {};
      const codes = (await Promise.all(asked)).map(({status, json}) => `${status} ${json.code ?? json.outcome}`);
      assert.ok(codes.every((code) => ["503 provider_away", "201 signed_in"].includes(code)), codes.join());
      assert.ok(codes.includes("503 provider_away"));
    });
  });
});

// The pages of the real one, as a browser goes through them: it signs in whoever is typed in.
async function throughPages(address, login) {
  const jar = new Browser({url: ""});
  let url = address, form;
  for (let i = 0; i < 12; i++) {
    const answer = await fetch(url, {redirect: "manual", method: form ? "POST" : "GET", body: form,
      headers: {Cookie: jar.cookies(), ...(form && {"Content-Type": "application/x-www-form-urlencoded"})}});
    jar.keep(answer);
    form = undefined;
    const text = await answer.text();
    if (answer.headers.has("location")) {
      url = new URL(answer.headers.get("location"), url).href;
      const back = new URL(url);
      if (back.pathname === "/accounts/") return Object.fromEntries(back.searchParams);
      continue;
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
    assert.ok(action, `a page without a form: ${answer.status} ${text.slice(0, 500)}`);
    url = new URL(action, url).href;
    form = new URLSearchParams({prompt: /name="prompt" value="(\w+)"/.exec(text)[1], login, password: "any"});
  }
  throw new Error("the provider's pages do not end");
}

test("oidc: through the pages of oidc-provider, twice, by one account", async (t) => {
  const port = await freePort(), issuer = `http://127.0.0.1:${port}`, stoaPort = await freePort();
  const callback = `http://127.0.0.1:${stoaPort}/accounts/`;
  const real = new RealProvider(issuer, {
    clients: [{client_id: client.id, client_secret: client.secret, redirect_uris: [callback], application_type: "native"}],
    claims: {openid: ["sub"], email: ["email", "email_verified"], profile: ["name"]},
    conformIdTokenClaims: false,
    pkce: {required: () => true},
    features: {devInteractions: {enabled: true}},
    findAccount: (_, id) => ({accountId: id, claims: () => ({sub: id, email: `${id}@example.org`, email_verified: true, name: id})}),
  });
  const listener = createServer(real.callback());
  await new Promise((resolve) => listener.listen(port, "127.0.0.1", resolve));
  t.after(() => listener.close());
  const file = join(await temporaryFolder(), "secret");
  await writeFile(file, client.secret);
  const server = await serve({env: {...clientOf(issuer, file), STOA_LISTEN: `127.0.0.1:${stoaPort}`}});
  t.after(() => server.stop());
  const accounts = [];
  for (let i = 0; i < 2; i++) {
    const browser = new Browser(server);
    const {address} = await browser.good("POST", "/provider-sign-ins");
    const answer = await throughPages(address, "maria");
    const {session} = await browser.good("POST", "/provider-answers", answer);
    accounts.push(session.account);
    assert.equal((await browser.good("GET", "/me")).email, "maria@example.org");
  }
  assert.equal(accounts[0], accounts[1]);
});

test("oidc: an issuer that anybody could answer for is refused at the start", async () => {
  for (const [issuer, id] of [["http://id.example", "x"], ["id.example", "x"], ["https://id.example", ""]]) {
    const end = await stoa(["serve"], {env: {STOA_DATA: await temporaryFolder(), STOA_LISTEN: "127.0.0.1:0", STOA_OIDC_ISSUER: issuer, STOA_OIDC_CLIENT_ID: id}});
    assert.ok(end.status > 0, end.stdout);
    assert.match(end.stderr, /oidc\.(issuer|client_id)/);
  }
});

test("oidc: who begins again and again is slowed down, not the second from one office", async (t) => {
  const provider = await Provider.start();
  t.after(() => provider.stop());
  const file = join(await temporaryFolder(), "secret");
  await writeFile(file, client.secret);
  const server = await serve({env: {...clientOf(provider.issuer, file), STOA_ACCOUNTS_TRIES: "1"}});
  t.after(() => server.stop());
  const said = [];
  for (let i = 0; i < 60; i++) said.push(await new Browser(server).ask("POST", "/provider-sign-ins"));
  const codes = said.map(({status, json}) => `${status} ${json.code ?? ""}`);
  assert.deepEqual(codes.slice(0, 5), Array(5).fill("201 "));
  assert.ok(codes.includes("429 too_many_requests"), codes.join());
});

test("oidc: without a provider there is none to go to", async (t) => {
  const server = await serve();
  t.after(() => server.stop());
  const browser = new Browser(server);
  assert.deepEqual((await browser.good("GET", "/providers")).items, []);
  await browser.refused("POST", "/provider-sign-ins", undefined, "404 no_provider");
});
