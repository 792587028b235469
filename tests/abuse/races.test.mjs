// The same thing at once, from many sides: one account, one use of a link, a code or a refresh token,
// one record where there may be one.
import assert from "node:assert/strict";
import {test} from "node:test";
import {attemptOf, credentialKinds, rightful} from "./lib/attempt.mjs";
import {json} from "./lib/client.mjs";
import {operations} from "./lib/document.mjs";
import {accounts, address, bearer, strong} from "./lib/people.mjs";
import {atOnce, offencesOfRace, raceOf, winners} from "./lib/race.mjs";
import {totp} from "./lib/totp.mjs";
import {theWorld} from "./lib/world.mjs";
import {newAddress, unclaimed, withAuthenticator} from "./recipes/accounts.mjs";

const many = 20;
const post = (path, body, headers = {}) => ({method: "POST", target: accounts(path), headers: {...json, ...headers}, body: JSON.stringify(body)});
const asking = (world) => (request) => world.ask(request);

test("races: 50 registrations of one address make one account, whoever opens which link first", async () => {
  const world = await theWorld(), {people} = world;
  const email = address(), password = strong();
  const asked = await atOnce(asking(world), Array(50).fill(post("/registrations", {email, name: "One of many", password})));
  assert.deepEqual([...new Set(asked.map((answer) => answer.status))], [202]);
  const links = [];
  for (let i = 0; i < 50; i++) links.push(await people.mailed(email));
  const opened = await atOnce(asking(world), links.map((token) => post("/verifications", {token, password})));
  assert.deepEqual(offencesOfRace("opening", opened), []);
  const found = await world.ask({target: `${accounts("/accounts")}?email=${encodeURIComponent(email)}`, headers: await people.byAdministrator()});
  assert.equal(found.json.items.length, 1);
  assert.ok((await world.ask(post("/sessions", {email, password}))).good);
});

// Each is a function that answers with requests of which one may succeed.
const once = {
  "a verification link": async ({people}) => {
    const {email, password} = await people.register();
    return Array(many).fill(post("/verifications", {token: await people.mailed(email), password}));
  },
  "a one-time sign-in link": ({links}) => Array(many).fill(post("/sign-in-links", {token: links.race})),
  "a link for a new password": async ({people}) => {
    const {email} = await people.make();
    await people.post("/password-resets", {email});
    const token = await people.mailed(email);
    return Array.from({length: many}, () => post("/passwords", {token, password: strong()}));
  },
  "a link to a new address": async (world) => {
    const {token} = await newAddress(world, await world.people.make());
    return Array(many).fill(post("/addresses", {token}));
  },
  "the first administrator's link": async (world, t) => {
    const {server, token} = await unclaimed(world);
    t.after(() => server.stop());
    return Array.from({length: many}, () => ({...post("/first-administrator", {token, email: address(), name: "The first", password: strong()}), server}));
  },
  "a recovery code": async (world) => {
    const {person: {email, password}, codes} = await withAuthenticator(world);
    return Array(many).fill(post("/sessions", {email, password, code: codes[0]}));
  },
  // The code of the next half minute: that of this one confirmed the app.
  "a code of an authenticator app": async (world) => {
    const {person: {email, password}, secret} = await withAuthenticator(world);
    return Array(many).fill(post("/tokens", {email, password, code: totp(secret, 1)}));
  },
  "a recovery code, at both doors": async (world) => {
    const {person: {email, password}, codes} = await withAuthenticator(world);
    return Array.from({length: many}, (_, i) => post(i % 2 ? "/tokens" : "/sessions", {email, password, code: codes[1]}));
  },
};

for (const [what, requests] of Object.entries(once)) {
  test(`races: ${what} works once`, async (t) => {
    const world = await theWorld();
    assert.deepEqual(offencesOfRace(what, await atOnce(asking(world), await requests(world, t))), []);
  });
}

test("races: a refresh token works once, and its second use ends the family", async () => {
  const world = await theWorld(), {people} = world;
  const {refresh_token: token, access_token: first} = await people.tokens(await people.make());
  const answers = await atOnce(asking(world), Array(many).fill(post("/tokens/refresh", {refresh_token: token})));
  assert.deepEqual(offencesOfRace("refreshing", answers), []);
  const [{json: won}] = winners(answers);
  assert.equal((await world.ask(post("/tokens/refresh", {refresh_token: won.refresh_token}))).code, "refresh_invalid");
  for (const access of [first, won.access_token]) {
    assert.equal((await world.ask({target: accounts("/me"), headers: bearer(access), secured: true})).status, 401);
  }
});

test("races: two addresses for two accounts at once stay apart", async () => {
  const world = await theWorld(), {people} = world;
  const [one, other] = [await people.make(), await people.make()], email = address();
  const links = [];
  for (const {password, ...person} of [one, other]) {
    await people.post("/me/addresses", {email, password}, await people.byToken({password, ...person}));
    links.push(await people.mailed(email));
  }
  assert.deepEqual(offencesOfRace("confirming", await atOnce(asking(world), links.map((token) => post("/addresses", {token})))), []);
});

test("races: the only administrator cannot go, by whatever door", async (t) => {
  const world = await theWorld();
  const {server, token} = await unclaimed(world);
  t.after(() => server.stop());
  const ask = (request) => world.ask({...request, server});
  const first = {email: address(), password: strong()};
  assert.ok((await ask(post("/first-administrator", {token, name: "The first", ...first}))).good);
  const {json: tokens} = await ask(post("/tokens", first));
  const {json: me} = await ask({target: accounts("/me"), headers: bearer(tokens.access_token), secured: true});
  const take = {method: "DELETE", target: accounts(`/accounts/${me.id}/roles/admin`), headers: bearer(tokens.access_token), secured: true};
  const suspend = {method: "PUT", target: accounts(`/accounts/${me.id}/suspension`), headers: bearer(tokens.access_token), secured: true};
  const leave = post("/me/departure", {password: first.password}, bearer(tokens.access_token));
  const answers = await atOnce(ask, [take, suspend, leave, take, suspend]);
  assert.deepEqual([...new Set(answers.map((answer) => answer.code))], ["last_administrator"]);
});

// Asking twice says whether an operation can be done twice with the same request. Where it cannot, many
// at once make it happen once.
const idempotent = new Map([
  ["accounts_leave", "whoever leaves twice has left"],
  ["accounts_sign_out", "whoever signs out twice is signed out"],
  ["accounts_change_password", "the same new password"],
  ...["accounts", "library", "collections", "todo"].map((app) => [`${app}_resend_mail`, "a mail that has gone out may go out once more"]),
]);

// The links of the first two are printed, once a start: they are raced by name above. Eight signing keys
// are kept, so that twenty new ones would end what the other tests are signed in by.
const lone = new Set(["accounts_become_first_administrator", "accounts_sign_in_by_link", "accounts_rotate_signing_key"]);

for (const operation of operations.filter((one) => one.unsafe && !lone.has(one.id))) {
  test(`races: ${operation.id}`, async () => {
    const world = await theWorld();
    world.client.confess();
    const [kind] = credentialKinds(operation);
    const ask = asking(world);
    const attempt = await attemptOf(world, operation, kind);
    const answers = [await ask(rightful(attempt)), await ask(rightful(attempt))];
    assert.ok(answers[0].good, `${answers[0]}`);
    const again = answers[1].good || idempotent.has(operation.id);
    const next = await attemptOf(world, operation, kind);
    if (again) {
      const all = await atOnce(ask, Array(many).fill(rightful(next)));
      assert.ok(winners(all).length > 0, `${all[0]}`);
    } else {
      assert.deepEqual(await raceOf(operation.id, ask, next, many), []);
    }
    assert.deepEqual(world.client.confess(), []);
  });
}
