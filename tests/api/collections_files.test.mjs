// Fields that are files, as a browser's form and a script send and get them: whole, in part, through a
// view, by a key for the one field, in an export, live.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {EventSource} from "eventsource";
import {keyOf, person, tokenOf} from "./lib/persons.mjs";
import {serve} from "./lib/server.mjs";
import {ask, good, refused, rowsOf} from "./lib/tables.mjs";

const patience = 60_000;
const json = {"Content-Type": "application/json"};
const at = (path) => `/api/collections/${path}`;
const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(5000, "0123456789")]);
// One gray pixel.
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");

let server, keeper, keepers, project, papers, one;
const call = (method, path, body, as = keepers) => ask(server, method, at(path), {as, headers: body ? json : {}, body: body && JSON.stringify(body)});
const post = async (path, body) => (await good(call("POST", path, body), 201)).json;
const put = (path, body, {as = keepers, headers = {}} = {}) => ask(server, "PUT", at(path), {as, headers, body});
const form = (bytes, name, type) => {
  const made = new FormData();
  made.append("file", new Blob([bytes], {type}), name);
  return made;
};

// In a suite of its own, whose server starts when its turn comes.
describe("collections files", () => {
before(async () => {
  server = await serve({apps: ["accounts", "collections"], demo: true});
  keeper = await person(server);
  keepers = await tokenOf(server, keeper);
  project = (await post("projects", {name: "desk", title: "A desk"})).id;
  const schema = {
    type: "object", required: ["title"],
    properties: {
      title: {type: "string", minLength: 1},
      scan: {"x-stoa-type": "file", "x-stoa-media-types": ["application/pdf", "image/png"], "x-stoa-max-bytes": 10_000},
      notes: {"x-stoa-type": "file"},
    },
  };
  papers = (await post("definitions", {project, name: "papers", title: "Papers", schema})).id;
  await post("views", {project, name: "open", title: "Open", collection: papers, read: "true", fields: ["title", "scan"]});
  one = (await post("desk/papers", {title: "A letter"})).id;
});
after(() => server?.stop());

test("collections files: a form's file comes back whole and in part", async () => {
  const {json: record} = await good(put(`desk/papers/${one}/files/scan`, form(pdf, "Größe.pdf", "text/html")));
  const sha256 = createHash("sha256").update(pdf).digest("hex");
  assert.deepEqual(record.scan, {name: "Größe.pdf", size: pdf.length, content_type: "application/pdf", sha256, url: at(`desk/papers/${one}/files/scan`)});
  assert.equal(record.version, 2);
  const get = (headers) => fetch(new URL(record.scan.url, server.url), {headers: {...keepers, ...headers}});
  const whole = await get({});
  assert.equal(whole.headers.get("Content-Disposition"), "attachment; filename=\"Gr____e.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf");
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), pdf);
  const part = await get({Range: "bytes=10-19"});
  assert.deepEqual([part.status, await part.text()], [206, pdf.subarray(10, 20).toString()]);
  assert.equal((await get({"If-None-Match": `"${sha256}"`})).status, 304);
});

test("collections files: what does not fit is told precisely, and changes nothing", async () => {
  const url = `desk/papers/${one}/files/scan`;
  const other = await refused(put(url, form("<svg/>", "a.png", "image/png")), 415, "wrong_file_type");
  assert.match(other.detail, /image\/svg\+xml/);
  await refused(put(url, Buffer.concat([pdf, pdf])), 413, "body_too_large");
  const elsewhere = new FormData();
  elsewhere.append("scan", new Blob([pdf]), "a.pdf");
  const named = await refused(put(url, elsewhere), 422, "validation_failed");
  assert.deepEqual(named.errors.map(({pointer, code}) => [pointer, code]), [["/scan", "unknown_field"]]);
  const body = await refused(call("PATCH", `desk/papers/${one}`, {scan: {url: "https://example.org"}}), 422, "validation_failed");
  assert.deepEqual(body.errors.map(({pointer, code}) => [pointer, code]), [["/scan", "read_only"]]);
  assert.match(body.errors[0].message, /\{id\}\/files\/scan/);
  assert.equal((await good(call("GET", `desk/papers/${one}`))).json.version, 2);
});

test("collections files: a key for the one field puts it, a stranger gets it through the view, and whoever watches is told", async (t) => {
  const source = new EventSource(new URL(`/api/live?subscribe=${at("desk/open")}`, server.url));
  t.after(() => source.close());
  const changes = [];
  source.addEventListener("change", ({data}) => changes.push(data));
  await new Promise((resolve) => source.addEventListener("ready", resolve));
  const scanner = await keyOf(server, keeper, ["collections:desk.papers.scan:write"]);
  await good(put(`desk/papers/${one}/files/scan`, png, {as: scanner}));
  await refused(put(`desk/papers/${one}/files/notes`, "x", {as: scanner}), 403, "forbidden");
  for (const until = Date.now() + patience; Date.now() < until && !changes.length; await sleep(10));
  assert.match(changes[0], /image\/png/);
  const {json: shown} = await good(call("GET", `desk/open/${one}`, undefined, {}));
  assert.equal(shown.scan.url, at(`desk/open/${one}/files/scan`));
  const picture = await fetch(new URL(`${shown.scan.url}?size=small`, server.url));
  assert.deepEqual([picture.status, picture.headers.get("Content-Type")], [200, "image/jpeg"]);
  await good(call("GET", `desk/papers/${one}/files/scan`, undefined, {}), 404);
  await good(call("GET", `desk/open/${one}/files/notes`, undefined, {}), 404);
});

test("collections files: a table tells where the file is, and leaves it out when it comes back", async () => {
  const {text} = await good(call("GET", "desk/papers/export"));
  const [row] = rowsOf(text);
  assert.equal(row["scan.url"], at(`desk/papers/${one}/files/scan`));
  const csv = "title,scan.url\r\nB,https://example.org\r\n";
  const begin = (others, body = csv, type = "text/csv") =>
    ask(server, "POST", at(`imports?${new URLSearchParams({collection: "desk/papers", ...others})}`), {as: keepers, headers: {"Content-Type": type}, body});
  const ended = async (asked) => {
    const {id} = (await good(asked, 201)).json;
    for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
      const {json: now} = await good(call("GET", `imports/${id}`));
      if (now.ended) return now;
    }
    return assert.fail("the import does not end");
  };
  assert.equal((await ended(begin({others: "ignore"}))).imported, 1);
  const refusal = await ended(begin({}));
  assert.equal(refusal.imported, 0);
  const faults = await good(call("GET", `imports/${refusal.id}/faults`));
  assert.match(faults.text, /read_only/);
  const told = {name: "x", size: 1, content_type: "image/png", sha256: "0".repeat(64), url: "https://example.org"};
  const line = JSON.stringify({title: "Forged", scan: told});
  assert.equal((await ended(begin({others: "ignore"}, `${line}\n`, "application/x-ndjson"))).imported, 1);
  const {json: {items}} = await good(call("GET", `desk/papers?filter=${encodeURIComponent('title = "Forged"')}`));
  assert.equal(items[0].scan, null);
});

test("collections files: a removed record's file is out of reach until it is restored", async () => {
  const url = `desk/papers/${one}`;
  await good(call("DELETE", url), 204);
  await good(call("GET", `${url}/files/scan`), 404);
  await good(put(`${url}/files/scan`, png), 404);
  await good(call("POST", `${url}/restore`));
  await good(call("GET", `${url}/files/scan`));
  await good(call("DELETE", `${url}/files/scan`), 204);
  await refused(call("GET", `${url}/files/scan`), 404, "no_such_file");
});
});
