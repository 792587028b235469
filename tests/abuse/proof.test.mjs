// Would it be noticed? Each rule is taken away once, and the row that is about it must fail.
import assert from "node:assert/strict";
import {test} from "node:test";
import {attemptOf, credentialKinds, rightful} from "./lib/attempt.mjs";
import {json} from "./lib/client.mjs";
import {operationOfId} from "./lib/document.mjs";
import {lies, slips} from "./lib/lies.mjs";
import {accounts} from "./lib/people.mjs";
import {atOnce, offencesOfRace} from "./lib/race.mjs";
import {offenceOfSuccess, rowNamed, tryRow} from "./lib/rows.mjs";
import {sinsOf} from "./lib/watch.mjs";
import {theWorld} from "./lib/world.mjs";

async function failedCases(world, row, operation, ask) {
  const attempt = await attemptOf(world, operation, credentialKinds(operation)[0]);
  const {failed, used} = await tryRow(row, world, attempt, ask);
  if (used && attempt.person) world.people.forget(attempt.person);
  return failed;
}

for (const {what, row: name, on, ask} of lies) {
  test(`caught: ${what}`, async () => {
    const world = await theWorld(), row = rowNamed(name);
    for (const operation of on.map(operationOfId).filter(Boolean)) {
      assert.ok(row.applies(operation), `${name} does not apply to ${operation.id}`);
      const lied = await failedCases(world, row, operation, ask(world));
      // What fails without the lie is not what it is caught by.
      const honest = await world.once(`honest ${name} ${operation.id}`, () => failedCases(world, row, operation));
      assert.ok([...lied].some((one) => !honest.has(one)), `${name} did not notice it on ${operation.id}`);
    }
    world.client.confess();
  });
}

for (const [what, slip] of Object.entries(slips)) {
  test(`caught: ${what}`, async () => {
    const world = await theWorld();
    const request = {target: accounts("/me"), headers: await world.people.byToken(world.holder("")), secured: true};
    const answer = await world.ask(request);
    assert.deepEqual(sinsOf(request, answer), []);
    assert.notDeepEqual(sinsOf(request, slip(answer)), []);
  });
}

test("caught: a link that works twice", async () => {
  const world = await theWorld();
  const {email, password} = await world.people.register();
  const request = {method: "POST", target: accounts("/verifications"), headers: json, body: JSON.stringify({token: await world.people.mailed(email), password})};
  const answers = await atOnce((one) => world.ask(one), Array(5).fill(request));
  assert.deepEqual(offencesOfRace("a link", answers), []);
  const second = answers.findIndex((answer) => !answer.good);
  assert.notDeepEqual(offencesOfRace("a link", answers.with(second, answers[second].but({status: 200}))), []);
  assert.notDeepEqual(offencesOfRace("a link", answers.map((answer) => answer.but({status: 422}))), [], "nor a link that works for nobody");
});

test("caught: an operation that refuses everybody", async () => {
  const world = await theWorld();
  const attempt = await attemptOf(world, operationOfId("accounts_get_me"), "cookie");
  const answer = await world.ask(rightful(attempt));
  assert.equal(offenceOfSuccess(attempt, answer), undefined);
  assert.ok(offenceOfSuccess(attempt, answer.but({status: 403})));
});
