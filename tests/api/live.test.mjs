// Live changes over real connections, as npm's `eventsource` understands them: what a list shows is told
// to whoever may read it, nothing is lost by a crash, and whoever may not any more is cut.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {EventSource} from "eventsource";
import {bearer, keyOf, person, tokenOf} from "./lib/persons.mjs";
import {demoFolder, root, serve} from "./lib/server.mjs";
import {ask, good, library} from "./lib/tables.mjs";

const patience = 30_000;
let server;
// In a suite of its own, whose server starts when its turn comes.
describe("live", () => {
before(async () => (server = await serve({data: await demoFolder(), demo: true})));
after(() => server?.stop());

const live = (lists, more = {}) =>
  `/api/live?${new URLSearchParams([...lists.map((list) => ["subscribe", list]), ...Object.entries(more)])}`;

// A stream that is open: its events in order, and the last id.
class Stream {
  events = [];
  constructor(server, lists, {as = {}, from} = {}) {
    this.source = new EventSource(new URL(live(lists, from ? {after: from} : {}), server.url), {
      fetch: (url, init) => fetch(url, {...init, headers: {...init.headers, ...as}}).then((answer) => {
        this.status = answer.status;
        return answer;
      }),
    });
    for (const type of ["ready", "change", "gone", "resync"]) {
      this.source.addEventListener(type, ({data, lastEventId}) => {
        this.events.push({type, ...JSON.parse(data)});
        if (lastEventId) this.id = lastEventId;
      });
    }
    this.source.onerror = ({code}) => (this.error = code ?? "ended");
  }
  // The first event behind `from` that is like this.
  async next(wanted, from = 0) {
    const holds = typeof wanted === "string" ? ({type}) => type === wanted : wanted;
    for (const until = Date.now() + patience; Date.now() < until; await sleep(5)) {
      const event = this.events.slice(from).find(holds);
      if (event) return event;
    }
    assert.fail(`nothing came like ${wanted}: ${JSON.stringify(this.events)}`);
  }
  async ended() {
    for (const until = Date.now() + patience; Date.now() < until; await sleep(5)) if (this.error) return this.error;
    assert.fail("the stream goes on");
  }
  close() { this.source.close(); }
}

async function opened(t, ...args) {
  const stream = new Stream(...args);
  t.after(() => stream.close());
  await stream.next("ready");
  return stream;
}

const headers = {"Content-Type": "application/json"};
const add = async (name, on = server) =>
  (await good(ask(on, "POST", library("authors"), {headers, body: JSON.stringify({name})}), 201)).json;
const rename = (author, name, on = server) =>
  good(ask(on, "PATCH", library(`authors/${author.id}`), {headers, body: JSON.stringify({name})}));
const drop = (author, on = server) => good(ask(on, "DELETE", library(`authors/${author.id}`)), 204);
const filtered = (word) => `named:/api/library/authors?${new URLSearchParams({filter: `name = "${word} *"`})}`;

test("live: what comes into a list, changes in it and leaves it is told, and of nothing else", async (t) => {
  const stream = await opened(t, server, [filtered("Alba"), filtered("Brun").replace("named", "others")]);
  assert.deepEqual(stream.events, [{type: "ready", lists: ["named", "others"]}]);
  const alba = await add("Alba One");
  const brun = await add("Brun One");
  await stream.next(({item}) => item?.id === brun.id);  // what comes and goes between two looks is not told
  await rename(alba, "Alba Two");
  await rename(alba, "Brun Two");  // from the one list into the other
  await drop(brun);
  await stream.next(({type, id}) => type === "gone" && id === brun.id);
  const told = stream.events.slice(1).map(({type, list, item, id}) => `${type} ${list} ${item?.name ?? id}`);
  // What is changed twice between two looks may be told of once.
  for (const wanted of ["change others Brun Two", `gone others ${brun.id}`]) assert.ok(told.includes(wanted), `${wanted} in ${told}`);
  const named = stream.events.filter(({list}) => list === "named");
  if (named.length) assert.deepEqual([named.at(-1).type, named.at(-1).id], ["gone", alba.id]);
  assert.ok(stream.events.every(({item}) => !item || /^(Alba|Brun) /.test(item.name)));
});

test("live: what docs/guide-live.md has a page do keeps a list as it is", async (t) => {
  const [, snippet] = /^```js\n(.*?)^```$/ms.exec(await readFile(join(root, "docs/guide-live.md"), "utf8"));
  class InThePage extends EventSource {  // where addresses are the server's
    constructor(address) {
      super(new URL(address, server.url));
      t.after(() => this.close());
    }
  }
  const shown = new Map();
  let reads = 0;
  new Function("EventSource", "readTheList", "put", "remove", snippet)(
    InThePage, () => ++reads, (item) => shown.set(item.id, item.name), (id) => shown.delete(id));
  const until = async (holds) => {
    for (const end = Date.now() + patience; !holds(); await sleep(5)) assert.ok(Date.now() < end, `${holds}`);
  };
  await until(() => reads > 0);
  const change = async (method, path, body, status) =>
    (await good(ask(server, method, library(path), {headers, body: body && JSON.stringify(body)}), status)).text;
  const {id} = JSON.parse(await change("POST", "genres", {slug: "of-the-page", name: "One"}, 201));
  await until(() => shown.get(id) === "One");
  await change("PATCH", `genres/${id}`, {name: "Two"}, 200);
  await until(() => shown.get(id) === "Two");
  await change("DELETE", `genres/${id}`, undefined, 204);
  await until(() => !shown.has(id));
});

test("live: an item is what GET shows, with the fields that were asked for", async (t) => {
  const whole = filtered("Zzcara"), part = `${filtered("Zzcara").replace("named", "part")}&fields=id,name`;
  const stream = await opened(t, server, [whole, part]);
  const cara = await add("Zzcara One");
  const {item} = await stream.next(({list, type}) => list === "named" && type === "change");
  const {json} = await good(ask(server, "GET", `${library("authors")}?${new URLSearchParams({filter: 'name = "Zzcara *"'})}`));
  assert.deepEqual([item], json.items);
  const {item: short} = await stream.next(({list, type}) => list === "part" && type === "change");
  assert.deepEqual(short, {id: cara.id, name: "Zzcara One"});
});

test("live: a stream that was cut by a crash goes on behind the last that it had", async (t) => {
  const on = await serve();
  let now = on;
  t.after(() => now.stop());
  const first = await opened(t, on, [filtered("Dora")]);
  const kept = await add("Dora One", on), goes = await add("Dora Two", on);
  await first.next(({item}) => item?.id === kept.id);
  await first.next(({item}) => item?.id === goes.id);
  const seen = first.id;
  await rename(kept, "Dora Three", on);  // told of or not: it is there after the crash
  on.signal("SIGKILL");
  await on.ended;
  first.close();
  now = await serve({data: on.folder});
  const missed = await add("Dora Four", now);
  const second = await opened(t, now, [filtered("Dora")], {from: seen});
  assert.equal((await second.next(({item}) => item?.id === kept.id)).item.name, "Dora Three");
  await second.next(({item}) => item?.id === missed.id);
  assert.ok(!second.events.some(({type}) => type === "resync" || type === "gone"));
  second.close();
  await drop(goes, now);  // nobody was there who knew that it was seen
  const third = await opened(t, now, [filtered("Dora")], {from: second.id});
  await third.next("resync");
  const lost = await opened(t, now, [filtered("Dora")], {from: "no-such-place"});
  await lost.next("resync");
});

test("live: a list that may not be read, or not so, is refused before the stream begins", async () => {
  const answer = async (target, as = {}) => {
    const {status, json} = await ask(server, "GET", target, {as});
    return [status, json.code];
  };
  const loans = "/api/library/loans", mine = "/api/library/me/loans", works = "/api/library/works";
  assert.deepEqual(await answer(live([loans])), [401, "not_signed_in"]);
  assert.deepEqual(await answer(live([works, mine])), [401, "not_signed_in"]);
  const somebody = await tokenOf(server, await person(server));
  assert.deepEqual(await answer(live([loans]), somebody), [403, "forbidden"]);
  const elsewhere = {Cookie: "stoa=a-session", Origin: "http://evil.example"};
  assert.deepEqual(await answer(live([mine]), elsewhere), [403, "cross_site"]);
  for (const [lists, status, code] of [
    [["/api/library/nothing"], 404, "not_found"], [[], 422, "validation_failed"],
    [["/api/library/settings"], 422, "validation_failed"], [[`${works}?filter=nosuch=1`], 422, "validation_failed"],
    [[`${works}?limit=3`], 422, "validation_failed"], [[works, works], 422, "validation_failed"],
    [[`${works}/export`], 422, "validation_failed"], [Array(11).fill(works).map((list, i) => `n${i}:${list}`), 422, "validation_failed"],
  ]) assert.deepEqual(await answer(live(lists)), [status, code], `${lists}`);
  assert.equal((await ask(server, "POST", "/api/live")).status, 405);
});

test("live: a key that is deleted, and a role that is taken, end the stream", async (t) => {
  const librarian = await person(server, ["library.librarian"]);
  const key = await keyOf(server, librarian, ["library:*:read"]);
  const stream = await opened(t, server, ["/api/library/loans"], {as: key});
  const as = await tokenOf(server, librarian);
  const byToken = await opened(t, server, ["/api/library/loans"], {as});
  const {json} = await good(ask(server, "GET", "/api/accounts/api-keys", {as}));
  const [{id}] = json.items ?? json;
  await good(ask(server, "DELETE", `/api/accounts/api-keys/${id}`, {as}), 204);
  await stream.ended();
  assert.equal(byToken.error, undefined);
  const admin = bearer(await server.token());
  await good(ask(server, "DELETE", `/api/accounts/accounts/${librarian.id}/roles/library.librarian`, {as: admin}), 204);
  await byToken.ended();
});
});
