// Every operation of every app: each row of abuse is tried with a request that is right in all but
// that, and the same request then succeeds for its rightful caller, in each way that the document
// says one may come.
import assert from "node:assert/strict";
import {test} from "node:test";
import {attemptOf, credentialKinds, rightful} from "./lib/attempt.mjs";
import {operations} from "./lib/document.mjs";
import {harmless, offenceOfSuccess, refusals, rows, tryRow} from "./lib/rows.mjs";
import {snapshotAtRest, snapshotOf} from "./lib/snapshot.mjs";
import {theWorld} from "./lib/world.mjs";

const only = process.env.STOA_ABUSE_ONLY ?? "";
const chosen = operations.filter((operation) => operation.id.startsWith(only));
const praised = new Set();      // operations that did what they are for
const tried = new Map(rows.map((row) => [row.name, {operations: 0, cases: 0}]));

// Tries rows one after the other, with a new attempt when one was used up that should not have been.
// Answers with the attempt that is left.
async function tryRows(some, world, first, wrong) {
  let attempt = first;
  for (const row of some.filter((one) => one.applies(first.operation))) {
    const {offences, cases, used} = await tryRow(row, world, attempt);
    wrong.push(...offences);
    tried.get(row.name).operations++;
    tried.get(row.name).cases += cases;
    if (!used) continue;
    world.people.forget(first.person);
    attempt = await attemptOf(world, first.operation, first.credential);
  }
  return attempt;
}

// What nobody may get who should not, is there for whom it is for.
async function succeeds(world, attempt, wrong) {
  const offence = offenceOfSuccess(attempt, await world.ask(rightful(attempt)));
  if (offence) wrong.push(offence);
  else praised.add(attempt.operation.id);
}

const few = (list) => [...list.slice(0, 30), ...(list.length > 30 ? [`… ${list.length} in all`] : [])].join("\n");

for (const operation of chosen) {
  test(`abuse: ${operation.id}`, async () => {
    const world = await theWorld();
    world.client.confess();
    const [first, ...others] = credentialKinds(operation);
    const wrong = [];
    const attempt = await tryRows(refusals, world, await attemptOf(world, operation, first), wrong);
    await succeeds(world, attempt, wrong);
    for (const kind of others) await succeeds(world, await attemptOf(world, operation, kind), wrong);
    await tryRows(harmless, world, await attemptOf(world, operation, others[0] ?? first), wrong);
    wrong.push(...world.client.confess());
    assert.equal(wrong.length, 0, few(wrong));
  });
}

test("abuse: no GET changes anything", async () => {
  const world = await theWorld();
  const attempts = [];
  for (const operation of chosen.filter((one) => one.method === "GET")) attempts.push(await attemptOf(world, operation, credentialKinds(operation)[0]));
  const before = await snapshotAtRest(world);
  for (const attempt of attempts) {
    const request = rightful(attempt);
    for (const query of ["", "?_method=DELETE", "?method=delete&confirm=true"]) await world.ask({...request, target: `${request.target}${query}`});
    await world.ask({...request, method: "HEAD"});
  }
  assert.deepEqual(await snapshotOf(world), before);
});

test("abuse: no operation was left out", async (t) => {
  const world = await theWorld();
  const missed = chosen.filter((operation) => !praised.has(operation.id)).map((operation) => operation.id);
  const pairs = [...tried.values()].reduce((sum, one) => sum + one.operations, 0);
  t.diagnostic(`note: ${praised.size} of ${chosen.length} operations succeeded for their rightful callers`);
  t.diagnostic(`note: ${rows.length} rows, ${pairs} pairs of row and operation, ${world.client.sent} requests`);
  t.diagnostic(`note: ${[...tried].map(([name, one]) => `${name} ${one.operations}×${Math.round(one.cases / Math.max(1, one.operations))}`).join(", ")}`);
  assert.deepEqual(missed, [], "these never answered 2xx to whoever may");
  for (const [name, {operations: count, cases}] of tried) assert.ok(only || (count > 0 && cases > 0), `the row ${name} was never tried`);
});
