// How a batch succeeds, which every app has that writes: with one of the operations that need nothing
// but what the document says.
import assert from "node:assert/strict";
import {attemptOf} from "./attempt.mjs";
import {json} from "./client.mjs";
import {operations} from "./document.mjs";
import {recipeOf} from "./recipes.mjs";

async function batchOf(world, operation) {
  const {request: {method, target}, body, credentials} = await attemptOf(world, operation, "token");
  return {person: world.holder(operation.role), credentials, body: {operations: [{method, path: target, body}]}};
}

// What waits for the outside world takes part in none; which do is found out by asking. A change can be
// made again and again, so it is asked first.
async function partOf(world, {app, path}) {
  const plain = operations.filter((one) => one.app === app && one.body && one.secured);
  for (const operation of plain.sort((a, b) => (b.method === "PATCH") - (a.method === "PATCH"))) {
    if (await recipeOf(operation)) continue;
    const {credentials, body} = await batchOf(world, operation);
    const answer = await world.ask({method: "POST", target: path, headers: {...json, ...credentials}, body: JSON.stringify(body)});
    if (answer.good) return operation;
  }
  return assert.fail(`no operation of ${app} makes a batch; how one succeeds, say in tests/abuse/recipes/${app}.mjs`);
}

const batches = operations.filter(({id, app}) => id === `${app}_batch`);
export const recipesOfBatches = Object.fromEntries(batches.map((batch) =>
  [batch.id, async (world) => batchOf(world, await world.once(`part of ${batch.id}`, () => partOf(world, batch)))]));
