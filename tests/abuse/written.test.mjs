// Last of all: whatever secret was handed out or told during the run stands nowhere in the clear, not
// in the data, not in the log, not in an answer that was about something else; nor does its hash leave
// the server.
import assert from "node:assert/strict";
import {stat} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {claimsOf} from "./lib/people.mjs";
import {search, writtenBy} from "./lib/search.mjs";
import {hashesOf, kept} from "./lib/vault.mjs";
import {theWorld} from "./lib/world.mjs";

// A secret as it was handed out, and the bytes that it spells.
function needlesOf([secret, what]) {
  const name = `${what}: ${secret.slice(0, 6)}…`;
  const spelt = /^[\w-]{43}$/.test(secret) ? [[Buffer.from(secret, "base64url"), `${name} as bytes`]] : [];
  return [[Buffer.from(secret), name], ...spelt];
}
// The signature is what makes an access token one.
const secrets = () => kept().map(([secret, what]) => [what === "an access token" ? secret.split(".")[2] : secret, what]);
const needles = () => secrets().flatMap(needlesOf);
const few = (list) => list.slice(0, 20);

// Somebody who has one of each, in case this file runs alone.
async function wealthy() {
  const world = await theWorld(), person = world.holder("");
  await world.people.byCookie(person);
  await world.people.byToken(person);
  await world.people.byKey(person);
  return {world, person};
}

test("written: none is written down in the clear", async (t) => {
  const {world, person} = await wealthy();
  for (const server of [world.server, ...world.others]) {
    const bytes = await writtenBy(server);
    assert.deepEqual(few(search(bytes, needles())), []);
    if (server !== world.server) continue;
    t.diagnostic(`note: ${needles().length} secrets looked for in ${bytes.length >> 20} MiB of data and ${world.client.praised.length} answers`);
  }
  const there = [[Buffer.from(person.email), "an address"], [Buffer.from(hashesOf(person.keys.get("*:*:admin").key)[0]), "the hash of a key"]];
  assert.equal(search(await writtenBy(world.server), there).length, 2, "what is there is found");
});

test("written: none is in the log, but for the demo's mails", async () => {
  const {world} = await wealthy();
  for (const server of [world.server, ...world.others]) {
    const lines = server.stderr.split("\n").filter((line) => !line.includes('"a mail is in the mailbox"'));
    assert.deepEqual(few(search(Buffer.from(lines.join("\n")), needles())), []);
  }
});

test("written: none leaves the server again, nor its hash", async () => {
  const {world} = await wealthy();
  // What hands one out does so in answer to a POST.
  const read = world.client.praised.filter(({method}) => method === "GET" || method === "HEAD").map(({text}) => text).join("\n");
  assert.deepEqual(few(search(Buffer.from(read), needles())), []);
  const hashes = secrets().flatMap(([secret, what]) => hashesOf(secret).map((hash) => [Buffer.from(hash), `the hash of ${what}`]));
  const all = world.client.praised.map(({text}) => text).join("\n");
  assert.deepEqual(few(search(Buffer.from(all), hashes)), []);
});

test("written: an access token says who, which session and which roles, and no more", async () => {
  const {world, person} = await wealthy();
  const {Authorization} = await world.people.byToken(person);
  const claims = claimsOf(Authorization.slice("Bearer ".length));
  assert.deepEqual(Object.keys(claims).sort(), ["aud", "exp", "iat", "iss", "jti", "roles", "sid", "sub"]);
});

test("written: the key that seals the rest is its owner's alone to read", async () => {
  const {world} = await wealthy();
  const keys = join(world.server.folder, "data", "keys");
  assert.equal((await stat(join(keys, "master"))).mode & 0o077, 0);
  assert.equal((await stat(keys)).mode & 0o077, 0);
});

test("written: the log tells of no handler that failed", async () => {
  const {world} = await wealthy();
  for (const server of [world.server, ...world.others]) {
    assert.deepEqual(few(server.stderr.split("\n").filter((line) => line.includes('"level":"error"'))), []);
  }
});
