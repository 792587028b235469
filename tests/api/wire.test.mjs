// What goes over the wire: codings, ranges, conditions, HEAD, pages and their headers, metrics.
import assert from "node:assert/strict";
import {execFile, execFileSync} from "node:child_process";
import {after, before, test} from "node:test";
import {gunzipSync} from "node:zlib";
import {demoServer} from "./lib/server.mjs";
import {credentials, dial, parseAnswer, send} from "./lib/wire.mjs";

let server, work;
const ask = (target, request = {}) => send(server, {target, ...request});
const pages = ["/", "/library/", "/accounts/", "/dom.js", "/stoa.css", "/openapi.json", "/api/apps"];

before(async () => {
  server = await demoServer();
  work = JSON.parse((await ask("/api/library/works?limit=1")).text).items[0].id;
});
after(() => server?.stop());

test("wire: gzip when it is accepted, and the same bytes without", async () => {
  for (const target of ["/stoa.css", "/api/library/works?limit=50"]) {
    const plain = await ask(target), packed = await ask(target, {headers: {"Accept-Encoding": "gzip"}});
    assert.equal(plain.headers["content-encoding"], undefined);
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.ok(packed.body.length < plain.body.length);
    assert.ok(gunzipSync(packed.body).equals(plain.body), target);
    for (const answer of [plain, packed]) assert.match(answer.headers.vary ?? "", /accept-encoding/i, target);
    const refused = await ask(target, {headers: {"Accept-Encoding": "gzip;q=0, br"}});
    assert.equal(refused.headers["content-encoding"], undefined);
    if (plain.headers.etag) assert.notEqual(packed.headers.etag, plain.headers.etag, "two forms, two strong tags");
  }
});

test("wire: a known tag gets 304 without a body, in either form", async () => {
  for (const target of ["/library/", "/stoa.css", "/openapi.json", `/api/library/works/${work}`]) {
    for (const coding of ["identity", "gzip"]) {
      const first = await ask(target, {headers: {"Accept-Encoding": coding}});
      assert.equal(first.status, 200, target);
      const again = await ask(target, {headers: {"Accept-Encoding": coding, "If-None-Match": first.headers.etag}});
      assert.equal(again.status, 304, target);
      assert.equal(again.body.length, 0);
      assert.equal(again.headers.etag, first.headers.etag);
      assert.equal(again.headers["cache-control"], first.headers["cache-control"]);
      assert.equal((await ask(target, {headers: {"If-None-Match": `"a", ${first.headers.etag}`}})).status, 304);
      assert.equal((await ask(target, {headers: {"If-None-Match": '"other"'}})).status, 200);
    }
  }
});

test("wire: parts of a page file", async () => {
  const target = "/library/", whole = await ask(target);
  const size = whole.body.length;
  const part = async (range, headers = {}) => ask(target, {headers: {Range: range, ...headers}});
  const cases = [["bytes=0-9", 0, 9], [`bytes=${size - 5}-`, size - 5, size - 1], ["bytes=-7", size - 7, size - 1], [`bytes=10-${size * 2}`, 10, size - 1]];
  for (const [range, first, last] of cases) {
    const answer = await part(range, {"Accept-Encoding": "gzip"});
    assert.equal(answer.status, 206, range);
    assert.equal(answer.headers["content-range"], `bytes ${first}-${last}/${size}`);
    assert.ok(answer.body.equals(whole.body.subarray(first, last + 1)), range);
  }
  const beyond = await part(`bytes=${size}-`);
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers["content-range"], `bytes */${size}`);
  for (const range of ["bytes=9-0", "lines=1-2", "bytes=x-y", "bytes="]) assert.equal((await part(range)).status, 200, range);
  assert.equal((await part("bytes=0-9", {"If-Range": whole.headers.etag})).status, 206);
  assert.equal((await part("bytes=0-9", {"If-Range": '"other"'})).status, 200);
});

test("wire: HEAD says what GET says, without the body", async () => {
  const passing = new Set(["date", "x-request-id"]);
  const lasting = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !passing.has(name)));
  const targets = [...pages, `/api/library/works/${work}`, "/api/library/works?limit=3", "/api/library/facets", "/healthz", "/readyz", "/no/such/page", "/api/library/works/no-id"];
  for (const target of targets) {
    for (const headers of [{}, {"Accept-Encoding": "gzip"}]) {
      const got = await ask(target, {headers}), head = await ask(target, {method: "HEAD", headers});
      assert.equal(head.broken, undefined, target);
      assert.equal(head.status, got.status, target);
      // A problem's body names its request, whose id may differ in length.
      if (got.status >= 400) delete got.headers["content-length"], delete head.headers["content-length"];
      assert.deepEqual(lasting(head.headers), lasting(got.headers), target);
    }
  }
});

test("wire: every answer carries the security headers", async () => {
  for (const target of [...pages, "/api/library/works?limit=1", "/metrics", "/healthz", "/no/such/page", "/api/library/works?limit=x"]) {
    const {headers} = await ask(target);
    assert.equal(headers["x-content-type-options"], "nosniff", target);
    assert.equal(headers["x-frame-options"], "DENY", target);
    assert.ok(headers["content-security-policy"], target);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe-(inline|eval)/, target);
    assert.match(headers["content-security-policy"], /frame-ancestors 'none'/, target);
    assert.equal(headers["referrer-policy"], "no-referrer", target);
    assert.equal(headers["cross-origin-resource-policy"], "same-origin", target);
    assert.equal(headers["access-control-allow-origin"], undefined, target);
    assert.equal(headers.server, undefined, target);
    assert.ok(headers["x-request-id"], target);
  }
});

test("wire: every page is there, with the right type", async () => {
  const types = {"/": "text/html", "/library/": "text/html", "/accounts/": "text/html", "/dom.js": "text/javascript", "/stoa.css": "text/css", "/stoa.svg": "image/svg+xml", "/openapi.json": "application/json", "/api/apps": "application/json", "/healthz": "application/json", "/readyz": "application/json", "/metrics": "text/plain"};
  for (const [target, type] of Object.entries(types)) {
    const answer = await ask(target);
    assert.equal(answer.status, 200, target);
    assert.equal(answer.type, type, target);
  }
});

test("wire: what a page refers to is there", async () => {
  for (const page of ["/", "/library/", "/accounts/"]) {
    const {text} = await ask(page);
    const links = [...text.matchAll(/(?:href|src)="(\/[^"#?]*)"/g)].map(([, link]) => link);
    assert.ok(links.length > 3, page);
    for (const link of new Set(links)) {
      const {status} = await ask(link);
      assert.ok(status === 200 || (status >= 300 && status < 400), `${page} refers to ${link}, which answers ${status}`);
    }
  }
});

test("wire: an address that has moved leads to where it is now", async () => {
  for (const [from, to] of [["/library/desk.html", "/library/desk"], ["/library/mine.html", "/library/loans"]]) {
    const answer = await ask(from);
    assert.equal(answer.status, 308);
    assert.equal(answer.headers.location, to);
    assert.equal((await ask(to)).status, 200);
  }
});

test("wire: no way out of the pages", async () => {
  const ways = ["/library/../../etc/passwd", "/library/%2e%2e/%2e%2e/etc/passwd", "/library/..%2f..%2fetc%2fpasswd", "/library//etc/passwd", "/library/%00", "/library/..\\..\\etc\\passwd", "/migrations/0001_catalogue.sql", "/library/migrations/0001_catalogue.sql", "/library/demo/books.csv", "/library/page/index.html"];
  const console = (await ask("/")).text;  // which shows whatever lies below its places
  for (const way of ways) {
    const {status, text} = await ask(way);
    assert.ok(status === 404 || status === 400 || text === console, `${way}: ${status}`);
    assert.doesNotMatch(text, /root:/);
  }
});

test("wire: another host's name is refused", async () => {
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"]) {
    assert.equal((await ask("/api/library/works", {headers: {Host: host}})).status, 421, host);
  }
  for (const host of [`localhost:${server.port}`, `127.0.0.1:${server.port}`]) {
    assert.equal((await ask("/healthz", {headers: {Host: host}})).status, 200, host);
  }
});

test("wire: malformed HTTP is a 4xx or a closed line, never a 5xx", async () => {
  const host = `Host: 127.0.0.1:${server.port}\r\n`;
  const wrong = [];
  const cases = {
    "no host": "GET / HTTP/1.1\r\n\r\n",
    "two hosts": `GET / HTTP/1.1\r\n${host}${host}\r\n`,
    "two lengths": `POST /api/library/authors HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    "length and chunks": `POST /api/library/authors HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "a negative length": `POST /api/library/authors HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
    "a length in hex": `POST /api/library/authors HTTP/1.1\r\n${host}Content-Length: 0x2\r\n\r\n{}`,
    "space before the colon": `GET / HTTP/1.1\r\n${host}X-A : b\r\n\r\n`,
    "a folded header": `GET / HTTP/1.1\r\n${host}X-A: b\r\n c\r\n\r\n`,
    "NUL in a header": `GET / HTTP/1.1\r\n${host}X-A: b\0c\r\n\r\n`,
    "a bare LF": `GET / HTTP/1.1\n${host}\n`,
    "a bare CR": `GET / HTTP/1.1\r\n${host}X-A: b\rc\r\n\r\n`,
    "a bad chunk": `POST /api/library/authors HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    "an endless header": `GET / HTTP/1.1\r\n${host}X-A: ${"a".repeat(200_000)}\r\n\r\n`,
    "an endless target": `GET /${"a".repeat(200_000)} HTTP/1.1\r\n${host}\r\n`,
    "a thousand headers": `GET / HTTP/1.1\r\n${host}${"X-A: b\r\n".repeat(5000)}\r\n`,
    "no version": "GET /\r\n\r\n",
    "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
  };
  for (const [name, bytes] of Object.entries(cases)) {
    const line = dial(server.port);
    line.socket.end(Buffer.from(bytes, "latin1"));
    const answer = (await line.closed);
    const {status} = answer.length ? parseAnswer(answer) : {status: 0};
    if (status !== 0 && (status < 400 || status >= 500)) wrong.push(`${name}: ${status}`);
  }
  const old = dial(server.port);
  old.socket.end(`GET / HTTP/9.9\r\n${host}\r\n`);
  assert.equal(parseAnswer(await old.closed).status, 505);
  assert.deepEqual(wrong, []);
});

test("wire: 20 pipelined requests get 20 answers in their order", async () => {
  const line = dial(server.port);
  const request = (i) => `GET /api/library/works?limit=${i + 1} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${i === 19 ? "Connection: close\r\n" : ""}\r\n`;
  line.socket.write(Array.from({length: 20}, (_, i) => request(i)).join(""));
  let rest = await line.closed;
  for (let i = 0; i < 20; i++) {
    const end = rest.indexOf("\r\n\r\n") + 4;
    const length = Number(/content-length: (\d+)/i.exec(rest.subarray(0, end).toString("latin1"))[1]);
    assert.equal(JSON.parse(rest.subarray(end, end + length).toString()).items.length, i + 1);
    rest = rest.subarray(end + length);
  }
  assert.equal(rest.length, 0);
});

test("wire: a body in chunks is a body, and Expect gets its 100", async () => {
  const line = dial(server.port);
  const head = `POST /api/library/authors HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\nAuthorization: ${credentials(server).Authorization}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`;
  await line.write(head);
  while (!line.received().includes("\r\n\r\n")) await new Promise((resolve) => line.socket.once("data", resolve));
  assert.match(line.received().toString(), /^HTTP\/1\.1 100 /);
  await line.write('9\r\n{"name":"\r\n');
  await line.write('7;a=b\r\nChunky"\r\n1\r\n}\r\n0\r\n\r\n');
  const all = await line.closed;
  const answer = parseAnswer(all.subarray(all.indexOf("\r\n\r\n") + 4));
  assert.equal(answer.status, 201, answer.text);
  assert.equal(JSON.parse(answer.text).name, "Chunky");
});

// ---- metrics ----------------------------------------------------------------------------------

// Prometheus' text format 0.0.4, as far as a server's own output goes; answers the offences.
function metricOffences(text) {
  const offences = [], types = new Map(), helps = new Set(), seen = new Set(), closed = new Set();
  let current;
  const family = (name) => (types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ""));
  const buckets = new Map();
  if (!text.endsWith("\n")) offences.push("the last line has no end");
  for (const line of text.trimEnd().split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      if (kind === "HELP") {
        if (helps.has(name)) offences.push(`two HELP of ${name}`);
        helps.add(name);
      } else {
        if (types.has(name)) offences.push(`two TYPE of ${name}`);
        if (!["counter", "gauge", "histogram", "summary", "untyped"].includes(rest)) offences.push(`${name} is a ${rest}`);
        if (rest === "counter" && !name.endsWith("_total")) offences.push(`the counter ${name} should end in _total`);
        if (rest !== "counter" && name.endsWith("_total")) offences.push(`${name} ends in _total and is no counter`);
        types.set(name, rest);
      }
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$/.exec(line);
    if (!sample) {
      offences.push(`no sample: ${line}`);
      continue;
    }
    const [, name, labels = "{}", value] = sample;
    if (!/^\{(([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*")(,(?!\}))?)*\}$/.test(labels)) offences.push(`labels of ${line}`);
    if (!/^([+-]?Inf|NaN|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/i.test(value)) offences.push(`value of ${line}`);
    if (seen.has(name + labels)) offences.push(`twice: ${name}${labels}`);
    seen.add(name + labels);
    const of = family(name);
    if (of !== current) {
      if (closed.has(of)) offences.push(`the samples of ${of} do not stand together`);
      closed.add(current);
      current = of;
    }
    if (!types.has(of)) offences.push(`${of} has no TYPE`);
    if (!helps.has(of)) offences.push(`${of} has no HELP`);
    if (types.get(of) === "histogram") {
      const series = `${of}${labels.replace(/,?le="[^"]*"/, "")}`;
      const one = buckets.get(series) ?? buckets.set(series, {last: 0, le: -Infinity}).get(series);
      if (name.endsWith("_bucket")) {
        const le = Number(/le="([^"]*)"/.exec(labels)?.[1].replace("+Inf", "Infinity"));
        if (!(le > one.le) || Number(value) < one.last) offences.push(`${name}${labels} is not cumulative`);
        Object.assign(one, {le, last: Number(value)});
      } else if (name.endsWith("_count") && (one.le !== Infinity || one.last !== Number(value))) {
        offences.push(`${series}: _count is not the bucket +Inf`);
      }
    }
  }
  return offences;
}

const has = (program) => {
  try {
    execFileSync(program, ["--version"], {stdio: "ignore"});
    return true;
  } catch {
    return false;
  }
};

test("wire: /metrics passes promtool", {skip: has("promtool") ? false : "promtool is missing; our own reader of the format judges in the next test"}, async () => {
  const {text} = await ask("/metrics");
  const said = await new Promise((resolve) => {
    const child = execFile("promtool", ["check", "metrics"], (error, stdout, stderr) => resolve(`${stdout}${stderr}`));
    child.stdin.end(text);
  });
  assert.equal(said.trim(), "");
});

test("wire: /metrics is Prometheus' text format and counts what happened", async () => {
  const count = (text, name) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
  const before = (await ask("/metrics")).text;
  assert.deepEqual(metricOffences(before), []);
  await ask("/api/library/genres");
  const after = (await ask("/metrics")).text;
  assert.deepEqual(metricOffences(after), []);
  assert.ok(count(after, "stoa_http_requests_total") >= count(before, "stoa_http_requests_total") + 2);
});

test("wire: the reader of metrics finds faults", () => {
  const head = "# HELP a_total x\n# TYPE a_total counter\n";
  assert.deepEqual(metricOffences(`${head}a_total{x="y"} 1\n`), []);
  for (const bad of [`${head}a_total{x=y} 1\n`, `${head}a_total one\n`, `${head}a_total 1\na_total 1\n`, "b_total 1\n", `${head}a_total 1`, "# HELP a x\n# TYPE a counter\na 1\n", `${head}a_total 1\n${head}`]) {
    assert.notDeepEqual(metricOffences(bad), [], bad);
  }
});
