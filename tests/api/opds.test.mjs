// The library's catalogue as a reading program walks it, with the parser of one (opds-feed-parser).
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {after, before, describe, test} from "node:test";
import {keyOf, person} from "./lib/persons.mjs";
import {demoFolder, serve} from "./lib/server.mjs";

const Parser = createRequire(import.meta.url)("opds-feed-parser").default;

let server;
// In a suite of its own, whose server starts when its turn comes.
describe("opds", () => {
before(async () => (server = await serve({data: await demoFolder(), demo: true})));
after(() => server?.stop());

async function feed(path, headers = {}) {
  const answer = await fetch(new URL(path, server.url), {headers});
  assert.equal(answer.status, 200, path);
  assert.match(answer.headers.get("content-type"), /^application\/atom\+xml;profile=opds-catalog/);
  return new Parser().parse(await answer.text());
}
const linkOf = ({links}, rel) => links.find((link) => link.rel === rel)?.href;

test("opds: from the root to works, page after page, none twice", async () => {
  const root = await feed("/opds");
  assert.equal(root.constructor.name, "NavigationFeed");
  const seen = new Set();
  let next = linkOf(root.entries[0], "http://opds-spec.org/sort/popular");
  for (let pages = 0; pages < 3; ++pages) {
    const page = await feed(next);
    assert.equal(page.constructor.name, "AcquisitionFeed");
    for (const {id, title, authors, updated, links} of page.entries) {
      assert.ok(!seen.has(id), `${title} twice`);
      seen.add(id);
      assert.ok(title && authors[0].name && !Number.isNaN(Date.parse(updated)), title);
      assert.ok(links.some(({rel}) => rel === "http://opds-spec.org/acquisition/borrow"), title);
    }
    next = linkOf(page, "next");
  }
  assert.equal(seen.size, 150);
});

test("opds: what a person types is sent where the description says", async () => {
  const description = await (await fetch(new URL("/opds/search.xml", server.url))).text();
  const [, template] = /template="([^"]+)"/.exec(description);
  const found = await feed(template.replace("{searchTerms}", encodeURIComponent("tolkien hobb")));
  assert.match(found.entries[0].title, /Hobbit/);
  assert.match(found.entries[0].authors[0].name, /Tolkien/);
});

test("opds: with a key as the password it shows one's own shelf", async () => {
  const {Authorization} = await keyOf(server, await person(server), ["library:me:read"]);
  const shelf = await feed("/opds/loans", {Authorization: `Basic ${btoa(`anything:${Authorization.split(" ")[1]}`)}`});
  assert.equal(shelf.title, "My loans");
  const refused = await fetch(new URL("/opds/loans", server.url));
  assert.deepEqual([refused.status, refused.headers.get("www-authenticate")], [401, 'Basic realm="Library", charset="UTF-8"']);
});
});
