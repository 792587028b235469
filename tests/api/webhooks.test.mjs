// Webhooks as a receiver gets them: signatures are verified by npm standardwebhooks.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {createServer} from "node:http";
import {createServer as createTlsServer} from "node:https";
import {join} from "node:path";
import {after, before, suite, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {Webhook} from "standardwebhooks";
import {databaseOf, endLeases} from "./lib/database.mjs";
import {root, serve, temporaryFolder} from "./lib/server.mjs";
import {ask, good, refused} from "./lib/tables.mjs";
import {certify, hasOpenssl} from "./lib/tls.mjs";

const patience = 30_000;
const json = {"Content-Type": "application/json"};
const patch = {"Content-Type": "application/merge-patch+json"};
const hooks = "/api/library/webhooks";
const address = "127.0.0.2";  // allowed to the server; localhost is not
const env = {STOA_WEBHOOKS_ALLOW_PRIVATE: address};

async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(5)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`not in ${patience / 1000} s: ${what}`);
}

// A server that keeps what it is sent and answers as it is told: a status, or {status, headers}.
// `tls`: {key, cert}.
async function receiver({answer = () => 200, host = address, port = 0, tls} = {}) {
  const got = [];
  const server = (tls ? createTlsServer : createServer)({...tls}, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => (body += text)).on("end", async () => {
      await made.pause();
      const message = {headers: request.headers, body, path: request.url, id: request.headers["webhook-id"]};
      got.push(message);
      const said = made.answer(message, got.length), {status, headers} = typeof said === "number" ? {status: said} : said;
      response.writeHead(status, headers).end("so be it");
    });
  });
  await new Promise((resolve) => server.unref().listen(port, host, resolve));
  const made = {
    got, answer, pause: () => {}, port: server.address().port,
    url: `http://${host}:${server.address().port}/hook`,
    ids: () => got.map(({body}) => JSON.parse(body).subject),
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
  return made;
}

const post = (server, target, body = {}) => ask(server, "POST", target, {headers: json, body: JSON.stringify(body)});
const hooked = async (server, url, events = ["library.genres.*"]) => (await good(post(server, hooks, {url, events}), 201)).json;
let number = 0;
async function genre(server) {
  const name = `Genre ${++number}`;
  return (await good(post(server, "/api/library/genres", {name, slug: `genre-${number}`}), 201)).json.id;
}
const sent = async (server, {id}, query = "") => (await good(ask(server, "GET", `${hooks}/${id}/deliveries${query}`), 200)).json.items;
const hook = async (server, {id}) => (await good(ask(server, "GET", `${hooks}/${id}`), 200)).json;
const again = (server, {id}) => good(post(server, `/api/library/webhook-deliveries/${id}/replay`), 202);
const remove = (server, {id}) => good(ask(server, "DELETE", `${hooks}/${id}`), 204);

suite("webhooks", () => {
  let server, there, made;
  before(async () => (server = await serve({env})));
  after(() => server?.stop());
  const begin = async (options, events) => {
    there = await receiver(options);
    made = await hooked(server, there.url, events);
  };
  const end = async () => {
    await remove(server, made);
    await there.close();
  };

  test("webhooks: each event arrives once, in order, as a CloudEvent that the receiver can verify", async () => {
    await begin();
    const ids = [];
    for (let i = 0; i < 30; ++i) ids.push(await genre(server));
    await until("30 messages", () => there.got.length >= 30);
    assert.deepEqual(there.ids(), ids);
    const verifier = new Webhook(made.secret);
    for (const {headers, body} of there.got) {
      const event = verifier.verify(body, headers);
      assert.deepEqual(
        [event.specversion, event.type, event.datacontenttype, event.id, event.data],
        ["1.0", "library.genres.inserted", "application/json", headers["webhook-id"], {id: event.subject, url: `${server.url}/api/library/genres/${event.subject}`}]);
      assert.equal(event.source, `${server.url}/api/library`);
      assert.match(headers["content-type"], /^application\/cloudevents\+json/);
      await good(ask(server, "GET", event.data.url), 200);
    }
    assert.equal(new Set(there.got.map(({id}) => id)).size, 30);
    assert.throws(() => new Webhook(`whsec_${Buffer.alloc(32).toString("base64")}`).verify(there.got[0].body, there.got[0].headers));
    const rows = await until("rows of all", async () => {
      const rows = await sent(server, made, "?limit=100");
      return rows.length >= 30 && rows;
    });
    assert.deepEqual(new Set(rows.map(({state, status, answer}) => `${state} ${status} ${answer}`)), new Set(["delivered 200 so be it"]));
    await end();
  });

  test("webhooks: what is not taken is tried again, and what comes behind it waits", async () => {
    await begin({answer: (_, count) => (count === 1 ? 500 : 200)});
    const ids = [await genre(server), await genre(server)];
    const waiting = await until("one that waits", async () => (await sent(server, made, "?state=waiting"))[0]);
    assert.deepEqual([waiting.attempts, waiting.status, waiting.subject], [1, 500, ids[0]]);
    assert.ok(new Date(waiting.due) > new Date(waiting.created));
    await again(server, waiting);
    await until("both", () => there.got.length >= 3);
    assert.deepEqual(there.ids(), [ids[0], ids[0], ids[1]]);
    assert.equal(there.got[0].id, there.got[1].id);
    new Webhook(made.secret).verify(there.got[1].body, there.got[1].headers);
    await end();
  });

  test("webhooks: after ten attempts it is a dead letter, others go on, and it can be sent again", async () => {
    let bad;
    await begin({answer: ({body}) => (JSON.parse(body).subject === bad ? 503 : 200)});
    bad = await genre(server);
    const next = await genre(server);
    for (let attempts = 1; attempts < 10; ++attempts) {
      const waiting = await until(`attempt ${attempts}`, async () => (await sent(server, made, "?state=waiting")).find((one) => one.attempts === attempts));
      await again(server, waiting);
    }
    const dead = await until("a dead letter", async () => (await sent(server, made, "?state=dead"))[0]);
    assert.deepEqual([dead.subject, dead.attempts], [bad, 10]);
    await until("the next", () => there.ids().includes(next));
    const {text} = await ask(server, "GET", "/metrics", {as: {}});
    assert.match(text, /stoa_webhooks_dead_total\{app="library"\} 1\n/);
    bad = undefined;
    await again(server, dead);
    await until("the dead one", async () => (await sent(server, made, "?state=delivered")).some(({id}) => id === dead.id));
    assert.equal(there.got.at(-1).id, dead.message);
    await end();
  });

  test("webhooks: what happened since a time is sent again from the log", async () => {
    await begin();
    const ids = [await genre(server), await genre(server)];
    await until("both", () => there.got.length >= 2);
    const since = JSON.parse(there.got[1].body).time;
    await good(post(server, `${hooks}/${made.id}/replay`, {since, all: true}), 202);
    await until("the second again", () => there.got.length >= 3);
    assert.deepEqual(there.ids(), [...ids, ids[1]]);
    assert.equal(there.got[1].id, there.got[2].id);
    await end();
  });

  test("webhooks: what docs/guide-webhooks.md has a receiver do takes each event once", async () => {
    const [, snippet] = /^```js\nimport .*\n\nexport (.*?)^```$/ms.exec(await readFile(join(root, "docs/guide-webhooks.md"), "utf8"));
    const receive = new Function("Webhook", `return ${snippet}`)(Webhook), seen = new Set();
    await begin();
    const id = await genre(server);
    await until("a message", () => there.got.length);
    const [{headers, body}] = there.got;
    assert.equal(receive(made.secret, headers, body, seen).subject, id);
    assert.equal(receive(made.secret, headers, body, seen), undefined);
    assert.throws(() => receive(made.secret, headers, `${body} `, new Set()));
    assert.throws(() => receive(made.secret, {...headers, "webhook-timestamp": "1614265330"}, body, new Set()));
    await end();
  });

  test("webhooks: for a day both secrets verify", async () => {
    await begin();
    const {secret} = (await good(post(server, `${hooks}/${made.id}/rotate`), 200)).json;
    assert.notEqual(secret, made.secret);
    await genre(server);
    await until("a message", () => there.got.length);
    const [{headers, body}] = there.got;
    assert.equal(headers["webhook-signature"].split(" ").length, 2);
    for (const one of [secret, made.secret]) new Webhook(one).verify(body, headers);
    await end();
  });

  test("webhooks: 410 switches it off, and it says so", async () => {
    await begin({answer: () => 410});
    await genre(server);
    const off = await until("it is off", async () => {
      const now = await hook(server, made);
      return !now.enabled && now;
    });
    assert.match(off.disabled_because, /410 Gone/);
    await genre(server);
    there.answer = () => 204;
    await good(ask(server, "PATCH", `${hooks}/${made.id}`, {headers: patch, body: JSON.stringify({enabled: true})}), 200);
    await until("what came meanwhile", () => there.got.length >= 2);
    await end();
  });

  test("webhooks: a ping says what the receiver answers", async () => {
    await begin({answer: () => 418}, ["library.loan_returned"]);
    const {id, event} = (await good(post(server, `${hooks}/${made.id}/ping`), 202)).json;
    assert.equal(event, "library.webhook_ping");
    const row = await until("its answer", async () => (await sent(server, made)).find((one) => one.id === id && one.ended));
    assert.deepEqual([row.state, row.status, row.answer, row.attempts], ["dead", 418, "so be it", 1]);
    new Webhook(made.secret).verify(there.got[0].body, there.got[0].headers);
    await end();
  });

  test("webhooks: a redirect is not followed", async () => {
    const inner = await receiver({host: "127.0.0.1"}), other = await receiver();
    await begin({answer: ({path}) => ({status: 307, headers: {Location: path === "/hook" ? other.url : inner.url}})});
    await genre(server);
    const row = await until("an attempt", async () => (await sent(server, made))[0]);
    assert.deepEqual([row.state, row.status], ["waiting", 307]);
    assert.deepEqual([inner.got.length, other.got.length], [0, 0]);
    await Promise.all([inner.close(), other.close()]);
    await end();
  });

  test("webhooks: addresses of the machine and its networks are refused when they are typed", async () => {
    for (const url of ["http://localhost:1/", "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0/",
      "http://169.254.169.254/latest/", "http://10.1.2.3/"]) {
      const {errors} = await refused(post(server, hooks, {url, events: ["*"]}), 422, "validation_failed");
      assert.deepEqual([errors[0].pointer, errors[0].code], ["/url", "url_refused"], url);
    }
    for (const url of ["file:///etc/passwd", "https://ann:secret@example.org/"]) await refused(post(server, hooks, {url, events: ["*"]}), 422, "validation_failed");
    await refused(post(server, hooks, {url: "https://example.org/", events: ["library.nothing"]}), 422, "validation_failed");
  });
});

// What counts is where a name leads when it is called.
test("webhooks: a name that leads to the machine itself is not called, whatever it led to before", async () => {
  const inner = await receiver({host: "127.0.0.1"});
  let server = await serve({env: {STOA_WEBHOOKS_ALLOW_PRIVATE: "127.0.0.0/8"}});
  const made = await hooked(server, `http://localhost:${inner.port}/hook`);
  await genre(server);
  await until("it is called", () => inner.got.length);
  await server.stop();
  server = await serve({data: server.folder, env});
  await genre(server);
  const row = await until("an attempt", async () => (await sent(server, made, "?state=waiting"))[0]);
  assert.match(row.error, /none that may be called/);
  assert.equal(inner.got.length, 1);
  await server.stop();
  await inner.close();
});

const openssl = (await hasOpenssl()) ? false : "there is no openssl to make certificates";
test("webhooks: over TLS only a certificate that is vouched for, and has the name, gets anything", {skip: openssl}, async () => {
  const files = await certify(await temporaryFolder());
  const tls = {key: await readFile(files.key), cert: await readFile(files.certificate)};
  const there = await receiver({host: "127.0.0.1", tls}), elsewhere = await receiver({tls});
  const server = await serve({env: {STOA_WEBHOOKS_ALLOW_PRIVATE: "127.0.0.0/8", STOA_WEBHOOKS_CA_FILE: files.certificate}});
  await hooked(server, `https://localhost:${there.port}/hook`);
  const other = await hooked(server, `https://${address}:${elsewhere.port}/hook`);
  await genre(server);
  await until("a message", () => there.got.length);
  const row = await until("an attempt", async () => (await sent(server, other, "?state=waiting"))[0]);
  assert.match(row.error, /certificate/i);
  assert.equal(elsewhere.got.length, 0);
  await server.stop();
  await Promise.all([there.close(), elsewhere.close()]);
});

test("webhooks: kill -9 at any moment loses no event, and what comes twice says so", async (t) => {
  const there = await receiver();
  there.pause = () => sleep(4);  // so that most kills find a message under way
  let server = await serve({env});
  await hooked(server, there.url);
  const wanted = [];
  let kills = 0;
  for (let i = 0; i < 40; ++i) {
    wanted.push(await genre(server));
    if (i % 10 !== 9) continue;
    await sleep(Math.random() * 60);
    server.signal("SIGKILL");
    await server.ended;
    await endLeases(server.folder);
    kills += 1;
    server = await serve({data: server.folder, env});
  }
  await until("all events", () => new Set(there.ids()).size === wanted.length);
  const once = [...new Map(there.got.map(({id, body}) => [id, JSON.parse(body).subject])).values()];
  t.diagnostic(`note: ${kills} kills, ${there.got.length - wanted.length} of ${wanted.length} messages came twice`);
  assert.deepEqual(once, wanted);
  await server.stop();
  await there.close();
});

// On SQLite no second process can have the folder.
const alone = process.env.STOA_DATABASE_URL ? false : "no PostgreSQL that two processes could share (STOA_DATABASE_URL)";
test("webhooks: of two processes on one database one at a time sends, and each event arrives", {skip: alone}, async () => {
  let now = 0, most = 0;
  const there = await receiver();
  there.pause = async () => {
    most = Math.max(most, ++now);
    await sleep(3);
    now -= 1;
  };
  const first = await serve({env});
  const second = await serve({env: {
    ...env, ...(await databaseOf(join(first.folder, "data"))), STOA_MASTER_KEY_FILE: join(first.folder, "data/keys/master"),
  }});
  await hooked(first, there.url);
  const wanted = [];
  for (let i = 0; i < 20; ++i) wanted.push(...(await Promise.all([genre(first), genre(second)])));
  await until("all events", () => there.got.length >= wanted.length);
  await sleep(50);  // what would come twice comes now
  assert.deepEqual([there.ids().sort(), most], [wanted.sort(), 1]);
  await Promise.all([first.stop(), second.stop()]);
  await there.close();
});
