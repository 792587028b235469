// Doors are in no document, so that the walk does not meet them: what it asks of every operation, asked of
// the library's catalogue for reading programs and of the lists for calendar programs.
import assert from "node:assert/strict";
import {test} from "node:test";
import {texts} from "./lib/payloads.mjs";
import {theWorld} from "./lib/world.mjs";

const loans = "/opds/loans";
// What each door shows to those who have a key alone: how it is asked, and which scopes open it.
const closed = [
  {ask: {target: loans}, good: "library:me:read", status: 200, bad: "library:loans:read"},
  {ask: {method: "PROPFIND", target: "/dav/lists/", headers: {Depth: "1"}}, good: "todo:lists:read", status: 207, bad: "todo:tasks:write"},
];
const basic = (password) => ({Authorization: `Basic ${Buffer.from(`reader:${password}`).toString("base64")}`});
const knock = (world, request) => world.ask({door: true, ...request});
const passwordOf = (headers) => headers.Authorization.split(" ")[1];

test("doors: what was a key once, or never was one, opens none", async () => {
  const world = await theWorld();
  const keys = ["signedOut", "suspended", "gone"].map((who) => basic(passwordOf(world.ghosts[who].key)));
  const forged = ["", "stoa_live_x", "x".repeat(5000), "\u0000"].map(basic);
  const broken = ["Basic", "Basic ", "Basic %%%", "Basic YQ==", "Bearer", "Digest username=x", "Basic YTpi, Basic YTpi"].map((Authorization) => ({Authorization}));
  for (const {ask} of closed) {
    for (const headers of [{}, ...keys, ...forged, ...broken]) {
      const answer = await knock(world, {...ask, headers: {...ask.headers, ...headers}});
      assert.equal(answer.status, 401, `${JSON.stringify(headers).slice(0, 80)}: ${answer}`);
      assert.match(answer.headers["www-authenticate"], /^Basic /);
    }
  }
});

test("doors: a browser's cookie opens none, wherever it comes from", async () => {
  const world = await theWorld(), cookie = await world.people.byCookie(world.holder(""));
  for (const {ask} of closed) {
    for (const headers of [{...cookie, Origin: world.people.base}, {...cookie, Origin: "https://evil.example"}, cookie]) {
      assert.equal((await knock(world, {...ask, headers: {...ask.headers, ...headers}})).status, 401);
    }
  }
});

test("doors: a key opens what its scopes say, and its owner's alone", async () => {
  const world = await theWorld(), person = world.holder("");
  for (const {ask, good, status: opened, bad} of closed) {
    for (const [scope, status] of [[good, opened], [bad, 403], ["accounts:*:admin", 403]]) {
      const key = passwordOf(await world.people.byKey(person, [scope]));
      assert.equal((await knock(world, {...ask, headers: {...ask.headers, ...basic(key)}})).status, status, scope);
    }
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

test("doors: a list is nothing to whoever does not share it, by each method of CalDAV", async () => {
  const world = await theWorld(), keyOf = async (who) => basic(passwordOf(await world.people.byKey(who, ["todo:*:write"])));
  const [owner, stranger] = [await keyOf(world.holder("")), await keyOf(world.stranger)];
  const todo = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY:Mine\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
  const put = {method: "PUT", body: todo, headers: {"Content-Type": "text/calendar"}};
  assert.equal((await knock(world, {method: "MKCOL", target: "/dav/lists/abuse/", headers: owner})).status, 201);
  const found = await knock(world, {method: "POST", target: "/dav/lists/", headers: owner});
  assert.equal(found.status, 405);
  assert.equal((await knock(world, {...put, target: "/dav/lists/abuse/a.ics", headers: {...put.headers, ...owner}})).status, 201);
  const {items} = (await world.ask({target: "/api/todo/lists?filter=title%3D%22abuse%22", headers: await world.people.byKey(world.holder(""), ["todo:*:read"])})).json;
  const list = `/dav/lists/${items[0].id}`;
  const sync = '<sync-collection xmlns="DAV:"><sync-token/></sync-collection>', update = '<propertyupdate xmlns="DAV:"/>';
  const asked = [["GET", "/a.ics"], ["PROPFIND", "/", {Depth: "1"}], ["PROPFIND", "/a.ics", {Depth: "0"}], ["REPORT", "/", {}, sync], ["PROPPATCH", "/", {}, update],
    ["DELETE", "/a.ics"], ["DELETE", "/"], ["MOVE", "/a.ics", {Destination: "/dav/lists/mine/a.ics"}], ["COPY", "/a.ics", {Destination: "/dav/lists/mine/a.ics"}]];
  for (const [method, path, headers = {}, body] of asked) {
    const answer = await knock(world, {method, target: list + path, headers: {...headers, ...stranger}, body});
    assert.equal(answer.status, 404, `${method} ${path}: ${answer}`);
  }
  assert.equal((await knock(world, {...put, target: `${list}/b.ics`, headers: {...put.headers, ...stranger}})).status, 409);
  assert.equal((await knock(world, {target: `${list}/a.ics`, headers: owner})).status, 200);
});

test("doors: no body and no address makes CalDAV stumble", async () => {
  const world = await theWorld(), headers = basic(passwordOf(await world.people.byKey(world.holder(""), ["todo:*:write"])));
  await knock(world, {method: "MKCOL", target: "/dav/lists/odd/", headers});
  const bodies = ["", "<", "<a/>", "\u0000", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>".repeat(20_000), '<propfind xmlns="DAV:"><prop><a xmlns=""/></prop></propfind>',
    "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", ...texts];
  for (const method of ["PROPFIND", "PROPPATCH", "REPORT", "PUT", "MKCOL", "MKCALENDAR", "COPY", "MOVE", "LOCK"]) {
    for (const target of ["/dav", "/dav/lists/", "/dav/lists/odd/", "/dav/lists/odd/a", "/dav/principals/x/", "/dav/lists/a/b/c"]) {
      for (const body of bodies) {
        const answer = await knock(world, {method, target, body, headers: {...headers, Depth: "0"}});
        assert.ok(answer.status < 500, `${method} ${target} ${body.slice(0, 60)}: ${answer}`);
      }
    }
  }
  for (const target of ["/dav/lists/%00/", "/dav/lists/../x", "/dav/lists/%2e%2e/", "/dav//lists/", "/dav/lists/odd/%ff", `/dav/lists/odd/${"a".repeat(4000)}`]) {
    for (const method of ["PROPFIND", "PUT", "DELETE"]) {
      const answer = await knock(world, {method, target, raw: true, headers: {...headers, Depth: "0"}, body: method === "PUT" ? bodies[8] : undefined});
      assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${target.slice(0, 40)}: ${answer}`);
    }
  }
});
