// One fault at each step of a request in turn: at its first message, at its second, …, until the
// request is over before it came to that.
import assert from "node:assert/strict";
import {createAuthor, outcomeOf} from "./client.mjs";
import {contradictions} from "./ledger.mjs";

export const begins = ({side, sql, link}) => side === "frontend" && link.isWriter && sql === "begin isolation level serializable";
// A read of a single statement has no transaction.
const reading = /^begin isolation level repeatable read|^select .* from (library\.)?authors\b/s;
export const beginsToRead = ({side, sql, link}) => side === "frontend" && link.isLibrarys && !link.isWriter && reading.test(sql);

// A watch that gives its verdict once: at the n-th message of a side on the first link where `starts`
// holds, the message for which it does being counted.
function at(n, {side, verdict, starts}) {
  let link, count = 0;
  const step = {given: false};
  step.watch = (message) => {
    if (step.given) return undefined;
    if (!link && starts(message)) link = message.link;
    if (message.link !== link || message.side !== side || ++count < n) return undefined;
    step.given = true;
    return verdict;
  };
  return step;
}

const most = 500;  // messages; a single write has some thirty

// For each step `prepare` is called, which may return a watch that is asked first, and then `act`.
// Returns how many steps there were.
export async function walk(proxy, {side, verdict, starts = begins, prepare = async () => undefined, act}) {
  for (let n = 1; n < most; n++) {
    const earlier = await prepare();
    const step = at(n, {side, verdict, starts});
    proxy.watch = (message) => earlier?.(message) ?? step.watch(message);
    await act(`${side} ${verdict} ${n}`);
    proxy.watch = () => undefined;
    if (!step.given) return n - 1;
  }
  assert.fail(`a request of ${most} messages`);
}

// Single creates, one a step, and what became of them.
export class Creates {
  created = new Map();
  refusals = [];

  constructor(scenery) {
    this.scenery = scenery;
  }
  async add(step) {
    const name = `Step ${this.created.size}: ${step}`;
    const answer = await createAuthor(this.scenery.server, name);
    this.created.set(name, {outcome: outcomeOf(answer), id: answer.body?.id});
    if (answer.status !== 201) this.refusals.push(`${name}: ${answer.status} ${answer.code} after ${answer.took} ms`);
  }
  // Each was done, once and as a whole.
  async check() {
    const {cluster, database} = this.scenery;
    const found = await contradictions(cluster, database, {created: this.created, edited: new Map()});
    assert.deepEqual(found, [], "what clients were told and what is stored differ");
    assert.deepEqual(this.refusals, [], "PostgreSQL was there all the time: each write can be done");
  }
}
