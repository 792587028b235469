// Tables that come in: as programs of others write them, by whoever may, one after the other; how far
// each is, what was wrong with it, and what is left when it is cancelled.
import assert from "node:assert/strict";
import {after, before, describe, test} from "node:test";
import Papa from "papaparse";
import {keyOf, person, tokenOf} from "./lib/persons.mjs";
import {demoFolder, serve} from "./lib/server.mjs";
import {ask, exported, faultsOf, follow, good, importTable, library, paged, refused, rowsOf, send} from "./lib/tables.mjs";

let server, librarian, token;
// In a suite of its own, whose server starts when its turn comes.
describe("imports", () => {
before(async () => {
  server = await serve({data: await demoFolder(), demo: true});
  librarian = await person(server, ["library.librarian"]);
  token = await tokenOf(server, librarian);
});
after(() => server?.stop());

const authors = {collection: "authors"};
const many = (count, name) => Array.from({length: count}, (_, i) => ({name: `${name} ${i}`, about: `number ${i}`}));
// The names of authors that begin so, in the order of their numbers.
async function named(begin) {
  const names = rowsOf(await exported(server, "authors", {fields: "name"})).map(({name}) => name);
  return names.filter((name) => name.startsWith(`${begin} `)).sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
}

test("imports: a table as Papa writes it for any spreadsheet", async () => {
  const rows = [
    {name: "Semicolon; Ann", about: "says \"hello\", and\nmore on the next line"},
    {name: "Semicolon, Bob", about: ""},
    {name: "Semicolon \"Cy\"", about: "Größe; 👩‍👩‍👧‍👦"},
  ];
  const ways = [{}, {delimiter: ";"}, {delimiter: "\t"}, {newline: "\n"}, {newline: "\r\n", delimiter: ";", quotes: true}, {newline: "\r"}];
  for (const [i, way] of ways.entries()) {
    for (const begin of ["", "\ufeff"]) {
      const query = {search: "Semicolon"}, mark = `${i}${begin ? "b" : ""}`;
      const table = begin + Papa.unparse(rows.map(({name, about}) => ({name: `${name} ${mark}`, about})), {newline: "\r\n", ...way});
      const done = await importTable(server, authors, table, {as: token});
      assert.equal(`${done.state} ${done.imported} ${done.refused}`, "done 3 0", JSON.stringify([way, begin, table]));
      const found = (await paged(server, "authors", query)).filter(({name}) => name.endsWith(` ${mark}`));
      const expected = rows.map(({name, about}) => `${name} ${mark}: ${about || null}`);
      assert.deepEqual(found.map(({name, about}) => `${name}: ${about}`).sort(), expected.sort());
    }
  }
});

test("imports: a form with a file, and a body that is the file", async () => {
  const form = new FormData();
  form.append("collection", "authors");
  form.append("mode", "valid");
  form.append("file", new Blob(["name\nForm 1\nForm 2\n"], {type: "application/vnd.ms-excel"}), "Autoren & Größe.csv");
  const sent = await good(ask(server, "POST", library("imports"), {as: token, body: form}), 201);
  assert.equal(sent.headers.get("Location"), library(`imports/${sent.json.id}`));
  assert.equal(sent.json.file_name, "Autoren & Größe.csv");
  assert.equal((await follow(server, sent.json, undefined, {as: token})).state, "done");
  const lines = "{\"name\":\"Form 3\"}\n{\"name\":\"Form 4\",\"about\":null}\n";
  await importTable(server, authors, lines, {as: token, headers: {"Content-Type": "application/x-ndjson"}});
  assert.deepEqual(await named("Form"), ["Form 1", "Form 2", "Form 3", "Form 4"]);
});

test("imports: an API key needs the scope of imports and that of what is imported", async () => {
  const both = await keyOf(server, librarian, ["library:imports:write", "library:authors:write"]);
  const done = await importTable(server, authors, "name\nKeyed 1\n", {as: both});
  assert.equal(done.account, librarian.id);
  for (const scopes of [["library:imports:write"], ["library:authors:write"], ["library:imports:write", "library:authors:read"], ["library:imports:read", "library:authors:write"]]) {
    await refused(send(server, authors, "name\nKeyed 2\n", {as: await keyOf(server, librarian, scopes)}), 403, "scope_missing");
  }
  const reader = await person(server);
  await refused(send(server, authors, "name\nKeyed 3\n", {as: await tokenOf(server, reader)}), 403, "forbidden");
  await refused(send(server, authors, "name\nKeyed 4\n", {as: {}}), 401, "not_signed_in");
  // What was asked for by one is nobody else's, and an administrator's.
  await refused(ask(server, "GET", library(`imports/${done.id}`), {as: await tokenOf(server, reader)}), 404, "import_not_found");
  await good(ask(server, "GET", library(`imports/${done.id}`)));
  assert.deepEqual(await named("Keyed"), ["Keyed 1"]);
});

test("imports: 10,000 lines, and how far it is", async () => {
  const {json: sent} = await good(send(server, authors, Papa.unparse(many(10_000, "Crowd")), {as: token}), 201);
  const seen = new Set();
  let read = -1;
  const done = await follow(server, sent, (now) => {
    if (!seen.has(now.state)) read = -1;
    assert.ok(now.bytes_read >= read, "it goes back");
    assert.ok(now.imported + now.refused <= now.records && now.bytes_read <= now.bytes);
    read = now.bytes_read;
    seen.add(now.state);
    return now.ended;
  }, {as: token, every: 2});
  assert.ok(seen.has("checking") && seen.has("importing"), [...seen].join());
  assert.deepEqual([done.state, done.records, done.imported, done.refused, done.bytes_read, done.line, done.file], ["done", 10_000, 10_000, 0, done.bytes, 10_001, null]);
  assert.deepEqual(await named("Crowd"), many(10_000, "Crowd").map(({name}) => name));
});

test("imports: each mode does what it says, and what was wrong is a list and a table", async () => {
  const table = "slug,name\nmode-1,One\nNo Slug,Two\nmode-3,\nmode-4,Four,4\nmode-5,Five\nmode-5,Again\n\"mode-6\"x,Six\n";
  const wrong = ["3 /slug bad_format", "4 /name required", "5 - too_many", "8 - malformed_line"];
  const ours = async () => (await paged(server, "genres")).filter(({slug}) => slug.startsWith("mode-")).map(({slug}) => slug);
  for (const [mode, state, there] of [["check", "refused", []], ["all", "refused", []], ["valid", "done", ["mode-1", "mode-5"]]]) {
    const done = await importTable(server, {collection: "genres", mode}, table, {as: token});
    const faults = await faultsOf(server, done, {as: token});
    assert.deepEqual([done.state, done.imported, done.records], [state, there.length, 7], mode);
    assert.equal(done.refused, 5, mode);
    for (const one of wrong) assert.ok(faults.includes(one), `${mode}: ${faults.join("; ")}`);
    assert.ok(faults.includes("7 - slug_taken"), `${mode}: ${faults.join("; ")}`);
    const csv = (await good(ask(server, "GET", library(`imports/${done.id}/faults/export?fields=line,pointer,code,message`), {as: token}))).text;
    assert.deepEqual(rowsOf(csv).map(({line, pointer, code}) => `${line} ${pointer || "-"} ${code}`), faults);
    assert.deepEqual((await ours()).sort(), there);
  }
  const again = await importTable(server, {collection: "genres", mode: "check"}, "slug,name\nmode-7,Seven\n", {as: token});
  assert.deepEqual([again.state, again.imported], ["done", 0]);
});

test("imports: of more faults than anybody reads a thousand are told, all are counted", async () => {
  const done = await importTable(server, {collection: "genres", mode: "valid"}, "slug,name\n" + "No Slug,x\n".repeat(3000), {as: token});
  assert.deepEqual([done.state, done.refused, done.faults], ["done", 3000, 1000]);
});

test("imports: the same Idempotency-Key is the same import, another file under it is refused", async () => {
  const headers = {"Content-Type": "text/csv", "Idempotency-Key": `"table-${Date.now()}"`}, options = {as: token, headers};
  const first = (await good(send(server, authors, "name\nOnce 1\n", options), 201)).json;
  const second = (await good(send(server, authors, "name\nOnce 1\n", options), 201)).json;
  assert.equal(second.id, first.id);
  assert.equal((await send(server, authors, "name\nOnce 2\n", options)).status, 422);
  await follow(server, first, undefined, {as: token});
  assert.deepEqual(await named("Once"), ["Once 1"]);
});

test("imports: what is no table is refused at the door, or by its header", async () => {
  const xlsx = Buffer.concat([Buffer.from("PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", "latin1"), Buffer.from("[Content_Types].xml"), Buffer.alloc(100, 7)]);
  await refused(send(server, authors, xlsx, {as: token}), 415, "wrong_file_type");
  await refused(send(server, authors, Buffer.from("\ufeffname\nx\n", "utf16le"), {as: token}), 415, "wrong_file_type");
  await refused(send(server, {collection: "loans"}, "copy\nx\n", {as: token}), 422, "validation_failed");
  await refused(send(server, {}, "name\nx\n", {as: token}), 422, "validation_failed");
  for (const [table, fault] of [
    ["nmae\nx\n", "1 /nmae unknown_field"], ["name,name\nx,y\n", "1 /name duplicate_field"], ["id,name\n1,x\n", "1 /id unknown_field"],
    ["\n\n", "1 - required"], ["name\n\xff\xfe\n", "2 - invalid_unicode"],
  ]) {
    const done = await importTable(server, authors, Buffer.from(table, "latin1"), {as: token});
    assert.deepEqual([done.state, await faultsOf(server, done, {as: token})], ["refused", [fault]], table);
  }
});

test("imports: cancelled while it runs, it leaves nothing; of `valid`, what was done", async () => {
  for (const mode of ["all", "valid"]) {
    const name = `Cancelled${mode}`;
    const {json: sent} = await good(send(server, {...authors, mode}, Papa.unparse(many(10_000, name)), {as: token}), 201);
    await follow(server, sent, ({state, imported, ended}) => ended || (state === "importing" && imported >= 500), {as: token, every: 1});
    assert.equal((await good(ask(server, "POST", library(`imports/${sent.id}/cancel`), {as: token}))).json.cancelled, true);
    const done = await follow(server, sent, undefined, {as: token});
    assert.equal(done.state, "cancelled");
    const there = await named(name);
    assert.equal(there.length, done.imported);
    if (mode === "all") assert.equal(done.imported, 0);
    else assert.ok(done.imported >= 500 && done.imported < 10_000, `${done.imported}`);
    await refused(ask(server, "POST", library(`imports/${sent.id}/cancel`), {as: token}), 409, "import_over");
  }
});

test("imports: thirty at once are done one after the other, and none is lost", async () => {
  const all = await Promise.all(Array.from({length: 30}, (_, i) => good(send(server, authors, Papa.unparse(many(200, `Queue${i}`)), {as: token}), 201)));
  const done = [];
  for (const {json} of all) done.push(await follow(server, json, undefined, {as: token}));
  assert.deepEqual([...new Set(done.map(({state, imported}) => `${state} ${imported}`))], ["done 200"]);
  const names = rowsOf(await exported(server, "authors", {fields: "name"})).map(({name}) => name).filter((name) => name.startsWith("Queue"));
  assert.equal(names.length, 6000);
  assert.equal(new Set(names).size, 6000);
  // Each ended before the next one's records began.
  const made = new Map();
  for (const {name, created} of await paged(server, "authors", {search: "Queue"})) {
    const one = name.split(" ")[0], [from, to] = made.get(one) ?? [created, created];
    made.set(one, [created < from ? created : from, created > to ? created : to]);
  }
  const spans = [...made.values()].sort();
  for (const [i, [from]] of spans.entries()) assert.ok(i === 0 || spans[i - 1][1] <= from, "two were done at the same time");
});
});
