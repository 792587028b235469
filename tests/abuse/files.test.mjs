// What comes as a file and is something else: a page, a program, a path, a bomb.
import assert from "node:assert/strict";
import {test} from "node:test";
import {deflateSync, crc32} from "node:zlib";
import {picture} from "./recipes/library.mjs";
import {theWorld} from "./lib/world.mjs";

const world = await theWorld();
const librarian = () => world.people.byToken(world.holder("library.librarian"));

async function newCover() {
  return `/api/library/editions/${(await world.made("/api/library/editions")).id}/cover`;
}
const upload = async (target, body, headers = {}) => world.ask({method: "POST", target, headers: {...(await librarian()), ...headers}, body});

function form(name, bytes) {
  const head = `--x\r\nContent-Disposition: form-data; name="cover"; filename="${name}"\r\nContent-Type: image/svg+xml\r\n\r\n`;
  return [Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--x--\r\n")]), {"Content-Type": "multipart/form-data; boundary=x"}];
}

const programs = {
  "an SVG with a script": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
  "an SVG behind a declaration": "<?xml version='1.0'?>\n<!-- x --><svg onload='alert(1)'/>",
  "a page": "<!DOCTYPE html><script>alert(1)</script>",
  "a page behind blanks": `${" \n".repeat(100)}<img src=x onerror=alert(1)>`,
  "a page behind a comment": "<!-- GIF89a --><script>alert(1)</script>",
  "a script": "alert(1)", "a ZIP": "PK\x03\x04", "a PDF": "%PDF-1.7", "a program": "\x7fELF", "nothing of a PNG": "\x89PN",
};
for (const [what, bytes] of Object.entries(programs)) {
  test(`files: ${what} is no picture, whatever it says`, async () => {
    const target = await newCover();
    for (const type of ["image/png", "image/svg+xml", "text/html"]) {
      const answer = await upload(target, Buffer.from(bytes, "latin1"), {"Content-Type": type});
      assert.deepEqual([answer.status, answer.code], [415, "wrong_file_type"], `${answer}`);
    }
    assert.equal((await world.ask({target})).status, 404);
  });
}

const names = ["../../../../etc/passwd", "..\\\\..\\\\stoa.toml", "%2e%2e%2fkeys%2fmaster", "/etc/shadow", "a%0D%0ASet-Cookie: x=1", "x\u202egnp.exe",
  "a;b=c", "%22; filename=%22b.html", ".htaccess", "nul", "\u0001", "C:x", "x".repeat(3000)];
for (const name of names) {
  test(`files: the name ${JSON.stringify(name.slice(0, 30))} is a name and nothing else`, async () => {
    const target = await newCover();
    const answer = await upload(target, ...form(name, picture));
    assert.equal(answer.status, 200, `${answer}`);
    const shown = await world.ask({target});
    const field = shown.headers["content-disposition"];
    assert.match(field, /^inline; filename="[ !#-$&-[\]-~]*"(; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]*)?$/);
    assert.ok(!/[/\\]|^\./.test(field.slice(18, field.indexOf('"', 18))), field);
    assert.equal(shown.headers["set-cookie"], undefined);
    assert.equal(shown.headers["content-type"], "image/png");
    assert.equal(shown.headers["x-content-type-options"], "nosniff");
    assert.equal(shown.headers["content-security-policy"], "sandbox; default-src 'none'; frame-ancestors 'none'");
  });
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4), sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
function png(width, height, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))]);
}
const bombs = {
  "of ten thousand million pixels": png(100_000, 100_000, Buffer.alloc(10)),
  "of a hundred megabytes in a hundred kilobytes": png(10_000, 10_000, Buffer.alloc(100_010_000)),
  "whose size wraps": png(0x7fffffff, 0x7fffffff, Buffer.alloc(10)),
  "cut short": picture.subarray(0, 40),
};
for (const [what, bytes] of Object.entries(bombs)) {
  test(`files: a picture ${what} is kept as it is, and never opened`, async () => {
    const target = await newCover();
    assert.equal((await upload(target, bytes)).status, 200);
    const began = performance.now();
    const answers = await Promise.all(Array.from({length: 5}, () => world.ask({target: `${target}?size=small`})));
    assert.deepEqual(answers.map(({status, code}) => [status, code]), Array(5).fill([422, "picture_unreadable"]));
    assert.ok(performance.now() - began < 10_000);
    assert.equal((await world.ask({target: "/healthz"})).status, 200);
  });
}

test("files: bytes of a form that is none, or too large, are refused", async () => {
  const target = await newCover();
  const [body, headers] = form("a.png", picture);
  const cut = await upload(target, body.subarray(0, -8), headers);
  assert.deepEqual([cut.status, cut.code], [400, "malformed_form"]);
  const none = await upload(target, picture, {"Content-Type": "multipart/form-data"});
  assert.deepEqual([none.status, none.code], [400, "malformed_form"]);
  const twice = Buffer.concat([body.subarray(0, -4), Buffer.from("\r\n"), body]);
  assert.equal((await upload(target, twice, headers)).status, 400);
  const large = await world.ask({method: "POST", target, headers: await librarian(), body: Buffer.alloc((8 << 20) + 1), raw: true});
  assert.equal(large.status, 413);
  const stranger = await world.ask({method: "POST", target, headers: {}, body: picture, raw: true});
  assert.deepEqual([stranger.status, stranger.code], [401, "not_signed_in"]);
});

test("files: nothing of the above made the server say what it should not", () => {
  assert.deepEqual(world.client.confess(), []);
});
