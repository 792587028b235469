// Two processes of one site behave as one, while Redis is there.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {administrator, temporaryFolder} from "../api/lib/server.mjs";
import {postOffice, mailing} from "../api/lib/postoffice.mjs";
import {ask, good, library, refused} from "../api/lib/tables.mjs";
import {hasOpenssl} from "../api/lib/tls.mjs";
import {metric, site, until} from "./lib/site.mjs";

const headers = {"Content-Type": "application/json"};
const accounts = (path) => `/api/accounts${path}`;
const post = (server, path, body, more = {}) => ask(server, "POST", path, {headers: {...headers, ...more.headers}, body: JSON.stringify(body), as: more.as ?? {}});
const bearer = (token) => ({Authorization: `Bearer ${token}`});

const ends = [];
let both, one, two, office;
before(async () => {
  office = (await hasOpenssl()) ? await postOffice({folder: await temporaryFolder()}) : undefined;
  both = await site({after: (end) => ends.push(end)}, {env: {STOA_ACCOUNTS_TRIES: "5", ...(office && mailing(office))}});
  [one, two] = both.nodes;
});
after(async () => {
  for (const end of ends) await end();
  await office?.close();
});

// A stream of live changes that has begun.
async function listen(server, list, as = {}) {
  const end = new AbortController();
  const {body} = await fetch(`${server.url}/api/live?${new URLSearchParams({subscribe: list})}`, {headers: as, signal: end.signal});
  const stream = {told: "", ended: false, close: () => end.abort()};
  (async () => {
    for await (const text of body.pipeThrough(new TextDecoderStream())) stream.told += text;
  })().catch(() => {}).finally(() => (stream.ended = true));
  await until("the stream's beginning", () => stream.told.includes("event: ready"));
  return stream;
}

const signIn = async (server) => bearer((await good(post(server, accounts("/tokens"), administrator), 201)).json.access_token);
const me = (server, as) => ask(server, "GET", accounts("/me"), {as});

test("cluster: who signs out at one process is signed out at the other", async () => {
  const as = await signIn(one);
  for (const node of [one, two, one, two]) await good(me(node, as));
  await good(ask(one, "DELETE", accounts("/session"), {as}), 204);
  await until("the session's end at the other", async () => (await me(two, as)).status === 401);
  await refused(me(one, as), 401, "not_signed_in");
});

test("cluster: tries are counted across both processes", async () => {
  const guess = (server) => post(server, accounts("/tokens"), {email: "nobody@example.org", password: "a wrong one"});
  const answers = [];
  for (let i = 0; i < 8; i++) answers.push((await guess([one, two][i % 2])).status);
  assert.deepEqual(answers, [401, 401, 401, 401, 401, 429, 429, 429]);
});

test("cluster: a stream at one process tells of what is written at the other", async (t) => {
  const list = `/api/library/authors?${new URLSearchParams({filter: 'name = "Zelda *"'})}`;
  const stream = await listen(two, list);
  t.after(() => stream.close());
  const heard = await metric(two, "stoa_cluster_news_heard_total");
  await good(post(one, library("authors"), {name: "Zelda One"}, {as: bearer(one.key)}), 201);
  await until("the change in the stream", () => stream.told.includes("Zelda One"));
  assert.ok(await metric(two, "stoa_cluster_news_heard_total") > heard, "it was found by news, not by looking");
});

test("cluster: a stream at one process ends with the session that ends at the other", async () => {
  const as = await signIn(one);
  const stream = await listen(two, library("loans"), as);
  assert.equal(stream.ended, false);
  await good(ask(one, "DELETE", accounts("/session"), {as}), 204);
  await until("the stream's end", () => stream.ended);
  stream.close();
});

test("cluster: a write that is sent to both processes with one key is done once", async () => {
  const key = {"Idempotency-Key": "two-at-once"};
  const create = (server) => post(server, library("authors"), {name: "Once"}, {as: bearer(one.key), headers: key});
  const answers = await Promise.all([one, two, one, two].map(create));
  const again = await create(two);
  for (const {status} of answers) assert.ok(status === 201 || status === 409, `${answers}`);
  await good(Promise.resolve(again), 201);
  const [[count]] = await both.cluster.sql("select count(*) from library.authors where name = 'Once'", {database: both.database});
  assert.equal(count, "1");
});

test("cluster: jobs of both are done by either, once each", async (t) => {
  if (!office) return t.skip("there is no openssl to make certificates");
  const people = Array.from({length: 4}, (_, i) => `person${i}@cluster.example`);
  await Promise.all(people.map((email, i) => good(post([one, two][i % 2], accounts("/registrations"), {email, name: "A person", password: "seven kettles under a blue roof"}), 202)));
  await until("everybody's mail", () => people.every((email) => office.to(email).length));
  const done = (server) => metric(server, 'stoa_jobs_done_total\\{app="accounts",job="mail"\\}').catch(() => 0);
  for (const email of people) assert.equal(office.to(email).length, 1, `${email} was written to twice`);
  t.diagnostic(`note: mails sent by the one: ${await done(one)}, by the other: ${await done(two)}`);
});

test("cluster: what Redis holds and hears says nothing of people", async () => {
  await post(one, accounts("/tokens"), {email: "hidden@example.org", password: "a wrong one"});
  const keys = (await both.redis.ask("keys", "*")).split("\n");
  assert.ok(keys.length > 0 && keys.every((key) => /^stoa:[\w-]{8}:(limit|news|present|cache):[\w-]+$/.test(key)), `${keys}`);
  const channels = (await both.redis.ask("pubsub", "channels")).split("\n");
  assert.ok(channels.some((name) => name.endsWith(":news:log.library")), `${channels}`);
});

test("cluster: a ticket is used once, at whichever process", async () => {
  const as = await signIn(one), target = "/api/live?subscribe=/api/library/loans&ticket=";
  for (const [first, second] of [[one, two], [two, one], [one, one]]) {
    const {ticket} = (await good(ask(one, "POST", "/api/live/tickets", {as}), 201)).json;
    const end = new AbortController();
    const stream = await fetch(`${first.url}${target}${ticket}`, {signal: end.signal});
    assert.equal(stream.status, 200);
    end.abort();
    await refused(ask(second, "GET", `${target}${ticket}`), 401, "not_signed_in");
  }
});
