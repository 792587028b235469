// The checks themselves: each kind of damage is noticed.
import assert from "node:assert/strict";
import {describe, test} from "node:test";
import {createAuthor, outcomeOf} from "./lib/client.mjs";
import {contradictions} from "./lib/ledger.mjs";
import {scene} from "./lib/scene.mjs";

const name = "Kept";
const damages = {
  "an author without a search row": ["delete from library.authors_search", /0 search rows/],
  "an author without a change in the log": ["delete from library._log where entity = 'authors'", /the log says/],
  "a change in the log without an author": ["delete from library.authors", /in the log, but no author/],
  "a version without a change": ["update library.authors set version = 2", /version 2, but the log says insert 1/],
  "an acknowledged write that is lost": ["delete from library.authors; delete from library._log where entity = 'authors'", /acknowledged, and lost/],
  "a write that was done twice": [`
    insert into library.authors select gen_random_uuid(), name, about, version, created, updated from library.authors;
    insert into library._log (at, kind, key, entity, operation, payload)
    select l.at, l.kind, a.id::text, l.entity, l.operation, l.payload from library._log l, library.authors a
    where l.entity = 'authors' and a.id::text <> l.key`, /done 2 times/],
};
describe("checks", {concurrency: 3}, () => {
  for (const [what, [sql, expected]] of Object.entries(damages)) {
    test(`checks: ${what} is noticed`, async (t) => {
      const {server, cluster, database} = await scene(t);
      const answer = await createAuthor(server, name);
      const book = {created: new Map([[name, {outcome: outcomeOf(answer), id: answer.body.id}]]), edited: new Map()};
      assert.deepEqual(await contradictions(cluster, database, book), []);
      await cluster.sql(sql, {database});
      assert.match((await contradictions(cluster, database, book)).join("\n"), expected);
    });
  }

  test("checks: a write that was refused and done, or never asked for, is noticed", async (t) => {
    const {server, cluster, database} = await scene(t);
    await createAuthor(server, name);
    const found = (created) => contradictions(cluster, database, {created, edited: new Map()});
    assert.match((await found(new Map([[name, {outcome: "refused"}]]))).join("\n"), /refused, and done/);
    assert.match((await found(new Map())).join("\n"), /never asked for/);
    assert.deepEqual(await found(new Map([[name, {outcome: "unknown"}]])), []);
  });
});
