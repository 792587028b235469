// Connections are cut, at each step of a write in turn and anywhere.
import assert from "node:assert/strict";
import {describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {call, createAuthor} from "./lib/client.mjs";
import {commandOf} from "./lib/messages.mjs";
import {long, recovers, scene, underLoad} from "./lib/scene.mjs";
import {begins, beginsToRead, Creates, walk} from "./lib/walk.mjs";

const sides = ["frontend", "backend"];
const verdicts = ["cut-before", "cut-within", "cut-after"];
const isCommitted = (message) => commandOf(message) === "COMMIT" && message.link.isWriter;

// One client each, which waits most of the time for a connection to be made anew: some at once.
describe("cut: each step", {concurrency: 4}, () => {
  for (const side of sides) {
    for (const verdict of verdicts) {
      test(`cut: ${verdict} each message of the ${side} of a create, prepared and not`, async (t) => {
        const scenery = await scene(t, {proxied: true});
        const creates = new Creates(scenery);
        const act = (step) => creates.add(step);
        const warm = await walk(scenery.proxy, {side, verdict, act, prepare: () => creates.add("warm")});
        const cold = await walk(scenery.proxy, {side, verdict, act, prepare: async () => scenery.proxy.cutAll()});
        assert.ok(warm >= 10 && cold >= 10, `${warm} and ${cold} steps`);
        await creates.check();
        await recovers(scenery);
      });
    }
  }

  // A read that lost its connection is done again on a new one.
  for (const [what, target] of [["a record", (id) => `/api/library/authors/${id}`], ["a list", () => "/api/library/authors?search=again"]]) {
    test(`cut: each message of a read of ${what}, whose client notices nothing`, async (t) => {
      const scenery = await scene(t, {proxied: true, env: {STOA_DATABASE_READERS: "1"}});
      const {proxy, server} = scenery;
      const {body: author} = await createAuthor(server, "Read again and again");
      const read = async (step) => {
        const {status, code, body} = await call(server, "GET", target(author.id));
        assert.equal(`${status} ${code}`, "200 ", step);
        assert.deepEqual(body.items?.[0] ?? body, author, step);
      };
      for (const side of sides) {
        for (const verdict of verdicts) {
          const steps = await walk(proxy, {side, verdict, act: read, starts: beginsToRead, prepare: () => read("before")});
          assert.ok(steps >= 3, `${steps} steps`);
        }
      }
    });
  }

  // Whoever asks what became of a commit may lose that connection too.
  for (const side of sides) {
    test(`cut: the answer to COMMIT, then each message of the ${side} that finds out`, async (t) => {
      const scenery = await scene(t, {proxied: true});
      const creates = new Creates(scenery);
      let lost;
      const prepare = async () => {
        lost = undefined;
        return (message) => {
          if (lost || !isCommitted(message)) return undefined;
          lost = message.link;
          return "cut-before";
        };
      };
      const starts = (message) => lost && message.link !== lost && message.type === "startup";
      await walk(scenery.proxy, {side, verdict: "cut-before", prepare, starts, act: (step) => creates.add(step)});
      await creates.check();
      await recovers(scenery);
    });
  }

  // A write that has lost several times locks before it begins, and lets go after its commit.
  for (const side of sides) {
    test(`cut: three tries of a create, then each message of the ${side} of the fourth, which takes turns`, async (t) => {
      const scenery = await scene(t, {proxied: true});
      const creates = new Creates(scenery);
      let lost;
      const prepare = async () => {
        lost = 0;
        return (message) => (lost < 3 && begins(message) ? (lost++, "cut-before") : undefined);
      };
      const starts = ({sql}) => lost >= 3 && sql === "select pg_advisory_lock($1)";
      const steps = await walk(scenery.proxy, {side, verdict: "cut-after", prepare, starts, act: (step) => creates.add(step)});
      assert.ok(steps >= 20, `${steps} steps`);
      await creates.check();
      await recovers(scenery);
    });
  }

  for (const [seconds, expected] of [[1.5, "201 "], [5, "503 outcome_unknown"]]) {
    test(`cut: the answer to COMMIT, and nobody can be asked for ${seconds} s: ${expected}`, async (t) => {
      const scenery = await scene(t, {proxied: true});
      const {proxy, server, cluster, database} = scenery;
      await createAuthor(server, "Warm");
      // The library commits on its own as well, and it is this author's commit that is in doubt.
      const links = new Set();
      proxy.watch = (message) => {
        if (message.side === "frontend" && message.bytes.includes("In doubt")) links.add(message.link);
        if (!isCommitted(message) || !links.has(message.link)) return undefined;
        proxy.entry = "refused";
        return "cut-before";
      };
      const asked = createAuthor(server, "In doubt");
      await sleep(seconds * 1000);
      proxy.heal();
      const answer = await asked;
      assert.equal(`${answer.status} ${answer.code}`, expected);
      assert.deepEqual(await cluster.sql("select count(*) from library.authors where name = 'In doubt'", {database}), [["1"]]);
      await recovers(scenery);
    });
  }
});

// Numbers that look random and are the same for the same seed.
function random(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

test("cut: connections at any byte, 60 times, under load", async (t) => {
  const scenery = await scene(t, {proxied: true});
  const {proxy} = scenery;
  const seed = Number(process.env.STOA_SEED ?? Date.now() % 1e6);
  t.diagnostic(`note: STOA_SEED=${seed}`);
  const next = random(seed);
  const load = await underLoad(scenery, async () => {
    for (let i = 0; i < (long ? 1000 : 60); i++) {
      const links = next() < 0.7 ? proxy.writers() : [...proxy.links];
      const link = links[Math.floor(next() * links.length)];
      link?.cutAt(sides[Math.floor(next() * 2)], Math.floor(next() * 1500));
      await sleep(60);
    }
  });
  assert.equal(load.count("503 unavailable"), 0, `PostgreSQL was there all the time: ${load}`);
});

// Many reads share few connections: each gets its own answer or none, however they are cut.
test("cut: connections at any byte, while many read at once", async (t) => {
  const scenery = await scene(t, {proxied: true, env: {STOA_DATABASE_READERS: "1"}});
  const {proxy, server} = scenery;
  const authors = [];
  for (let i = 0; i < 24; i++) authors.push((await createAuthor(server, `Read by reader ${i}`)).body);
  const seed = Number(process.env.STOA_SEED ?? Date.now() % 1e6);
  const next = random(seed);
  const answers = {right: 0, "503 unavailable": 0};
  let goesOn = true;
  const readers = authors.map(async (author) => {
    while (goesOn) {
      const {status, code, body} = await call(server, "GET", `/api/library/authors/${author.id}`);
      const key = status === 200 && body.id === author.id && body.name === author.name ? "right" : `${status} ${code}`;
      answers[key] = (answers[key] ?? 0) + 1;
    }
  });
  for (let i = 0; i < (long ? 1000 : 60); i++) {
    for (const link of proxy.links) link.cutAt(sides[Math.floor(next() * 2)], Math.floor(next() * 4000));
    await sleep(50);
  }
  goesOn = false;
  await Promise.all(readers);
  t.diagnostic(`note: STOA_SEED=${seed}: ${JSON.stringify(answers)}`);
  assert.deepEqual(Object.keys(answers), ["right", "503 unavailable"]);
  assert.ok(answers["503 unavailable"] < answers.right / 10, "a read is done again on a new connection");
  await recovers(scenery);
});
