// Tables of the library: a list as a whole, page by page, and a file that is imported.
import assert from "node:assert/strict";
import {setTimeout as sleep} from "node:timers/promises";
import {parse} from "csv-parse/sync";
import {credentials} from "./wire.mjs";

const patience = 30_000;
export const library = (path) => `/api/library/${path}`;

// `as`: header fields that show who asks.
export async function ask(server, method, target, {as = credentials(server), headers = {}, body} = {}) {
  const answer = await fetch(new URL(target, server.url), {method, headers: {...as, ...headers}, body});
  const text = await answer.text();
  return {
    status: answer.status, headers: answer.headers, text,
    get json() { return JSON.parse(text); },
    toString: () => `${answer.status} ${text.slice(0, 500)}`,
  };
}
export async function good(asked, status = 200) {
  const answer = await asked;
  assert.equal(answer.status, status, `${answer}`);
  return answer;
}
export async function refused(asked, status, code) {
  const answer = await good(asked, status);
  assert.equal(answer.json.code, code, `${answer}`);
  return answer.json;
}

// ---- out ----------------------------------------------------------------------------------------

const joined = (path, query) => library(`${path}${query.size ? `?${query}` : ""}`);
export const exported = async (server, list, parameters = {}) =>
  (await good(ask(server, "GET", joined(`${list}/export`, new URLSearchParams(parameters))))).text;
// Each row as an object of texts, as csv-parse sees it.
export const rowsOf = (csv) => parse(csv, {columns: true, record_delimiter: "\r\n"});

// What a client gets who turns the pages itself.
export async function paged(server, list, parameters = {}) {
  const rows = [];
  for (let after = {}; after;) {
    const query = new URLSearchParams({...parameters, limit: 100, ...after});
    const {items, next} = (await good(ask(server, "GET", joined(list, query)))).json;
    rows.push(...items);
    after = next && {after: next};
  }
  return rows;
}

// ---- in -----------------------------------------------------------------------------------------

// `query`: collection, mode.
export const send = (server, query, table, {headers = {"Content-Type": "text/csv"}, ...rest} = {}) =>
  ask(server, "POST", library(`imports?${new URLSearchParams(query)}`), {headers, body: table, ...rest});

// Waits until an import is over, or something else is so.
export async function follow(server, {id}, holds = ({ended}) => ended, {every = 10, ...rest} = {}) {
  for (const until = Date.now() + patience; ; await sleep(every)) {
    const now = (await good(ask(server, "GET", library(`imports/${id}`), rest))).json;
    if (holds(now)) return now;
    assert.ok(Date.now() < until, `it takes too long: ${JSON.stringify(now)}\n${server.stderr.slice(-2000)}`);
  }
}
export async function importTable(server, query, table, options = {}) {
  return follow(server, (await good(send(server, query, table, options), 201)).json, undefined, options.as ? {as: options.as} : {});
}
// "2 /height too_large"
export async function faultsOf(server, {id}, options) {
  const {items} = (await good(ask(server, "GET", library(`imports/${id}/faults?limit=100`), options))).json;
  return items.map(({line, pointer, code}) => `${line} ${pointer ?? "-"} ${code}`);
}
