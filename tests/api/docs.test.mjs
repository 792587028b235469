// What the pages tell people to type: each block of shell that asks a server by curl does so as it is
// printed, but for the address, and what a person copies from the terminal. All requests are answered 2xx,
// but for those whose line says with what they are refused.
import assert from "node:assert/strict";
import {execFile, spawnSync} from "node:child_process";
import {copyFile, mkdir, readFile, writeFile} from "node:fs/promises";
import {delimiter, join} from "node:path";
import {test} from "node:test";
import Papa from "papaparse";
import {demoFolder, root, serve, temporaryFolder} from "./lib/server.mjs";

const pages = ["README.md", "docs/guide-api.md", "docs/guide-live.md", "docs/guide-doors.md", "docs/guide-webhooks.md", "src/apps/library/README.md", "src/apps/collections/README.md", "src/apps/todo/README.md"];

const missing = ["curl", "jq"].filter((tool) => spawnSync(tool, ["--version"]).error);
const skip = missing.length ? `there is no ${missing.join(" and no ")}` : false;

const blocksOf = (page) => [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text).filter((text) => /\bcurl\b/.test(text));

// "# copy_on_loan" behind a command, or a sentence that means a code.
const sentences = {"told why not": "validation_failed", "every mistake, named": "validation_failed", "each mistake, named": "unknown_field"};
const refusalsOf = (block) => [...block.matchAll(/\s# ([^#\n]+)$/gm)].map(([, said]) => sentences[said] ?? said).filter((said) => /^[a-z]+(_[a-z]+)+$/.test(said));

// The link that is printed for one of the demo's people.
const linkOf = (server, person) => new RegExp(`^.*${person}, an? .*?(http\\S+#sign-in=\\S+)`, "m").exec(server.stdout)[1];

// Made once: the link is good for one time.
const keys = new Map();
const librariansKey = (server) => keys.get(server) ?? keys.set(server, newKey(server)).get(server);

async function newKey(server) {
  const post = (path, body, headers = {}) => fetch(`${server.url}/api/accounts/${path}`, {
    method: "POST", headers: {"Content-Type": "application/json", Origin: server.url, ...headers}, body: JSON.stringify(body),
  });
  const signedIn = await post("sign-in-links", {token: linkOf(server, "Lia").split("=")[1]});
  const [cookie] = signedIn.headers.get("set-cookie").split(";");
  const made = await post("api-keys", {name: "Of the pages", scopes: ["library:*:write"]}, {Cookie: cookie});
  assert.equal(made.status, 201, await made.clone().text());
  return (await made.json()).key;
}

// The demo's books with the columns of goodbooks-10k, of which they are.
let books;
async function goodbooks() {
  const {data} = Papa.parse(await readFile(join(root, "src/apps/library/demo/books.csv"), "utf8"), {header: true, skipEmptyLines: true});
  return Papa.unparse(data.map((book, at) => {
    const stars = ["one", "two", "three", "four", "five"].map((star) => Number(book[`ratings.${star}`]));
    const count = stars.reduce((sum, n) => sum + n, 0), points = stars.reduce((sum, n, star) => sum + n * (star + 1), 0);
    return {
      book_id: at + 1, authors: book.authors, original_publication_year: book.first_published && `${book.first_published}.0`,
      title: book.title, language_code: book.language, average_rating: (points / count).toFixed(2), ratings_count: count,
    };
  }));
}

const quoted = (text) => `'${text}'`;
async function asTyped(block, server) {
  const text = block.replaceAll(/(127\.0\.0\.1|localhost):8080/g, `$1:${server.port}`)
    .replaceAll(/^(ada|lia|rob)='here .*'$/gm, (_, name) => `${name}=${quoted(linkOf(server, name[0].toUpperCase() + name.slice(1)))}`);
  if (/\$ADMIN_KEY\b/.test(text)) return `ADMIN_KEY=${quoted(server.key)}\n${text}`;
  if (!/\bkey='here|\$KEY\b/.test(text)) return text;
  const key = quoted(await librariansKey(server));
  return `KEY=${key}\n${text.replace(/^key='here .*'$/m, () => `key=${key}`)}`;
}

// In a folder with a picture and a table of books at hand, and with a curl that also writes each status to a file.
async function run(text) {
  const folder = await temporaryFolder(), statuses = join(folder, "statuses");
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/curl"), `#!/bin/sh\nPATH=\${PATH#*${delimiter}}\ncurl -w '%{stderr}status %{http_code}\\n' "$@" 2>>${statuses}\n`, {mode: 0o755});
  await writeFile(statuses, "");
  await copyFile(join(root, "docs/images/desk.png"), join(folder, "cover.jpg"));
  await writeFile(join(folder, "books.csv"), await (books ??= goodbooks()));
  const env = {...process.env, PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`};
  const said = await new Promise((resolve) => {
    execFile("bash", ["-euo", "pipefail", "-c", text], {cwd: folder, env, timeout: 60_000}, (error, stdout, stderr) => resolve({error, stdout, stderr}));
  });
  const written = await readFile(statuses, "utf8");
  return {...said, statuses: [...written.matchAll(/status (\d+)/g)].map(([, status]) => Number(status)), written};
}

for (const page of pages) {
  test(`docs: what ${page} says to type does what it says`, {skip}, async (t) => {
    const blocks = blocksOf(await readFile(join(root, page), "utf8"));
    assert.ok(blocks.length > 0, "there is nothing to type");
    const server = await serve({data: await demoFolder(), demo: true});
    t.after(() => server.stop());
    for (const block of blocks) {
      const {error, stdout, stderr, statuses, written} = await run(await asTyped(block, server));
      const all = `${block}\n${stdout}\n${stderr}\n${written}`;
      assert.equal(error, null, all);
      const refused = refusalsOf(block);
      let at = 0;  // they are told in their order
      for (const code of refused) assert.ok((at = stdout.indexOf(code, at) + 1) > 0, `${code} is not told\n${all}`);
      assert.ok(statuses.length > 0, all);
      assert.equal(statuses.filter((status) => status < 200 || status > 299).length, refused.length, all);
    }
  });
}
