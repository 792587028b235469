// The console: what people click in its pages, in the order of a first day with them.
import assert from "node:assert/strict";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {gzipSync} from "node:zlib";
import {temporaryFolder} from "../api/lib/server.mjs";
import {ask, at, counted, hasFocus, noBarriers, suite} from "./lib/suite.mjs";

const heading = (page, name) => page.getByRole("heading", {level: 1, name});
const ready = async (path, how, title) => {
  const page = await at(path, how);
  await heading(page, title).waitFor();
  return page;
};
const html = async (path) => (await fetch(suite.stoa.server.url + path)).text();

// ---- the shell ---------------------------------------------------------------------------------

test("console: one page for all its addresses, and none of others'", async () => {
  const shell = await html("/");
  assert.match(shell, /id="console"/, "the binary was built without the console");
  for (const path of ["/system", "/system/jobs", "/collections", "/collections/shelf/books"]) assert.equal(await html(path), shell, path);
  const {url} = suite.stoa.server;
  for (const path of ["/api/nothing", "/api/collections/nothing/here", "/nothing", "/collections/x.js", "/console/files/none.js"]) {
    const answer = await fetch(url + path, {headers: {Accept: "text/html"}});
    assert.equal(answer.status, 404, path);
    assert.match(answer.headers.get("Content-Type"), /problem\+json/, path);
  }
  assert.equal((await fetch(`${url}/collections`, {method: "POST"})).status, 404);
});

test("console: it starts with less than 200 kB, and what is named by its hash is kept for ever", async () => {
  const {url} = suite.stoa.server, shell = await html("/");
  const files = [...shell.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file);
  assert.ok(files.length >= 3);
  let bytes = gzipSync(shell).length;
  for (const file of files) {
    const answer = await fetch(url + file);
    assert.equal(answer.status, 200, file);
    if (file.startsWith("/console/files/")) assert.match(answer.headers.get("Cache-Control"), /immutable/);
    bytes += gzipSync(await answer.text()).length;
  }
  assert.ok(bytes < 200_000, `${bytes} bytes`);
  const {headers} = await fetch(`${url}/collections`);
  assert.match(headers.get("Content-Security-Policy"), /default-src 'self'.*require-trusted-types-for 'script'/);
  assert.equal(headers.get("Cache-Control"), "no-cache");
});

test("console: the home page has a figure of an app, and leads to it", async () => {
  const page = await at("/");
  await page.getByText(/^[\d,]+ works$/).waitFor();
  await page.getByRole("main").getByRole("link", {name: "make an account"}).waitFor();
  assert.equal(await page.getByRole("navigation", {name: "Site"}).getByRole("link", {name: "System"}).count(), 0);
  await page.getByRole("main").getByRole("link", {name: "Collections"}).click();
  await page.waitForURL(/\/collections\/?$/);
  await page.getByRole("link", {name: "Sign in", exact: true}).last().waitFor();
});

test("console: back, forward, reload and a link into the middle", async () => {
  const page = await ready("/system/jobs", {as: "Ada"}, "Jobs");
  await page.getByRole("link", {name: "Mail", exact: true}).click();
  await heading(page, "Mail").waitFor();
  assert.equal(await hasFocus(heading(page, "Mail")), true, "the focus goes along");
  assert.equal(await page.title(), "Mail · Stoa");
  await page.goBack();
  await heading(page, "Jobs").waitFor();
  await page.goForward();
  await heading(page, "Mail").waitFor();
  await page.reload();
  await heading(page, "Mail").waitFor();
  await page.goto("/system/nothing");
  await heading(page, "There is nothing here").waitFor();
});

test("console: the keyboard is enough: a way past the header, the palette, two letters", async () => {
  const page = await at("/", {as: "Ada"});
  await page.getByRole("link", {name: "System"}).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", {name: "Where to go"});
  await box.fill("webhooks");
  await counted(page.getByRole("option"), 1);
  await page.keyboard.press("Escape");
  await box.waitFor({state: "hidden"});
  await page.keyboard.press("Control+k");
  await box.fill("jobs");
  await page.keyboard.press("Enter");
  await heading(page, "Jobs").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL((url) => url.pathname === "/");
});

test("console: light or dark stays as chosen, on pages of apps as well", async () => {
  const page = await at("/");
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole("button", {name: /Colours: system/}).click();
  await page.getByRole("button", {name: /Colours: light/}).click();
  await page.getByRole("button", {name: /Colours: dark/}).waitFor();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.goto("/accounts/");
  assert.equal(await paper(), dark);
});

// ---- the system --------------------------------------------------------------------------------

test("system: nobody but administrators sees it", async () => {
  await ready("/system", {}, "System").then((page) => page.getByRole("main").getByRole("link", {name: "Sign in"}).waitFor());
  await ready("/system", {as: "Rob"}, "For administrators");
});

test("system: what is asked for is drawn and counted", async () => {
  for (let i = 0; i < 20; i++) await (await fetch(`${suite.stoa.server.url}/api/library/works?limit=1`)).text();
  const page = await ready("/system", {as: "Ada"}, "System");
  await page.locator(".curve.is-first[d*=L]").first().waitFor({state: "attached"});
  const row = page.getByRole("table", {name: "Busiest routes"}).getByRole("row").filter({hasText: "search_works"});
  await row.waitFor();
  assert.match(await page.locator(".tiles").innerText(), /Memory\s+\d+ MiB/);
  const lane = page.getByRole("table", {name: "Lanes"}).getByRole("row").filter({has: page.getByRole("cell", {name: "library", exact: true})});
  assert.notEqual(await lane.getByRole("cell").nth(5).innerText(), "0", "who searches reads");
});

test("system: a job is looked at and run now", async () => {
  const page = await ready("/system/jobs", {as: "Ada"}, "Jobs");
  await page.getByRole("button", {name: "Library", exact: true}).click();
  const run = page.getByRole("button", {name: /^Run now/}).first();
  await run.waitFor();
  // A job with a schedule is the one that is still there a moment later.
  const scheduled = page.getByRole("table", {name: "Jobs"}).getByRole("row").filter({has: page.locator("code")}).first();
  await scheduled.getByRole("button").first().click();
  await page.getByRole("dialog").getByText("What it was given").waitFor();
  await page.keyboard.press("Escape");
  const [answer] = await Promise.all([page.waitForResponse((one) => /\/jobs\/.*\/run$/.test(one.url())), run.click()]);
  assert.equal(answer.status(), 200);
});

test("system: nothing is done to the jobs of one app while another's are asked for", async () => {
  const page = await ready("/system/jobs", {as: "Ada"}, "Jobs");
  const table = page.locator("table[aria-label=Jobs]");
  await table.and(page.locator("[aria-busy=false]:not([inert])")).waitFor();
  let answer;
  const asked = new Promise((resolve) => page.route("**/api/library/jobs?**", (route) => {
    answer = () => route.continue();
    resolve();
  }, {times: 1}));
  await page.getByRole("button", {name: "Library", exact: true}).click();
  await asked;
  await table.and(page.locator("[aria-busy=true][inert]")).waitFor();
  await answer();
  await table.and(page.locator("[aria-busy=false]:not([inert])")).waitFor();
});

test("system: a mail that nobody delivered is read", async () => {
  const {url} = suite.stoa.server;
  const email = `reader-${Date.now()}@demo.invalid`;
  const sent = await fetch(`${url}/api/accounts/registrations`, {method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({email, name: "A new reader", password: "a long enough sentence of words"})});
  assert.ok(sent.ok, await sent.text());
  const page = await ready("/system/mails", {as: "Ada"}, "Mail");
  const row = page.getByRole("row").filter({hasText: email});
  await row.getByRole("button").click();
  await page.getByRole("dialog").getByText(/\/accounts\/#/).waitFor();
});

test("system: what went wrong is told, and leads to the log on the machine", async () => {
  const real = await ask("Ada", "GET", "/api/accounts/troubles");
  assert.equal(real.status, 200);
  assert.ok(Array.isArray((await real.json()).items));
  assert.equal((await ask("Lia", "GET", "/api/accounts/troubles")).status, 403);
  // A server that does well has none to show.
  const page = await at("/", {as: "Ada"});
  await page.route("**/api/accounts/troubles", (route) => route.fulfill({json: {items: [
    {number: 2, at: new Date().toISOString(), level: "error", message: "a handler failed", app: null, route: "lend_copy", job: null, event: null, request: "r7"},
    {number: 1, at: new Date().toISOString(), level: "warning", message: "events wait", app: "library", route: null, job: null, event: null, request: null},
  ]}}));
  await page.goto("/system/log");
  const table = page.getByRole("table", {name: "Warnings and errors"});
  await table.getByRole("row", {name: /a handler failed error lend copy r7/}).waitFor();
  await table.getByRole("row", {name: /events wait warning library –/}).waitFor();
  await page.getByText("journalctl -u stoa").waitFor();
});

test("system: who changed what is listed, and narrowed to one record", async () => {
  const made = await ask("Lia", "POST", "/api/library/authors", {name: "Somebody audited"});
  const {id} = await made.json();
  const page = await ready("/system/audit", {as: "Ada"}, "Audit");
  await page.getByRole("button", {name: "Library", exact: true}).click();
  await page.getByRole("button", {name: `…${id.slice(-8)}`}).first().click();
  const table = page.getByRole("table", {name: "Changes"});
  await table.getByRole("row").filter({hasText: "authors added"}).waitFor();
  await counted(table.getByRole("row"), 2);  // its head, and the one change
  assert.equal(await page.getByText("Somebody audited").count(), 0);
  await page.getByRole("button", {name: /^Record …/}).click();
  await table.getByRole("row").nth(2).waitFor();
});

test("system: a webhook is made, pinged, followed and removed", async () => {
  const page = await ready("/system/webhooks", {as: "Ada"}, "Webhooks");
  page.forgive(/status of 422/);
  await page.getByRole("button", {name: "Library", exact: true}).click();
  await page.getByRole("button", {name: "Add a webhook"}).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address").fill("not an address");
  await dialog.getByRole("button", {name: "Add it"}).click();
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  await dialog.getByLabel("Address").fill("https://hooks.invalid/stoa");
  await dialog.getByRole("button", {name: "Add it"}).click();
  await dialog.getByText(/shown only once/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", {name: "Ping https://hooks.invalid/stoa"}).click();
  await dialog.getByRole("table", {name: "Deliveries"}).getByRole("row").nth(1).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", {name: "Remove: https://hooks.invalid/stoa"}).click();
  await page.getByRole("button", {name: "Remove: https://hooks.invalid/stoa"}).click();
  await page.getByText("Nobody is told of this app's events.").waitFor();
});

test("system: a backup is made, verified, and says how to restore it", async () => {
  const page = await ready("/system/backups", {as: "Ada"}, "Backups");
  await page.getByText("There is none yet.").waitFor();
  await page.getByRole("button", {name: "Back up now"}).click();
  const row = page.getByRole("table", {name: "Backups"}).getByRole("row").filter({hasText: /verified/});
  await row.getByText(/^stoa restore \d{8}T/).waitFor();
  const {continuous, items: [item]} = await (await ask("Ada", "GET", "/api/accounts/backups")).json();
  await row.getByText(`stoa restore ${item.name}`).waitFor();
  if (!continuous) return;  // on PostgreSQL
  const region = page.getByRole("region", {name: "Continuous"});
  await region.getByText("complete", {exact: true}).waitFor();
  await region.getByText(/^stoa restore --at \d{4}-/).waitFor();
});

// ---- collections -------------------------------------------------------------------------------

async function made(path, body) {
  const answer = await ask("Lia", "POST", `/api/collections/${path}`, body);
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}
// Five books, made once for all these tests.
let planted;
const shelf = () => (planted ??= plant());
async function plant() {
  const project = await made("projects", {name: "shelf", title: "My shelf"});
  const books = await made("definitions", {project: project.id, name: "books", title: "Books", schema: {
    type: "object", required: ["title"], properties: {
      title: {type: "string", maxLength: 200}, author: {type: "string", maxLength: 200}, year: {type: "integer"},
      kind: {type: "string", enum: ["novel", "essay", "poems"]}, price: {"x-stoa-type": "money"}, lent: {type: "boolean", default: false}},
  }, indexes: [{fields: ["title"]}, {fields: ["year"]}], search: ["title", "author"]});
  const rows = [["The Lathe of Heaven", "Ursula K. Le Guin", 1971, "novel"], ["A Room of One's Own", "Virginia Woolf", 1929, "essay"],
    ["Ariel", "Sylvia Plath", 1965, "poems"], ["Invisible Cities", "Italo Calvino", 1972, "novel"], ["Beloved", "Toni Morrison", 1987, "novel"]];
  for (const [title, author, year, kind] of rows) await made("shelf/books", {title, author, year, kind});
  return books.id;
}
const bookshelf = async (path = "", how = {}) => {
  await shelf();
  return ready(`/collections/shelf${path}`, {as: "Lia", ...how}, path ? "Books" : "My shelf");
};

const cells = (page, column) => page.locator(`tbody tr td:nth-child(${column})`).allInnerTexts();
const settled = (page, rows) => page.waitForFunction((n) => document.querySelectorAll("tbody tr").length === n, rows);

test("collections: a project and a collection by form, and its first record", async () => {
  const page = await ready("/collections", {as: "Lia"}, "Collections");
  page.forgive(/status of 422/);
  await page.getByRole("button", {name: "Begin a project"}).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await hasFocus(dialog.getByLabel("Title")), true);
  await dialog.getByLabel("Title").fill("A Garden");
  assert.equal(await dialog.getByLabel("Name").inputValue(), "a_garden");
  await dialog.getByRole("button", {name: "Begin it"}).click();
  await heading(page, "A Garden").waitFor();
  await page.getByRole("link", {name: "Define a collection"}).click();
  await page.getByLabel("Title", {exact: true}).fill("Plants");
  await page.getByLabel("Name of title").fill("name");
  await page.getByRole("button", {name: "Add a field"}).click();
  await page.getByLabel("Name of new field").fill("light");
  await page.getByLabel("Kind of light").selectOption("choice");
  await page.getByLabel("read", {exact: true}).fill("whatever = 1");
  await page.getByRole("button", {name: "Define it"}).click();
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  await page.getByLabel("Values of light").fill("sun, shade");
  await page.getByLabel("read", {exact: true}).fill("true");
  await page.getByRole("button", {name: "Define it"}).click();
  await page.getByText("There is no record yet.").waitFor();
  await page.getByRole("button", {name: "Add a record"}).click();
  await dialog.getByRole("button", {name: "Add it"}).click();
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  await dialog.getByLabel("name", {exact: true}).fill("Fern");
  await dialog.getByLabel("light", {exact: false}).selectOption("shade");
  await dialog.getByRole("button", {name: "Add it"}).click();
  await settled(page, 1);
  assert.deepEqual([...(await cells(page, 1)), ...(await cells(page, 2))], ["Fern", "shade"]);
  const open = await (await fetch(`${suite.stoa.server.url}/api/collections/a_garden/plants`)).json();
  assert.equal(open.items[0].name, "Fern", "the rule lets everybody read");
});

test("collections: records are filtered, searched, sorted, and a link says how", async () => {
  const page = await bookshelf("/books");
  page.forgive(/status of 4(00|22)/);
  await settled(page, 5);
  await page.getByRole("button", {name: "year", exact: true}).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "year");
  await page.waitForFunction(() => document.querySelector("tbody td").innerText === "A Room of One's Own");
  await page.getByRole("searchbox", {name: "Filter"}).fill('kind = "novel" AND year > 1971');
  await page.keyboard.press("Enter");
  await settled(page, 2);
  await page.reload();
  await settled(page, 2);
  assert.deepEqual(await cells(page, 1), ["Invisible Cities", "Beloved"]);
  await page.getByRole("searchbox", {name: "Filter"}).fill("nonsense = ");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({hasText: /\S/}).first().waitFor();
  await page.getByRole("searchbox", {name: "Filter"}).fill("");
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox", {name: "Search"}).fill("woolf");
  await page.keyboard.press("Enter");
  await settled(page, 1);
});

test("collections: a value is changed in its place, and others' changes are seen as they happen", async () => {
  const page = await bookshelf("/books?sort=year");
  page.forgive(/status of 422/);
  await settled(page, 5);
  await page.getByRole("button", {name: /^year: 1965/}).click();
  const field = page.getByRole("textbox", {name: "year"});
  await field.fill("soon");
  await page.keyboard.press("Enter");
  await page.getByRole("cell").getByRole("alert").waitFor();
  await field.fill("1966");
  await page.keyboard.press("Enter");
  await page.getByRole("button", {name: /^year: 1966/}).waitFor();
  const {items: [ariel]} = await (await ask("Lia", "GET", "/api/collections/shelf/books?filter=title%20%3D%20%22Ariel%22")).json();
  assert.equal(ariel.year, 1966);
  await page.getByRole("button", {name: /^price:/}).first().click();
  await page.getByRole("textbox", {name: "price"}).fill("12.29 eur");
  await page.keyboard.press("Enter");
  await page.getByRole("button", {name: /^price: €12.29/}).click();
  assert.equal(await page.getByRole("textbox", {name: "price"}).inputValue(), "12.29 EUR");
  await page.keyboard.press("Escape");
  await ask("Lia", "PATCH", `/api/collections/shelf/books/${ariel.id}`, {author: "S. Plath"}, {"Content-Type": "application/merge-patch+json"});
  await page.getByRole("button", {name: /^author: S. Plath/}).waitFor();
});

test("collections: a change of a definition is looked at before it is made", async () => {
  const page = await bookshelf("/books/definition");
  await page.getByRole("button", {name: "Add a field"}).click();
  await page.getByLabel("Name of new field").fill("note");
  await page.getByRole("button", {name: "Look at what it does"}).click();
  const dialog = page.getByRole("dialog", {name: "What this does"});
  await dialog.getByText("Adds the field note").waitFor();
  const before = await (await ask("Lia", "GET", `/api/collections/definitions/${await shelf()}`)).json();
  assert.equal("note" in before.schema.properties, false, "looking changes nothing");
  await dialog.getByRole("button", {name: "Change it"}).click();
  await dialog.waitFor({state: "hidden"});
  const after = await (await ask("Lia", "GET", `/api/collections/definitions/${await shelf()}`)).json();
  assert.equal("note" in after.schema.properties, true);
});

test("collections: a table is imported, and what was wrong with it is told", async () => {
  const file = join(await temporaryFolder(), "more.csv");
  await writeFile(file, "title,year,shelf\nOrlando,1928,A\nWaves,soon,B\n");
  const page = await bookshelf("/books/import");
  await page.getByLabel(/^File/).setInputFiles(file);
  await page.getByLabel("Take").selectOption("valid");
  await page.getByRole("button", {name: "Import it"}).click();
  await page.getByText("1 record imported, 1 refused.").waitFor();
  await page.getByText(/Line 3/).waitFor();
  await page.getByRole("link", {name: "See the records"}).click();
  await page.getByRole("button", {name: /^title: Orlando/}).waitFor();
});

test("collections: a view is published and a member comes and goes, by form", async () => {
  const page = await bookshelf();
  await page.getByRole("button", {name: "Publish a view"}).click();
  const view = page.getByRole("dialog", {name: "Publish a view"});
  await view.getByLabel("Title", {exact: true}).fill("What we have");
  await view.getByRole("checkbox", {name: "title"}).check();
  await view.getByLabel("Who may read").fill("true");
  await noBarriers(page);
  await view.getByRole("button", {name: "Publish it"}).click();
  await page.getByRole("table", {name: "Views"}).getByText("/api/collections/shelf/what_we_have").waitFor();
  const {items} = await (await fetch(`${suite.stoa.server.url}/api/collections/shelf/what_we_have?limit=1`)).json();
  assert.deepEqual(Object.keys(items[0]).filter((name) => !["id", "version", "created", "updated"].includes(name)), ["title"]);

  await page.getByRole("button", {name: "Add by id"}).click();
  const member = page.getByRole("dialog", {name: "Add a member"}), {id} = await (await ask("Rob", "GET", "/api/accounts/me")).json();
  await member.getByLabel("Account").fill(id);
  await noBarriers(page);
  await member.getByRole("button", {name: "Add them"}).click();
  const row = page.getByRole("table", {name: "Members"}).getByRole("row").filter({hasText: id});
  await row.getByText("editor").waitFor();
  await row.getByRole("button", {name: "Remove: editor"}).click();
  await row.getByText("they may not any more").waitFor();
  await row.getByRole("button", {name: "Remove: editor"}).click();
  await row.waitFor({state: "detached"});
});

test("collections: the calls that are shown are right", async () => {
  const page = await bookshelf("/books/call");
  assert.match(await page.locator("pre").first().innerText(), /curl .*\/api\/collections\/shelf\/books/);
  await page.getByRole("button", {name: "TypeScript"}).click();
  assert.match(await page.locator("pre").first().innerText(), /await fetch/);
});

// ---- for everybody -----------------------------------------------------------------------------

const views = {
  "home": async () => {
    const page = await at("/", {as: "Ada"});
    await page.getByText(/^[\d,]+ works$/).waitFor();
    return page;
  },
  "system": async () => {
    const page = await ready("/system", {as: "Ada"}, "System");
    await page.locator(".curve.is-first[d*=L]").first().waitFor({state: "attached"});
    return page;
  },
  "jobs": async () => {
    const page = await ready("/system/jobs", {as: "Ada"}, "Jobs");
    await page.getByRole("table").waitFor();
    return page;
  },
  "mail": () => ready("/system/mails", {as: "Ada"}, "Mail"),
  "webhooks": () => ready("/system/webhooks", {as: "Ada"}, "Webhooks"),
  "log": () => ready("/system/log", {as: "Ada"}, "Log"),
  "audit": async () => {
    const page = await ready("/system/audit", {as: "Ada"}, "Audit");
    await page.getByRole("table", {name: "Changes"}).waitFor();
    return page;
  },
  "backups": async () => {
    const page = await ready("/system/backups", {as: "Ada"}, "Backups");
    await page.getByRole("button", {name: /^Back/}).waitFor();
    return page;
  },
  "projects": () => ready("/collections", {as: "Lia"}, "Collections"),
  "a project": () => bookshelf(),
  "records": async () => {
    const page = await bookshelf("/books");
    await page.getByRole("table").waitFor();
    return page;
  },
  "a definition": () => bookshelf("/books/definition"),
  "calls": () => bookshelf("/books/call"),
  "the palette": async () => {
    const page = await at("/", {as: "Ada"});
    await page.getByRole("link", {name: "System"}).waitFor();
    await page.keyboard.press("Control+k");
    return page;
  },
};
for (const [view, show] of Object.entries(views)) {
  test(`console, ${view}: no barrier and nothing beside the screen`, async () => noBarriers(await show()));
}
