// `stoa backup` beside a server that is written to, and `stoa restore` of what it made.
import assert from "node:assert/strict";
import {stat} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {serve, stoa, temporaryFolder} from "./lib/server.mjs";
import {log, make, writers} from "./lib/works.mjs";

const onSqlite = {STOA_DATABASE_URL: ""};  // whatever database the tests are run on
// The ids in the rows of the log that are about them.
const logged = async (env, entity) => (await log(env)).filter((row) => row.entity === entity).map(({key}) => key);

async function all(server, collection) {
  const found = new Map();
  for (let next = `/api/library/${collection}?limit=100`; next;) {
    const answer = await fetch(new URL(next, server.url), {headers: {Authorization: `Bearer ${server.key}`}});
    assert.equal(answer.status, 200, await answer.clone().text());
    const page = await answer.json();
    for (const item of page.items) found.set(item.id, item);
    next = page.next && `/api/library/${collection}?limit=100&cursor=${encodeURIComponent(page.next)}`;
  }
  return found;
}

test("backup: all that was answered before it is in it, nothing by half, while others write", async (t) => {
  const server = await serve();
  const env = {STOA_DATA: join(server.folder, "data")};
  const edition = await make(server, "editions", {work: await make(server, "works", {title: "Pictures", authors: [await make(server, "authors", {name: "A painter"})]}), title: "Pictures"});
  const cover = `/api/library/editions/${edition}/cover`;
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  const sent = await fetch(server.url + cover, {method: "POST", headers: {Authorization: `Bearer ${server.key}`, "Content-Type": "image/png"}, body: png});
  assert.equal(sent.status, 200, await sent.clone().text());

  const load = writers(server, 4);
  while (load.made.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = [...load.made];
  const folder = join(await temporaryFolder(), "backup");
  const done = await stoa(["backup", folder], {env});
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /^Backed up accounts, collections, library, todo as of .*\nThe master key is not in it/);
  const during = load.made.length - before.length;
  await load.stop();
  t.diagnostic(`note: ${before.length} works before the backup, ${during} while it ran`);
  assert.ok(during > 0, "nothing was written while the backup ran");

  const refused = await stoa(["restore", folder, "--data", env.STOA_DATA], {});
  assert.deepEqual([refused.status, /Another Stoa runs on the folder/.test(refused.stderr)], [1, true], refused.stderr);
  assert.equal((await server.stop()).status, 0);

  // Under the keys of the folder that was there, as its rows are sealed with them.
  const restored = await stoa(["restore", folder, "--data", env.STOA_DATA], {});
  assert.equal(restored.status, 0, restored.stderr);
  const [, kept] = /What was there is in (.+)\.\n/.exec(restored.stdout);
  assert.ok((await stat(join(kept, "stoa.lock"))).isFile());
  assert.equal(restored.stdout.includes("master key"), false, restored.stdout);

  const again = await serve({data: server.folder, env: onSqlite});
  const works = await all(again, "works"), authors = await all(again, "authors");
  for (const {id, author, name} of before) assert.deepEqual([works.get(id)?.title, authors.get(author)?.name], [name, name]);
  const here = {...env, ...onSqlite};
  assert.deepEqual((await logged(here, "works")).sort(), [...works.keys()].sort());
  assert.deepEqual((await logged(here, "authors")).sort(), [...authors.keys()].sort());
  const got = await fetch(again.url + cover);
  assert.deepEqual(Buffer.from(await got.arrayBuffer()), png);
  await make(again, "authors", {name: "Somebody later"});
  assert.equal((await again.stop()).status, 0);
});
