// Every write of openapi.json, twenty times at once: with one Idempotency-Key it is done once and told
// twenty times; with the ETag that all have read, one of them changes the record.
import assert from "node:assert/strict";
import {randomUUID} from "node:crypto";
import {test} from "node:test";
import {attemptOf, credentialKinds, rightful, withHeaders} from "./lib/attempt.mjs";
import {operations} from "./lib/document.mjs";
import {atOnce, offencesOfRace} from "./lib/race.mjs";
import {theWorld} from "./lib/world.mjs";

const many = 20;
const asking = (world) => (request) => world.ask(request);

// The links of the first two are printed, once a start; many signing keys would end the tests' sessions. A
// ticket is written nowhere: who asks twice has two, each of them good once.
const lone = new Set(["accounts_become_first_administrator", "accounts_sign_in_by_link", "accounts_rotate_signing_key", "live_make_ticket"]);

// What may come in place of the answer: it is still being made, it is told once, or whoever asks is let
// in no more by what was done.
const elsewise = new Set(["request_in_flight", "already_done", "overloaded", "not_signed_in", "forbidden"]);

const replayed = (answer) => answer.headers["idempotency-replayed"] === "true";

function offencesOfKey(what, answers) {
  const done = answers.filter((answer) => answer.good && !replayed(answer));
  const told = answers.filter((answer) => answer.good && replayed(answer));
  const odd = answers.filter((answer) => !answer.good && !elsewise.has(answer.code));
  const offences = odd.slice(0, 1).map((answer) => `${what}: ${answer}`);
  if (done.length !== 1) offences.push(`${what}: done ${done.length} times`);
  if (told.some((answer) => answer.text !== done[0]?.text)) offences.push(`${what}: told something else`);
  return offences;
}

for (const operation of operations.filter((one) => one.unsafe && !lone.has(one.id))) {
  test(`keys: ${operation.id} is done once with one key`, async () => {
    const world = await theWorld();
    world.client.confess();
    const [kind] = credentialKinds(operation);
    const attempt = await attemptOf(world, operation, kind);
    const request = withHeaders(rightful(attempt), {"Idempotency-Key": randomUUID()});
    const answers = await atOnce(asking(world), Array(many).fill(request));
    assert.deepEqual(offencesOfKey(operation.id, answers), []);
    if (operation.body && answers[0].good && !elsewise.has((await world.ask(request)).code)) {
      const other = {...request, body: `${request.body} `};
      assert.equal((await world.ask(other)).code, "idempotency_key_reused");
    }
    assert.deepEqual(world.client.confess(), []);
  });
}

const readable = (operation) => operations.some((one) => one.path === operation.path && one.method === "GET");

for (const operation of operations.filter((one) => one.method === "PATCH" && readable(one))) {
  test(`keys: of many who have read the same, one may ${operation.id}`, async () => {
    const world = await theWorld();
    const [kind] = credentialKinds(operation);
    const attempt = await attemptOf(world, operation, kind);
    const request = rightful(attempt);
    const {headers} = await world.ask({...request, method: "GET", body: undefined});
    assert.ok(headers.etag, `${operation.path} gives no ETag`);
    const conditional = withHeaders(request, {"If-Match": headers.etag});
    const answers = await atOnce(asking(world), Array(many).fill(conditional));
    assert.deepEqual(offencesOfRace(operation.id, answers), []);
    assert.deepEqual([...new Set(answers.filter((answer) => !answer.good).map((answer) => answer.code))], ["precondition_failed"]);
  });
}
