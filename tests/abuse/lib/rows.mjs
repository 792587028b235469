// The rows of abuse, and how a case is judged.
import {operations} from "./document.mjs";
import * as bodies from "../rows/bodies.mjs";
import * as forgers from "../rows/forgers.mjs";
import * as ghosts from "../rows/ghosts.mjs";
import * as hosts from "../rows/hosts.mjs";
import * as media from "../rows/media.mjs";
import * as members from "../rows/members.mjs";
import * as owners from "../rows/owners.mjs";
import * as paths from "../rows/paths.mjs";
import * as queries from "../rows/queries.mjs";
import * as readers from "../rows/readers.mjs";
import * as roles from "../rows/roles.mjs";
import * as sites from "../rows/sites.mjs";
import * as strangers from "../rows/strangers.mjs";
import * as texts from "../rows/texts.mjs";
import * as upgrades from "../rows/upgrades.mjs";

// Where no app has a socket there is nothing to try.
const ofSockets = operations.some(({socket}) => socket) ? [upgrades] : [];
// Each must leave everything as it was, so that the same request succeeds afterwards.
export const refusals = [strangers, forgers, ghosts, roles, owners, members, sites, media, hosts, bodies, paths, queries, readers, ...ofSockets];
// These may succeed.
export const harmless = [texts];
export const rows = [...refusals, ...harmless];
export const rowNamed = (name) => rows.find((row) => row.name === name);

// Cases of a row do not depend on each other; a few on their way keep both sides busy.
const atATime = 6;

// Too much load is said wherever it happens, and is no verdict.
const busy = [503];

export function offenceOf({what, status, code, check}, answer) {
  if (busy.includes(answer.status)) return undefined;
  if (!status.includes(answer.status)) return `${what}: expected ${status.join(" or ")}, not ${answer}`;
  if (code && !code.includes(answer.code)) return `${what}: expected the code ${code.join(" or ")}, not ${answer}`;
  const more = check?.(answer);
  return more ? `${what}: ${more}` : undefined;
}

// A rightful caller who is refused makes every other refusal worthless.
export function offenceOfSuccess({operation, credential}, answer) {
  return operation.success.includes(answer.status) ? undefined : `its rightful caller, by ${credential}: expected ${operation.success}, not ${answer}`;
}

// Tries a row on an operation: what was wrong, how many cases there were, and whether one that should
// have been refused was done, so that what was prepared is used up. `ask` sends, or stands between (the
// proof lets it lie).
export async function tryRow(row, world, attempt, ask = (request) => world.ask(request)) {
  const tried = {offences: [], failed: new Set(), cases: 0, used: false};
  const judge = async (one) => {
    const answer = await ask(one.request, attempt);
    const offence = offenceOf(one, answer);
    tried.cases++;
    if (!offence) return;
    tried.offences.push(`${row.name}: ${offence}`);
    tried.failed.add(one.what);
    if (answer.good) tried.used = true;
  };
  let some = [];
  for await (const one of row.cases(world, attempt)) {
    some.push(judge(one));
    if (some.length < atATime) continue;
    await Promise.all(some);
    some = [];
  }
  await Promise.all(some);
  return tried;
}
