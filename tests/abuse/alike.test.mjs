// Whether an address has an account is nobody's business: the same answer, field by field and byte by
// byte, after the same work. And what is mailed leads nowhere but here.
import assert from "node:assert/strict";
import {before, test} from "node:test";
import {json} from "./lib/client.mjs";
import {accounts, address, strong} from "./lib/people.mjs";
import {withAuthenticator} from "./recipes/accounts.mjs";
import {theWorld} from "./lib/world.mjs";

let world, cast;
before(async () => {
  world = await theWorld();
  const {people} = world;
  const suspended = await people.make();
  await people.suspend(suspended);
  cast = {
    "nobody": {email: address(), password: strong()}, "somebody": await people.make(), "somebody suspended": suspended,
    "somebody without a password": {email: "rob@demo.invalid", password: strong()}, "somebody with a second factor": (await withAuthenticator(world)).person,
    "somebody who has not verified": await people.register(),
  };
  await people.mail(cast["somebody who has not verified"].email);
});

const post = (path, body, headers = {}) => world.ask({method: "POST", target: accounts(path), headers: {...json, ...headers}, body: JSON.stringify(body)});

// All that an answer shows, but for what names the request.
const passing = new Set(["date", "x-request-id"]);
function shown({status, headers, text}) {
  const fields = Object.entries(headers).filter(([name]) => !passing.has(name)).map(([name, value]) => `${name}: ${name === "content-length" ? "" : value}`);
  return [status, ...fields.sort(), text.replace(/"instance":"[^"]*"/, "")].join("\n");
}
const counter = async () => {
  const {text} = await world.ask({target: "/metrics"});
  const found = /^stoa_password_hashes_total (\d+)/m.exec(text);
  return found ? Number(found[1]) : undefined;
};

// Asks about each of them; all must be told the same, after as many hashes of a password.
async function alike(ask, who, hashes) {
  const told = new Map();
  for (const name of who) {
    const from = await counter();
    const answer = await ask(cast[name]);
    const work = from === undefined ? hashes : (await counter()) - from;
    told.set(name, `${shown(answer)}\n${work} hashes`);
    assert.equal(work, hashes, `${name}: ${answer}`);
  }
  const [first, ...others] = [...told];
  for (const [name, text] of others) assert.equal(text, first[1], `${name} and ${first[0]} are told different things`);
}
const everybody = ["nobody", "somebody", "somebody suspended", "somebody without a password", "somebody with a second factor", "somebody who has not verified"];

for (const path of ["/sessions", "/tokens"]) {
  test(`alike: a wrong password at ${path}, whoever it is`, () => alike(({email}) => post(path, {email, password: "not-the-right-one"}), everybody, 1));
  test(`alike: a wrong password with a code at ${path}`, () =>
    alike(({email}) => post(path, {email, password: "not-the-right-one", code: "123456"}), everybody, 1));
}
test("alike: registering", () =>
  alike(({email}) => post("/registrations", {email, name: "Somebody", password: strong()}), everybody, 1));
test("alike: registering in other letters", () =>
  alike(({email}) => post("/registrations", {email: email.toUpperCase(), name: "Somebody", password: strong()}), everybody, 1));
test("alike: asking for a new password", () => alike(({email}) => post("/password-resets", {email}), everybody, 0));
test("alike: asking for a mail to an address that is somebody's", async () => {
  const person = await world.people.make();
  const headers = await world.people.byToken(person);
  await alike(({email}) => post("/me/addresses", {email, password: person.password}, headers), everybody, 1);
});
test("alike: a weak password, whoever registers", () =>
  alike(({email}) => post("/registrations", {email, name: "Somebody", password: "password1"}), everybody, 0));
test("alike: a link that never was and one that was used", async () => {
  const {email, password} = await world.people.register();
  const used = await world.people.mailed(email);
  await world.people.post("/verifications", {token: used, password});
  for (const [path, more] of [["/verifications", {password}], ["/addresses"], ["/sign-in-links"]]) {
    assert.equal(shown(await post(path, {token: used, ...more})), shown(await post(path, {token: "A".repeat(43), ...more})), path);
  }
  const reset = (token) => post("/passwords", {token, password: strong()});
  assert.equal(shown(await reset(used)), shown(await reset("A".repeat(43))));
});

test("alike: a link for one thing is none for another", async () => {
  const {people} = world;
  const pending = await people.register(), person = await people.make();
  await people.post("/password-resets", {email: person.email});
  const verify = await people.mailed(pending.email), reset = await people.mailed(person.email);
  const wrong = {"/addresses": [verify, reset], "/sign-in-links": [verify, reset], "/verifications": [reset]};
  for (const [path, tokens] of Object.entries(wrong)) {
    const more = path === "/verifications" ? {password: pending.password} : {};
    for (const token of tokens) assert.equal((await post(path, {token, ...more})).code, "link_invalid", path);
  }
  assert.equal((await post("/passwords", {token: verify, password: strong()})).code, "link_invalid");
  assert.equal((await post("/verifications", {token: verify, password: strong()})).code, "wrong_password", "nor for whoever did not register");
  assert.ok((await post("/verifications", {token: verify, password: pending.password})).good, "and none of that has used it up");
  assert.ok((await post("/passwords", {token: reset, password: strong()})).good);
});

test("alike: who owns an address learns by mail what the answer does not say", async () => {
  const {people} = world, known = await people.make();
  await people.post("/registrations", {email: known.email, name: "Another", password: strong()});
  const about = await people.mail(known.email);
  assert.doesNotMatch(about.text, /#verify=/, "no link makes a second account");
  const nobody = address();
  await people.post("/password-resets", {email: nobody});
  assert.doesNotMatch((await people.mail(nobody)).text, /#reset=/);
  await people.suspend(known);
  await people.post("/password-resets", {email: known.email});
  assert.doesNotMatch((await people.mail(known.email)).text, /#reset=/, "no new password opens a suspended account");
});

test("alike: a mailed link leads to this server, whatever a request says of its host", async () => {
  const {people} = world, person = await people.make();
  const forged = {
    "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "444", "X-Forwarded-Prefix": "/evil",
    "X-Host": "evil.example", "Forwarded": "host=evil.example",
  };
  await people.post("/password-resets", {email: person.email}, forged);
  const email = address();
  await people.post("/registrations", {email, name: "Somebody", password: strong()}, forged);
  for (const to of [person.email, email]) {
    const {text} = await people.mail(to);
    const links = text.match(/https?:\/\/\S+/g) ?? [];
    assert.ok(links.length > 0 && links.every((link) => link.startsWith(`${people.base}/`)), text);
  }
});

test("alike: what a person is called stays out of a mail's head", async () => {
  const {people} = world, email = address();
  const answer = await post("/registrations", {email, name: "Eve\r\nBcc: evil@abuse.example", password: strong()});
  if (!answer.good) return assert.equal(answer.status, 422);
  const mail = await people.mail(email);
  assert.equal(mail.to, email);
  assert.doesNotMatch(mail.subject, /[\r\n]/);
});
