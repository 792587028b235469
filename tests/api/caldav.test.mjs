// Lists and tasks as calendar programs know them: with tsdav, with what RFC 4791 and RFC 6578 say in their
// own words, and with programs for Unix that people have: vdirsyncer with todoman, python3-caldav, litmus.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {randomUUID} from "node:crypto";
import {existsSync} from "node:fs";
import {mkdir, readdir, readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after, before, describe, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {createDAVClient} from "tsdav";
import {keyOf, person, tokenOf} from "./lib/persons.mjs";
import {serve, temporaryFolder} from "./lib/server.mjs";
import {ask, good} from "./lib/tables.mjs";

const python = (name) => fileURLToPath(new URL(`../../build/python/bin/${name}`, import.meta.url));
const missing = (...programs) => programs.every(existsSync) ? false : "its programs are not installed (script/bootstrap test says why)";

let server, ann, anns, secret;
const basic = (key) => ({Authorization: `Basic ${btoa(`ann:${key.Authorization.split(" ")[1]}`)}`});
const api = async (method, path, body, as = anns, status = {POST: 201, DELETE: 204}[method] ?? 200) => {
  const answer = await good(ask(server, method, `/api/todo${path}`, {as, headers: body ? {"Content-Type": "application/json"} : {}, body: body && JSON.stringify(body)}), status);
  return answer.text ? answer.json : {};
};
const dav = (method, path, {body, status, as = secret, ...headers} = {}) => {
  const asked = ask(server, method, path, {as, headers, body});
  return status ? good(asked, status) : asked;
};
const newList = async (title) => `/dav/lists/${(await api("POST", "/lists", {title})).id}/`;
const vtodo = (uid, ...lines) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", "BEGIN:VTODO", `UID:${uid}`, "DTSTAMP:20261101T000000Z", ...lines, "END:VTODO", "END:VCALENDAR", ""].join("\r\n");
const put = (path, body, more = {}) => dav("PUT", path, {body, "Content-Type": "text/calendar", ...more});
const unfolded = (text) => text.replaceAll("\r\n ", "").split("\r\n");
const lines = async (path) => unfolded((await dav("GET", path, {status: 200})).text);
const hrefs = (xml) => [...xml.matchAll(/<D:href>([^<]*)<\/D:href>/g)].map(([, href]) => href);
const tokenIn = (xml) => /<D:sync-token>([^<]*)</.exec(xml)[1];
const namespaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:I="http://apple.com/ns/ical/"';
const sync = (list, token, {limit = "", ...more} = {}) => dav("REPORT", list, {"Content-Type": "text/xml", ...more,
  body: `<D:sync-collection ${namespaces}><D:sync-token>${token}</D:sync-token><D:sync-level>1</D:sync-level>${limit}<D:prop><D:getetag/></D:prop></D:sync-collection>`});

// In a suite of its own, whose server starts when its turn comes.
describe("caldav", () => {
before(async () => {
  server = await serve({apps: ["accounts", "todo"], demo: true});
  ann = await person(server);
  anns = await tokenOf(server, ann);
  secret = basic(await keyOf(server, ann, ["todo:*:write"]));
});
after(() => server?.stop());

test("caldav: tsdav finds the lists by the server's name, makes one, fills it and keeps a copy", async () => {
  await newList("Home");
  const client = await createDAVClient({serverUrl: server.url, authMethod: "Basic", defaultAccountType: "caldav",
    credentials: {username: "ann", password: secret.Authorization && atob(secret.Authorization.split(" ")[1]).slice(4)}});
  const home = (await client.fetchCalendars()).find(({displayName}) => displayName === "Home");
  assert.deepEqual(home.components, ["VTODO"]);
  await client.makeCalendar({url: new URL("/dav/lists/garden/", server.url).href, props: {displayname: "The garden"}});
  const garden = (await client.fetchCalendars()).find(({displayName}) => displayName === "The garden");
  assert.ok(garden.url.endsWith("/dav/lists/garden/"));
  const made = await client.createCalendarObject({calendar: garden, filename: "weeds.ics", iCalString: vtodo("weeds", "SUMMARY:Weeds")});
  assert.equal(made.status, 201);
  const filters = {"comp-filter": {_attributes: {name: "VCALENDAR"}, "comp-filter": {_attributes: {name: "VTODO"}}}};
  const [object] = await client.fetchCalendarObjects({calendar: garden, filters});
  assert.match(object.data, /SUMMARY:Weeds\r\n/);
  const changed = await client.updateCalendarObject({calendarObject: {...object, data: object.data.replace("Weeds", "All weeds")}});
  assert.equal(changed.status, 204);
  const stale = await client.updateCalendarObject({calendarObject: object});
  assert.equal(stale.status, 412);
  const [again] = await client.fetchCalendarObjects({calendar: garden, filters});
  assert.equal((await client.deleteCalendarObject({calendarObject: again})).status, 204);
  assert.deepEqual(await client.fetchCalendarObjects({calendar: garden, filters}), []);
});

test("caldav: what a program says of a task is in its fields, and all else comes back as it was", async () => {
  const list = await newList("Trips");
  // The part comes before its whole.
  await put(`${list}part.ics`, vtodo("part", "SUMMARY:Tickets", "RELATED-TO:whole"), {status: 201});
  const said = ["SUMMARY:Trip\\, with trains", "DESCRIPTION:one\\ntwo", "PRIORITY:2", "STATUS:IN-PROCESS", "PERCENT-COMPLETE:40", "CATEGORIES:travel,far away",
    "DTSTART;TZID=Europe/Amsterdam:20261224T080000", "DUE;TZID=Europe/Amsterdam:20261224T200000", "X-APPLE-SORT-ORDER:7", "LOCATION:Utrecht", "ATTENDEE;CN=\"Bo, b\":mailto:bo@example.org",
    "BEGIN:VALARM", "ACTION:DISPLAY", "X-MINE:1", "TRIGGER;RELATED=END:-PT15M", "END:VALARM"];
  await put(`${list}odd%20name.ics`, vtodo("whole", ...said), {status: 201});
  const got = await lines(`${list}odd%20name.ics`);
  for (const line of said.filter((each) => !each.startsWith("CATEGORIES"))) assert.ok(got.includes(line), `${line}\n${got.join("\n")}`);
  assert.ok(got.includes("CATEGORIES:travel") && got.includes("CATEGORIES:far away"));
  assert.ok(got.includes("TZID:Europe/Amsterdam"));
  assert.ok((await lines(`${list}part.ics`)).includes("RELATED-TO:whole"));
  const {items} = await api("GET", `/tasks?list=${list.split("/")[3]}&sort=title`);
  const [part, whole] = items;
  assert.equal(part.parent, whole.id);
  assert.deepEqual([whole.title, whole.notes, whole.priority, whole.status, whole.percent, whole.labels, whole.due],
    ["Trip, with trains", "one\ntwo", 2, "in_process", 40, ["travel"], "2026-12-24T20:00:00[Europe/Amsterdam]"]);
  const reminders = await api("GET", `/reminders?task=${whole.id}`);
  assert.deepEqual(reminders.items.map(({minutes}) => minutes), [15]);
  // Changed here, it keeps what it came with; a reminder that goes takes its alarm along.
  await api("PATCH", `/tasks/${whole.id}`, {title: "Trip"});
  await api("DELETE", `/reminders/${reminders.items[0].id}`);
  const after = await lines(`${list}odd%20name.ics`);
  assert.ok(after.includes("SUMMARY:Trip") && after.includes("LOCATION:Utrecht") && !after.includes("BEGIN:VALARM"));
});

test("caldav: of a task that recurs a tick is of one occurrence, and what is said ahead counts when its time comes", async () => {
  const list = await newList("Weekly"), at = `${list}rent.ics`, due = async () => (await lines(at)).find((line) => line.startsWith("DUE"));
  const rent = (...more) => vtodo("rent", "SUMMARY:Rent", "DTSTART;VALUE=DATE:20261201", "DUE;VALUE=DATE:20261201", "RRULE:FREQ=WEEKLY;COUNT=6", ...more);
  // The third is left out; the second is done already, by an exception as Thunderbird writes it.
  const second = ["END:VTODO", "BEGIN:VTODO", "UID:rent", "DTSTAMP:20261101T000000Z", "SUMMARY:Rent", "RECURRENCE-ID;VALUE=DATE:20261208", "STATUS:COMPLETED", "COMPLETED:20261102T080000Z"];
  await put(at, rent("EXDATE;VALUE=DATE:20261215", ...second), {status: 201});
  assert.equal(await due(), "DUE;VALUE=DATE:20261201");
  await put(at, rent("EXDATE;VALUE=DATE:20261215", "STATUS:COMPLETED", "COMPLETED:20261102T090000Z", "PERCENT-COMPLETE:100", ...second), {status: 204});
  assert.equal(await due(), "DUE;VALUE=DATE:20261222");
  const now = await lines(at);
  assert.ok(now.includes("RRULE:FREQ=WEEKLY;COUNT=3") && now.includes("STATUS:NEEDS-ACTION") && !now.some((line) => line.startsWith("RECURRENCE-ID")), now.join("\n"));
  const {items} = await api("GET", `/completions?list=${list.split("/")[3]}&sort=occurrence`);
  assert.deepEqual(items.map(({occurrence, outcome}) => [occurrence, outcome]), [["2026-12-01", "done"], ["2026-12-08", "done"], ["2026-12-15", "skipped"]]);
  // A rule that is counted from another weekday than the due day cannot be followed here: it is kept.
  await put(`${list}odd.ics`, vtodo("odd", "SUMMARY:Odd", "DTSTART;VALUE=DATE:20261207", "DUE;VALUE=DATE:20261209", "RRULE:FREQ=WEEKLY;BYDAY=MO"), {status: 201});
  assert.ok((await lines(`${list}odd.ics`)).includes("RRULE:FREQ=WEEKLY;BYDAY=MO"));
});

test("caldav: who writes says what they have seen, and each mistake has its precondition", async () => {
  const list = await newList("Strict"), at = `${list}a.ics`, a = vtodo("a", "SUMMARY:A");
  await put(at, a, {status: 201, "If-None-Match": "*"});
  await put(at, a, {status: 412, "If-None-Match": "*"});
  const tag = (await dav("GET", at, {status: 200})).headers.get("etag");
  await put(at, vtodo("a", "SUMMARY:B"), {status: 204, "If-Match": tag});
  await put(at, a, {status: 412, "If-Match": tag});
  await dav("DELETE", at, {status: 412, "If-Match": tag});
  const wrong = async (name, body, code, more = {}) => {
    const answer = await put(`${list}${name}`, body, more);
    assert.ok([403, 409].includes(answer.status) && answer.text.includes(code), `${code}: ${answer}`);
  };
  await wrong("b.ics", a, "<C:no-uid-conflict/>");
  await wrong("a.ics", vtodo("other", "SUMMARY:B"), "<C:no-uid-conflict/>");
  await wrong("c.ics", a.replaceAll("VTODO", "VEVENT"), "<C:supported-calendar-component/>");
  await wrong("c.ics", "hello", "<C:valid-calendar-data/>");
  await wrong("c.ics", "hello", "<C:supported-calendar-data/>", {"Content-Type": "text/plain"});
  await wrong("c.ics", vtodo("c").replace("UID:c\r\n", ""), "<C:valid-calendar-object-resource/>");
  await wrong("c.ics", vtodo("c", `SUMMARY:${"x".repeat(501)}`), "<C:valid-calendar-object-resource/>");
  await wrong("c.ics", vtodo("c", "DTSTART:20261202T000000Z", "DUE:20261201T000000Z"), "<C:valid-calendar-object-resource/>");
  await wrong("c.ics", vtodo("c", "DUE:tomorrow"), "<C:valid-calendar-object-resource/>");
  await wrong("c.ics", vtodo("c", `X-LONG:${"x".repeat(300_000)}`), "<C:max-resource-size/>");
  await put("/dav/lists/nowhere/a.ics", a, {status: 409});
  // What is in the trash gives up its name, and comes back when it is written again.
  await dav("DELETE", at, {status: 204});
  await dav("GET", at, {status: 404});
  await put(at, vtodo("other", "SUMMARY:Other"), {status: 201});
  await put(`${list}b.ics`, a, {status: 201});
  assert.equal((await api("GET", `/tasks?list=${list.split("/")[3]}`)).items.length, 2);
});

test("caldav: a copy is told what changed, in portions, and of what went", async () => {
  const list = await newList("Copied"), other = await newList("Elsewhere");
  const empty = tokenIn((await sync(list, "")).text);
  for (const uid of ["a", "b", "c"]) await put(`${list}${uid}.ics`, vtodo(uid, `SUMMARY:${uid}`), {status: 201});
  const first = await sync(list, empty, {limit: "<D:limit><D:nresults>2</D:nresults></D:limit>"});
  assert.deepEqual(hrefs(first.text), [`${list}a.ics`, `${list}b.ics`, list]);
  assert.match(first.text, /507 Insufficient Storage.*number-of-matches-within-limits/);
  const second = await sync(list, tokenIn(first.text));
  assert.deepEqual(hrefs(second.text), [`${list}c.ics`]);
  await dav("DELETE", `${list}a.ics`, {status: 204});
  await dav("MOVE", `${list}b.ics`, {status: 201, Destination: `${server.url}${other}moved.ics`});
  await dav("MOVE", `${list}c.ics`, {status: 201, Destination: `${list}renamed.ics`});
  await dav("COPY", `${list}renamed.ics`, {status: 201, Destination: `${other}copied.ics`});
  const third = await sync(list, tokenIn(second.text));
  assert.deepEqual(hrefs(third.text).sort(), [`${list}a.ics`, `${list}b.ics`, `${list}c.ics`, `${list}renamed.ics`]);
  assert.equal(third.text.match(/HTTP\/1.1 404 Not Found/g).length, 3);
  assert.deepEqual(hrefs((await sync(other, "")).text).sort(), [`${other}copied.ics`, `${other}moved.ics`]);
  assert.deepEqual(hrefs((await sync(list, tokenIn(third.text))).text), []);
  for (const token of ["x", "urn:stoa:todo:1", tokenIn(third.text).replace(/\d+$/, "999")]) {
    const answer = await sync(list, token);
    assert.ok(answer.status === 403 && answer.text.includes("<D:valid-sync-token/>"), `${answer}`);
  }
});

test("caldav: queries narrow by component, property, text and time; a multiget tells what is not there", async () => {
  const list = await newList("Asked");
  await put(`${list}early.ics`, vtodo("early", "SUMMARY:Early bird", "DUE:20261201T100000Z"), {status: 201});
  await put(`${list}late.ics`, vtodo("late", "SUMMARY:Late", "DUE:20271201T100000Z", "STATUS:COMPLETED", "COMPLETED:20261105T000000Z"), {status: 201});
  await put(`${list}weekly.ics`, vtodo("weekly", "SUMMARY:Weekly", "DTSTART:20261101T100000Z", "DUE:20261101T110000Z", "RRULE:FREQ=WEEKLY"), {status: 201});
  const found = async (inner) => hrefs((await dav("REPORT", list, {status: 207, Depth: "1", body: `<C:calendar-query ${namespaces}><D:prop><D:getetag/></D:prop><C:filter>
    <C:comp-filter name="VCALENDAR"><C:comp-filter name="VTODO">${inner}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`})).text).map((href) => href.slice(list.length, -4)).sort();
  assert.deepEqual(await found(""), ["early", "late", "weekly"]);
  assert.deepEqual(await found('<C:prop-filter name="COMPLETED"><C:is-not-defined/></C:prop-filter>'), ["early", "weekly"]);
  assert.deepEqual(await found('<C:prop-filter name="SUMMARY"><C:text-match>BIRD</C:text-match></C:prop-filter>'), ["early"]);
  assert.deepEqual(await found('<C:prop-filter name="SUMMARY"><C:text-match collation="i;octet">BIRD</C:text-match></C:prop-filter>'), []);
  assert.deepEqual(await found('<C:prop-filter name="STATUS"><C:text-match negate-condition="yes">COMPLETED</C:text-match></C:prop-filter>'), ["early", "weekly"]);
  assert.deepEqual(await found('<C:time-range start="20271130T000000Z" end="20271202T000000Z"/>'), ["late"]);
  assert.deepEqual(await found('<C:time-range start="20271205T000000Z" end="20271206T000000Z"/>'), ["weekly"]);
  const bad = async (filter, code) => {
    const answer = await dav("REPORT", list, {body: `<C:calendar-query ${namespaces}>${filter}</C:calendar-query>`});
    assert.ok(answer.status === 403 && answer.text.includes(code), `${answer}`);
  };
  await bad("", "<C:valid-filter/>");
  await bad('<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VTODO"><C:prop-filter name="SUMMARY"><C:text-match collation="x">a</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>', "<C:supported-collation/>");
  const got = await dav("REPORT", list, {status: 207, body: `<C:calendar-multiget ${namespaces}><D:prop><C:calendar-data><C:comp name="VCALENDAR"><C:comp name="VTODO"><C:prop name="UID"/></C:comp></C:comp></C:calendar-data></D:prop>
    <D:href>${list}early.ics</D:href><D:href>${list}nothing.ics</D:href><D:href>/etc/passwd</D:href></C:calendar-multiget>`});
  assert.match(got.text, /BEGIN:VTODO&#13;\nUID:early&#13;\nEND:VTODO/);
  assert.equal(got.text.match(/HTTP\/1.1 404 Not Found/g).length, 2);
});

test("caldav: properties are named, found, missing, set and refused; XML that is none is told", async () => {
  const list = await newList("Props");
  const find = (path, inner, more = {}) => dav("PROPFIND", path, {status: 207, Depth: "0", ...more, body: inner && `<D:propfind ${namespaces}>${inner}</D:propfind>`});
  const all = await find(list);
  assert.ok(all.text.includes("<C:calendar/>") && all.text.includes("getctag") && !all.text.includes("supported-report-set"));
  assert.match((await find(list, "<D:propname/>")).text, /<D:supported-report-set\/>/);
  const some = await find(list, '<D:prop><D:displayname/><x xmlns="urn:y"/><C:supported-calendar-component-set/></D:prop>');
  assert.match(some.text, /<D:displayname>Props<.*name="VTODO".*200 OK.*<x xmlns="urn:y"\/>.*404 Not Found/);
  const patch = (inner) => dav("PROPPATCH", list, {status: 207, body: `<D:propertyupdate ${namespaces}>${inner}</D:propertyupdate>`});
  const refused = await patch("<D:set><D:prop><D:displayname>No</D:displayname><D:getetag>1</D:getetag></D:prop></D:set>");
  assert.match(refused.text, /424 Failed Dependency.*403 Forbidden.*cannot-modify-protected-property/);
  await patch("<D:set><D:prop><D:displayname>Named</D:displayname><I:calendar-color>#AABBCCFF</I:calendar-color><I:calendar-order>4</I:calendar-order></D:prop></D:set>");
  const {title, color} = await api("GET", `/lists/${list.split("/")[3]}`);
  assert.deepEqual([title, color], ["Named", "#aabbcc"]);
  assert.match((await find(list)).text, /calendar-order>4</);
  await dav("PROPFIND", list, {status: 400, Depth: "2"});
  await dav("PROPFIND", "/dav/lists/", {status: 403, Depth: "infinity"});
  for (const body of ["<", "<a/>", `<!DOCTYPE x [<!ENTITY e "${"x".repeat(99)}">]><D:propfind ${namespaces}><D:prop><D:displayname>&e;</D:displayname></D:prop></D:propfind>`,
    `${"<a>".repeat(1000)}${"</a>".repeat(1000)}`, "<D:propfind/>", "<propfind xmlns='DAV:'/>"]) await dav("PROPFIND", list, {status: 400, Depth: "0", body});
});

async function invited(email) {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(10)) {
    for (const line of server.stderr.split("\n")) {
      const link = line.includes("in the mailbox") && line.includes(email) && /#join=([\w-]+)/.exec(line);
      if (link) return link[1];
    }
  }
  assert.fail(`no invitation to ${email}`);
}

test("caldav: a list is seen by those who share it, and changed by those who may", async () => {
  const list = await newList("Shared"), bo = await person(server), bos = await tokenOf(server, bo);
  const bosKey = basic(await keyOf(server, bo, ["todo:*:write"])), reads = basic(await keyOf(server, ann, ["todo:*:read"])), other = basic(await keyOf(server, ann, ["library:*:write"]));
  await put(`${list}a.ics`, vtodo("a", "SUMMARY:A"), {status: 201});
  for (const [method, more] of [["PROPFIND", {}], ["REPORT", {body: `<D:sync-collection ${namespaces}><D:sync-token/></D:sync-collection>`}], ["DELETE", {}], ["PROPPATCH", {body: `<D:propertyupdate ${namespaces}/>`}]])
    await dav(method, list, {as: bosKey, status: 404, ...more});
  await dav("GET", `${list}a.ics`, {as: bosKey, status: 404});
  await put(`${list}a.ics`, vtodo("a"), {as: bosKey, status: 409});
  await api("POST", "/invitations", {list: list.split("/")[3], email: bo.email, role: "viewer"});
  await api("POST", "/invitations/accept", {secret: await invited(bo.email)}, bos, 200);
  await dav("GET", `${list}a.ics`, {as: bosKey, status: 200});
  for (const answer of [await put(`${list}a.ics`, vtodo("a"), {as: bosKey}), await dav("DELETE", `${list}a.ics`, {as: bosKey}), await dav("DELETE", list, {as: bosKey})])
    assert.ok(answer.status === 403 && answer.text.includes("<D:need-privileges/>"), `${answer}`);
  assert.ok(!(await dav("PROPFIND", list, {as: bosKey, status: 207, Depth: "0", body: `<D:propfind ${namespaces}><D:prop><D:current-user-privilege-set/></D:prop></D:propfind>`})).text.includes("write"));
  await put(`${list}a.ics`, vtodo("a"), {as: reads, status: 403});
  await dav("PROPFIND", "/dav/", {as: other, Depth: "0", status: 403});
  const nobody = await dav("PROPFIND", "/dav/", {as: {}, Depth: "0", status: 401});
  assert.match(nobody.headers.get("www-authenticate"), /^Basic /);
});

// ---- programs that people have ------------------------------------------------------------------

const run = (program, args, {cwd, env = {}, fails = false} = {}) => new Promise((resolve, reject) => {
  execFile(program, args, {cwd, env: {...process.env, ...env}, timeout: 120_000}, (error, out, err) =>
    error && !fails ? reject(new Error(`${program} ${args.join(" ")}: ${out}${err}`)) : resolve(out + err));
});
const password = () => atob(secret.Authorization.split(" ")[1]).slice(4);

test("caldav: todoman through vdirsyncer, both ways", {skip: missing(python("vdirsyncer"), python("todo"))}, async () => {
  const list = await newList("Unix"), id = list.split("/")[3], folder = await temporaryFolder();
  const task = await api("POST", "/tasks", {list: id, title: "Buy stamps", due: "2026-12-24", priority: 1});
  await writeFile(join(folder, "config"), `[general]\nstatus_path = "${folder}/status/"\n[pair tasks]\na = "here"\nb = "there"\ncollections = ["${id}"]\nmetadata = ["displayname"]
[storage here]\ntype = "filesystem"\npath = "${folder}/lists/"\nfileext = ".ics"\n[storage there]\ntype = "caldav"\nitem_types = ["VTODO"]\nurl = "${server.url}/"\nusername = "ann"\npassword = "${password()}"\n`);
  await mkdir(join(folder, "lists", id), {recursive: true});
  await writeFile(join(folder, "todoman.py"), `path = "${folder}/lists/*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ndefault_list = "Unix"\ncache_path = "${folder}/cache.db"\n`);
  const env = {VDIRSYNCER_CONFIG: join(folder, "config"), TODOMAN_CONFIG: join(folder, "todoman.py"), HOME: folder, LC_ALL: "C.UTF-8"};
  const todo = (...args) => run(python("todo"), args, {cwd: folder, env}), synced = () => run(python("vdirsyncer"), ["sync"], {cwd: folder, env});
  await run(python("vdirsyncer"), ["discover"], {cwd: folder, env});
  await run(python("vdirsyncer"), ["metasync"], {cwd: folder, env});
  await synced();
  const [listed] = JSON.parse(await todo("--porcelain", "list"));
  assert.deepEqual([listed.summary, listed.list, listed.priority], ["Buy stamps", "Unix", 1]);
  await todo("new", "--list", "Unix", "--due", "2026-12-25 10:00", "Wrap presents");
  await todo("done", `${listed.id}`);
  await synced();
  assert.equal((await api("GET", `/tasks/${task.id}`)).status, "completed");
  const {items} = await api("GET", `/tasks?list=${id}&open=true`);
  assert.deepEqual(items.map(({title}) => title), ["Wrap presents"]);
  await api("DELETE", `/tasks/${items[0].id}`);
  await synced();
  assert.equal((await readdir(join(folder, "lists", id))).filter((name) => name.endsWith(".ics")).length, 1);
  assert.match(await synced(), /Syncing/);
});

test("caldav: python3-caldav makes, finds, completes and deletes", {skip: missing(python("python"))}, async () => {
  const script = `
import sys, datetime, caldav
client = caldav.DAVClient(url=sys.argv[1], username="ann", password=sys.argv[2])
principal = client.principal()
calendar = principal.make_calendar(name="From Python", cal_id="python", supported_calendar_component_set=["VTODO"])
todo = calendar.save_todo(summary="Write tests", due=datetime.datetime(2026, 12, 24, 12, tzinfo=datetime.timezone.utc), categories=["work"])
assert [t.icalendar_component["SUMMARY"] for t in calendar.todos()] == ["Write tests"]
todo.complete()
assert calendar.todos() == []
assert len(calendar.todos(include_completed=True)) == 1
found = calendar.todo_by_uid(str(todo.icalendar_component["UID"]))
assert found.icalendar_component["STATUS"] == "COMPLETED"
copy = calendar.objects_by_sync_token()
found.delete()
assert [c.name for c in principal.calendars()].count("From Python") == 1
calendar.delete()
print("done")
`;
  const said = await run(python("python"), ["-c", script, `${server.url}/dav/`, password()], {env: {PYTHONWARNINGS: "ignore"}});
  assert.match(said, /done/);
});

// Those of litmus's tests fail that put a file of any kind into a list, or a folder; with them goes what they
// would have made.
const litmus = "/usr/libexec/litmus";
const notOfLists = {basic: ["put_get", "put_get_utf8_segment", "mkcol_over_plain", "delete", "delete_fragment", "mkcol", "mkcol_again", "delete_coll"], http: []};
test("caldav: litmus, as far as lists of tasks are files in folders", {skip: missing(`${litmus}/basic`)}, async () => {
  const folder = await temporaryFolder();
  for (const [part, expected] of Object.entries(notOfLists)) {
    const said = await run(`${litmus}/${part}`, ["--htdocs", "/usr/share/litmus/htdocs", `${server.url}/dav/lists/`, "ann", password()], {cwd: folder, fails: true});
    const failed = [...said.matchAll(/(\w+)\.+ (?:FAIL|SKIPPED)/g)].map(([, name]) => name);
    assert.deepEqual(failed, expected, said);
    assert.match(said, /finish\.+ pass/);
  }
});
});
