// Files through the clients that people have: fetch and FormData send them, fetch and http get them
// back, whole, in part, or not at all.
import assert from "node:assert/strict";
import {openAsBlob} from "node:fs";
import {writeFile} from "node:fs/promises";
import {request} from "node:http";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {deflateSync, crc32} from "node:zlib";
import {contractOf} from "./lib/contract.mjs";
import {serve, stoa, temporaryFolder} from "./lib/server.mjs";

const document = JSON.parse((await stoa(["openapi"])).stdout);
const contract = contractOf(document);
const cover = contract.operations.find(({id}) => id === "library_get_cover");
let server, url;

before(async () => {
  server = await serve();
  const made = async (path, body) => {
    const headers = {"Content-Type": "application/json", ...as()};
    const answer = await fetch(`${server.url}/api/library/${path}`, {method: "POST", headers, body: JSON.stringify(body)});
    assert.equal(answer.status, 201);
    return (await answer.json()).id;
  };
  const author = await made("authors", {name: "A painter"});
  const work = await made("works", {title: "Pictures", authors: [author]});
  url = `${server.url}/api/library/editions/${await made("editions", {work, title: "Pictures"})}/cover`;
});
after(() => server?.stop());
const as = () => ({Authorization: `Bearer ${server.key}`});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
// Noise, so that it stays large: a gray PNG of 1000 by 1000.
function png() {
  const header = Buffer.from([0, 0, 3, 232, 0, 0, 3, 232, 8, 0, 0, 0, 0]);
  const rows = Buffer.from(Array.from({length: 1001 * 1000}, (_, i) => (i % 1001 ? (i * 7919 + (i >> 7) * 104729) & 255 : 0)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows, {level: 0})), chunk("IEND", Buffer.alloc(0))]);
}
const picture = png();
const bytesOf = async (answer) => Buffer.from(await answer.arrayBuffer());

test("files: a picture is uploaded with fetch and FormData, from a file on disk", async () => {
  const file = join(await temporaryFolder(), "Größe.png");
  await writeFile(file, picture);
  const form = new FormData();
  form.append("cover", await openAsBlob(file, {type: "text/html"}), "Größe \"1\".png");
  const answer = await fetch(url, {method: "POST", headers: as(), body: form});
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.ok((await answer.json()).cover);
  const got = await fetch(url);
  assert.equal(got.headers.get("Content-Type"), "image/png");
  assert.equal(got.headers.get("Content-Disposition"), "inline; filename=\"Gr____e _1_.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.png");
  assert.deepEqual(await bytesOf(got), picture);
});

test("files: it comes back whole, in part, or only told of", async () => {
  const etag = (await fetch(url, {method: "HEAD"})).headers.get("ETag");
  const got = (headers) => fetch(url, {headers});
  const part = await got({Range: "bytes=1000-1999"});
  assert.deepEqual([part.status, part.headers.get("Content-Range")], [206, `bytes 1000-1999/${picture.length}`]);
  assert.deepEqual(await bytesOf(part), picture.subarray(1000, 2000));
  const tail = await got({Range: "bytes=-10", "If-Range": etag});
  assert.deepEqual(await bytesOf(tail), picture.subarray(-10));
  assert.equal((await got({Range: "bytes=0-0", "If-Range": "\"old\""})).status, 200);
  const beyond = await got({Range: `bytes=${picture.length}-`});
  assert.deepEqual([beyond.status, (await beyond.json()).code], [416, "range_not_satisfiable"]);
  assert.equal((await got({"If-None-Match": etag})).status, 304);
  assert.equal((await got({"If-Match": "\"old\""})).status, 412);
  const head = await new Promise((resolve) => request(url, {method: "HEAD"}, resolve).end());
  assert.equal(head.headers["content-length"], String(picture.length));
  for (const status of [200, 206, 304, 412, 416]) assert.ok(cover.operation.responses[status], `${status} is documented`);
});

test("files: thumbnails are JPEGs that fit", async () => {
  const sizes = {small: [120, 120], medium: [400, 400]};
  for (const [size, [width, height]] of Object.entries(sizes)) {
    const answer = await fetch(`${url}?size=${size}`);
    assert.equal(answer.headers.get("Content-Type"), "image/jpeg");
    const bytes = await bytesOf(answer);
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));  // start of frame: length, precision, height, width
    assert.deepEqual([bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)], [width, height]);
  }
});

test("files: the body itself is a file too, streamed without a length", async () => {
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < picture.length; at += 50_000) controller.enqueue(picture.subarray(at, at + 50_000));
      controller.close();
    },
  });
  const answer = await fetch(url, {method: "POST", headers: {...as(), "Content-Type": "image/png"}, body, duplex: "half"});
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.deepEqual(await bytesOf(await fetch(url)), picture);
});

test("files: a cover that is removed is not there", async () => {
  assert.equal((await fetch(url, {method: "DELETE", headers: as()})).status, 204);
  const answer = await fetch(url);
  assert.deepEqual([answer.status, (await answer.json()).code], [404, "cover_not_found"]);
});
