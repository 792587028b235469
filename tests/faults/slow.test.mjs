// PostgreSQL is far away, slow, or says nothing.
import assert from "node:assert/strict";
import {describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {call, createAuthor} from "./lib/client.mjs";
import {commandOf} from "./lib/messages.mjs";
import {long, recovers, scene, underLoad} from "./lib/scene.mjs";

const settings = {
  "20 ms later each way": {delay: 20},
  "200 ms later each way": {delay: 200},
  "at 30 kB a second": {rate: 30_000},
};
describe("slow: far away", {concurrency: 3}, () => {
  for (const [name, setting] of Object.entries(settings)) {
    test(`slow: ${name}`, async (t) => {
      const scenery = await scene(t, {proxied: true});
      const load = await underLoad(scenery, async () => {
        Object.assign(scenery.proxy, setting);
        await sleep(long ? 30_000 : 4000);
        scenery.proxy.heal();
      });
      const troubles = [...load.answers].filter(([key]) => key.startsWith("503"));
      assert.deepEqual(troubles, [], "slow is not away");
    });
  }
});

const isCommitted = (message) => commandOf(message) === "COMMIT" && message.link.isWriter;

// From a message on nothing comes back on any connection, neither old nor new. What was asked
// meanwhile is answered all the same, and what comes after it finds a server at work.
const silences = {
  "from the answer to COMMIT on": isCommitted,
  "from the first answer of a session on": ({side, type}) => side === "backend" && type === "C",
  "at all": ({side}) => side === "backend",
};

// They wait most of the time, and may well do so at once.
describe("slow: silence", {concurrency: 4}, () => {
  test("slow: the answer to COMMIT never comes; somebody else is asked", async (t) => {
    const scenery = await scene(t, {proxied: true});
    const {proxy, server, cluster, database} = scenery;
    await createAuthor(server, "Warm");
    proxy.watch = (message) => (isCommitted(message) ? "swallow" : undefined);
    const asked = createAuthor(server, "In doubt", 30_000);
    await sleep(1000);
    proxy.watch = () => undefined;
    const answer = await asked;
    t.diagnostic(`note: ${t.name}: ${answer.status} ${answer.code} after ${answer.took} ms`);
    assert.ok(["201 ", "503 outcome_unknown"].includes(`${answer.status} ${answer.code}`), `${answer.status} ${answer.code}`);
    assert.deepEqual(await cluster.sql("select count(*) from library.authors where name = 'In doubt'", {database}), [["1"]]);
    await recovers(scenery);
  });

  for (const [name, begins] of Object.entries(silences)) {
    test(`slow: nothing comes back ${name}, on all connections`, async (t) => {
      const scenery = await scene(t, {proxied: true});
      const {proxy, server} = scenery;
      const {body} = await createAuthor(server, "Warm");
      let silent = false;
      proxy.watch = (message) => {
        silent ||= begins(message);
        return silent && message.side === "backend" ? "swallow" : undefined;
      };
      if (name !== "from the answer to COMMIT on") proxy.cutAll();
      const within = 30_000;
      const answers = await Promise.all([
        createAuthor(server, "In doubt", within),
        call(server, "GET", `/api/library/authors/${body.id}`, undefined, within),
      ]);
      t.diagnostic(`note: ${t.name}: ${answers.map(({status, code, took}) => `${status} ${code} after ${took} ms`).join(", ")}`);
      proxy.heal();
      const [write, read] = answers;
      assert.match(`${write.status} ${write.code}`, /^(201 |503 (outcome_unknown|unavailable))$/);
      assert.match(`${read.status} ${read.code}`, /^(200 |503 (unavailable|query_too_costly))$/);
      await recovers(scenery);
    });
  }
});
