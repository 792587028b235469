// Doors are in no document, so that the walk does not meet them: what it asks of every operation, asked of
// the library's catalogue for reading programs.
import assert from "node:assert/strict";
import {test} from "node:test";
import {texts} from "./lib/payloads.mjs";
import {theWorld} from "./lib/world.mjs";

const loans = "/opds/loans";
const basic = (password) => ({Authorization: `Basic ${Buffer.from(`reader:${password}`).toString("base64")}`});
const knock = (world, request) => world.ask({door: true, ...request});
const passwordOf = (headers) => headers.Authorization.split(" ")[1];

test("doors: what was a key once, or never was one, opens none", async () => {
  const world = await theWorld();
  const keys = ["signedOut", "suspended", "gone"].map((who) => basic(passwordOf(world.ghosts[who].key)));
  const forged = ["", "stoa_live_x", "x".repeat(5000), "\u0000"].map(basic);
  const broken = ["Basic", "Basic ", "Basic %%%", "Basic YQ==", "Bearer", "Digest username=x", "Basic YTpi, Basic YTpi"].map((Authorization) => ({Authorization}));
  for (const headers of [{}, ...keys, ...forged, ...broken]) {
    const answer = await knock(world, {target: loans, headers});
    assert.equal(answer.status, 401, `${JSON.stringify(headers).slice(0, 80)}: ${answer}`);
    assert.match(answer.headers["www-authenticate"], /^Basic /);
  }
});

test("doors: a browser's cookie opens none, wherever it comes from", async () => {
  const world = await theWorld(), cookie = await world.people.byCookie(world.holder(""));
  for (const headers of [{...cookie, Origin: world.people.base}, {...cookie, Origin: "https://evil.example"}, cookie]) {
    assert.equal((await knock(world, {target: loans, headers})).status, 401);
  }
});

test("doors: a key opens what its scopes say, and its owner's alone", async () => {
  const world = await theWorld(), person = world.holder("");
  for (const [scopes, status] of [[["library:me:read"], 200], [["library:loans:read"], 403], [["accounts:*:admin"], 403]]) {
    const key = passwordOf(await world.people.byKey(person, scopes));
    assert.equal((await knock(world, {target: loans, headers: basic(key)})).status, status, `${scopes}`);
  }
});

test("doors: odd methods, paths, words and names of hosts are refused, and told nothing", async () => {
  const world = await theWorld();
  for (const method of ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS", "X-Y"]) {
    assert.equal((await knock(world, {method, target: "/opds"})).status, 405, method);
  }
  for (const path of ["/opds/../api/accounts/me", "/opds/%2e%2e/x", "/opds/%00", "/opds//loans", "/opds/loans/", `/opds/${"a".repeat(4000)}`]) {
    const answer = await knock(world, {target: path, raw: true});
    assert.ok([400, 404].includes(answer.status), `${path.slice(0, 60)}: ${answer}`);
  }
  for (const text of texts) {
    const answer = await knock(world, {target: `/opds/search?q=${encodeURIComponent(text)}`});
    assert.equal(answer.status, 200, `${text}: ${answer}`);
    assert.ok(!answer.text.includes("<script>"), text);
  }
  for (const query of ["q=%ff", "q=%00", "after=x", "after=", "q=a&q=b", `q=${"a".repeat(5000)}`, "limit=1000000"]) {
    const answer = await knock(world, {target: `/opds/search?${query}`});
    assert.ok(answer.status < 500, `${query.slice(0, 40)}: ${answer}`);
  }
  assert.equal((await knock(world, {target: "/opds", headers: {Host: "evil.example"}})).status, 421);
});
