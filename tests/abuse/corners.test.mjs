// What no row reaches: things that come with a request and are kept, and words that an account's owner
// must not choose.
import assert from "node:assert/strict";
import {test} from "node:test";
import {attemptOf, withHeaders} from "./lib/attempt.mjs";
import {json} from "./lib/client.mjs";
import {operationOfId} from "./lib/document.mjs";
import {accounts} from "./lib/people.mjs";
import {atOnce, offencesOfRace} from "./lib/race.mjs";
import {theWorld} from "./lib/world.mjs";

const post = async (path, body, headers = {}) =>
  (await theWorld()).ask({method: "POST", target: accounts(path), headers: {...json, ...headers}, body: JSON.stringify(body)});

async function sessionsAfter(headers) {
  const world = await theWorld(), {people} = world;
  world.client.confess();
  const {email, password} = await people.make();
  const answer = await post("/sessions", {email, password}, headers);
  assert.equal(answer.status, 201, `${answer}`);
  const list = await world.ask({target: accounts("/sessions"), headers: people.asBrowser(people.cookieOf(answer)), secured: true});
  assert.equal(list.status, 200, `${list}`);
  assert.deepEqual(world.client.confess(), []);
  return list.json.items;
}

const utf8 = (text) => Buffer.from(text).toString("latin1");
const agents = {
  "that is no UTF-8": "\xff\xfe", "of half a letter": "\xc3", "overlong": "\xc0\xaf", "of a lone surrogate": "\xed\xa0\x80",
  "whose 200th byte is within a letter": utf8(`${"x".repeat(199)}€`),
  "of markup": "<script>alert(1)</script>", "of SQL": "'; drop table sessions; --", "with a tab": "a\tb", "of 7,000 letters": "x".repeat(7000),
};
for (const [what, agent] of Object.entries(agents)) {
  test(`corners: a User-Agent ${what} is kept as a text or not at all`, async () => {
    const [session] = await sessionsAfter({"User-Agent": agent});
    assert.ok(session.agent.length <= 200);
  });
}

test("corners: a session's network is the socket's, whatever a proxy that nobody trusts says", async () => {
  const [session] = await sessionsAfter({"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.8", Forwarded: "for=203.0.113.9"});
  assert.equal(session.network, "127.0.0.1");
});

test("corners: nobody's own address is a good password, wherever it is chosen", async () => {
  const world = await theWorld(), {people} = world;
  const person = await people.make();
  const weak = (answer) => assert.deepEqual(answer.json.errors?.map((error) => error.code), ["weak_password"], `${answer}`);
  weak(await post("/registrations", {email: person.email, name: "x", password: person.email}));
  weak(await post("/me/password", {current: person.password, password: person.email}, await people.byToken(person)));
  await people.post("/password-resets", {email: person.email});
  weak(await post("/passwords", {token: await people.mailed(person.email), password: person.email}));
});

test("corners: a card's code is one person's, though twenty try it at once", async (t) => {
  const world = await theWorld(), {people} = world;
  const operation = operationOfId("library_link_my_card");
  if (!operation) return t.skip("there is no library here");
  const {request} = await attemptOf(world, operation, "token");
  const requests = [];
  for (let i = 0; i < 20; i++) requests.push(withHeaders(request, await people.byToken(await people.make())));
  assert.deepEqual(offencesOfRace("a code", await atOnce((one) => world.ask(one), requests)), []);
});
