// Works of the library that several clients write at once, and what a log says of them: for tests of
// what is kept of a server that is written to.
import assert from "node:assert/strict";
import {stoa} from "./server.mjs";

export async function make(server, path, body) {
  const headers = {"Content-Type": "application/json", Authorization: `Bearer ${server.key}`};
  const answer = await fetch(`${server.url}/api/library/${path}`, {method: "POST", headers, body: JSON.stringify(body)});
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).id;
}

// A work with its author, one after the other, from several clients, until stopped: {stop, made}. Each
// knows when its first request went out and when its last answer came.
export function writers(server, count) {
  const made = [];
  let stopped = false;
  const write = async (writer) => {
    for (let i = 0; !stopped; ++i) {
      const name = `Writer ${writer}, ${i}`, sent = Date.now();
      const author = await make(server, "authors", {name});
      made.push({id: await make(server, "works", {title: name, authors: [author]}), author, name, sent, answered: Date.now()});
    }
  };
  const all = Promise.all(Array.from({length: count}, (_, writer) => write(writer)));
  all.catch(() => {});  // whoever stops them sees it
  return {made, stop: () => ((stopped = true), all)};
}

// The rows of the library's log.
export async function log(env) {
  const {status, stdout, stderr} = await stoa(["log", "library"], {env});
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
