// What people do on the pages: look for a book, narrow, read, change, add, delete, go back.
import assert from "node:assert/strict";
import {mkdir, readFile, stat} from "node:fs/promises";
import {join} from "node:path";
import {after, test} from "node:test";
import {root} from "../api/lib/server.mjs";
import {barriers, open, signIn} from "./lib/browser.mjs";
import {ask, at, errorAt, suite} from "./lib/suite.mjs";

const status = async (path) => (await fetch(suite.stoa.server.url + path)).status;
const library = {
  box: (page) => page.getByRole("searchbox"),
  found: (page) => page.getByRole("region", {name: "Works found"}),
  list: (page) => page.getByRole("list", {name: "Works", exact: true}),
  titles: (page) => library.list(page).getByRole("heading", {level: 3}).getByRole("link"),
  dialog: (page) => page.getByRole("dialog"),
};
// The list has answered: nothing is on its way, and something stands there.
async function settled(page) {
  await page.waitForFunction(() => document.querySelector('[aria-label="Works found"]')?.getAttribute("aria-busy") === "false");
}
async function search(page, words) {
  await library.box(page).fill(words);
  await page.waitForURL((url) => url.searchParams.get("search") === words);
  await settled(page);
}
// The facets come with an answer of their own.
const facetsThere = (page) => page.locator("section[aria-label=Genres] button").first().waitFor({state: "attached"});
// More rows than there were.
const grown = (page, before) => page.waitForFunction((n) => document.querySelectorAll("ol[aria-label=Works] > li").length > n, before);
async function shelf(how) {
  const page = await at("/library/", how);
  await settled(page);
  await facetsThere(page);
  return page;
}
test("home: leads to the library, and says that the server is well", async () => {
  const page = await at("/");
  await page.getByRole("status").filter({hasText: /up/}).waitFor();
  await page.getByRole("main").getByRole("link", {name: /library/i}).first().click();
  await page.waitForURL("**/library/");
  await settled(page);
  assert.ok((await library.titles(page).count()) > 10);
});

test("library: a search finds an author's works", async () => {
  const page = await shelf();
  await search(page, "tolkien");
  const rows = await page.locator("ol[aria-label=Works] > li").allInnerTexts();
  assert.ok(rows.length >= 10);
  for (const row of rows) assert.match(row, /Tolkien/);
  await page.getByRole("heading", {name: /tolkien/i}).first().waitFor();
});

test("library: what was found is taken along as a table", async () => {
  const page = await shelf();
  await search(page, "tolkien");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", {name: "CSV"}).click()]);
  assert.equal(download.suggestedFilename(), "works.csv");
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  assert.match(lines[0], /^id,title,/);
  assert.ok(lines.length > 10);
  for (const line of lines.slice(1)) assert.match(line, /Tolkien/);
});

test("library: a facet narrows to as many works as it counted", async () => {
  const page = await shelf();
  await search(page, "tolkien");
  const facet = page.getByRole("button", {name: /^Fantasy\b/}).first();
  // Before the facets of the search have come, those of the whole catalogue stand there: thousands.
  await page.waitForFunction(() => !document.querySelector("section[aria-label=Genres]").textContent.includes(","));
  const counted = Number((await facet.innerText()).match(/(\d+)\s*$/)[1]);
  await facet.click();
  await page.waitForURL((url) => url.searchParams.get("genre") === "fantasy");
  await settled(page);
  assert.equal(await page.getByRole("button", {name: /^Fantasy\b/}).first().getAttribute("aria-pressed"), "true");
  while (await page.getByRole("button", {name: "More works"}).isVisible()) {
    const before = await library.titles(page).count();
    await page.getByRole("button", {name: "More works"}).click();
    await grown(page, before);
  }
  assert.equal(await library.titles(page).count(), counted);
  await page.getByRole("button", {name: /Remove genre: Fantasy/}).click();
  await page.waitForURL((url) => !url.searchParams.has("genre"));
});

test("library: another order stands in the address and is kept", async () => {
  const page = await shelf();
  await search(page, "tolkien");
  await page.getByRole("combobox", {name: "Order"}).selectOption({label: "By title"});
  await page.waitForURL((url) => url.searchParams.get("sort") === "title");
  await settled(page);
  const titles = await library.titles(page).allInnerTexts();
  await page.reload();
  await settled(page);
  assert.deepEqual(await library.titles(page).allInnerTexts(), titles);
  const {items} = await (await fetch(`${suite.stoa.server.url}/api/library/works?search=tolkien&sort=title&limit=${titles.length}`)).json();
  for (const [at, {title}] of items.entries()) assert.ok(title.startsWith(titles[at].split(" ").slice(0, 2).join(" ")), `${title} is ${titles[at]}`);
});

test("library: more works follow the first, none twice", async () => {
  const page = await shelf();
  const more = page.getByRole("button", {name: "More works"});
  for (let i = 0; i < 3; i++) {
    const before = await library.titles(page).count();
    await more.click();
    await grown(page, before);
  }
  const links = await library.titles(page).evaluateAll((all) => all.map((link) => link.href));
  assert.equal(new Set(links).size, links.length);
  assert.ok(links.length > 60);
});

test("library: a work's new title stands in the list", async () => {
  const page = await shelf({as: "Lia"});
  await search(page, "silmarillion");
  await library.titles(page).first().click();
  const dialog = library.dialog(page);
  await dialog.getByRole("button", {name: "Edit", exact: true}).click();
  const title = dialog.getByLabel("Title", {exact: true});
  assert.match(await title.inputValue(), /Silmarillion/);
  await title.fill("The Silmarillion, told anew");
  await dialog.getByRole("button", {name: "Save", exact: true}).click();
  await dialog.getByRole("heading", {name: "The Silmarillion, told anew"}).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({state: "hidden"});
  await library.titles(page).filter({hasText: "The Silmarillion, told anew"}).waitFor();
  await page.waitForURL((url) => !url.searchParams.has("work"));  // the dialog's own way back
  await page.reload();
  await settled(page);
  await library.titles(page).filter({hasText: "The Silmarillion, told anew"}).waitFor();
});

test("library: an author and a work are added, found, and the work deleted", async () => {
  const page = await shelf({as: "Lia"});
  await page.getByRole("button", {name: "Add a work"}).click();
  const dialog = library.dialog(page);
  await dialog.getByLabel("Title", {exact: true}).fill("A Book of Browsers");
  const authors = dialog.getByRole("combobox", {name: /Authors/});
  await authors.fill("Wanda Webdriver");
  await page.getByRole("option", {name: /Add .*Wanda Webdriver/}).waitFor();
  await authors.press("Enter");
  await dialog.getByRole("button", {name: "Remove Wanda Webdriver"}).waitFor();
  await dialog.getByLabel(/First published/).fill("2024");
  await dialog.getByRole("button", {name: "Add the work"}).click();
  await dialog.getByRole("heading", {name: "A Book of Browsers"}).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({state: "hidden"});
  await page.waitForURL((url) => !url.searchParams.has("work"));
  await search(page, "webdriver");
  assert.deepEqual(await library.titles(page).allInnerTexts(), ["A Book of Browsers"]);
  await library.titles(page).first().click();
  await dialog.getByRole("button", {name: "Delete", exact: true}).last().click();
  await dialog.getByRole("button", {name: "Delete it"}).click();
  await dialog.waitFor({state: "hidden"});
  await page.waitForFunction(() => !document.querySelector("ol[aria-label=Works] > li"));
  const {items} = await (await fetch(`${suite.stoa.server.url}/api/library/works?search=webdriver`)).json();
  assert.deepEqual(items, []);
});

test("library: a reader reads, and is offered nothing that a librarian does", async () => {
  for (const as of [undefined, "Rob"]) {
    const page = await shelf({as});
    await library.titles(page).first().click();
    const dialog = library.dialog(page);
    await dialog.getByText(/\d+ cop(y|ies), /).first().waitFor();
    const offered = await dialog.getByRole("button").allInnerTexts();
    assert.deepEqual(offered.filter((text) => text !== "Wait for a copy"), ["×"]);
    assert.equal(await page.getByRole("button", {name: "Add a work", includeHidden: true}).isVisible(), false);
    assert.equal(await page.getByRole("link", {name: "Desk"}).count(), 0);
  }
});

test("library: what the server refuses stands at its field", async () => {
  const page = await shelf({as: "Lia"});
  page.forgive(/status of 422/);
  await page.getByRole("button", {name: "Add a work"}).click();
  const dialog = library.dialog(page);
  const title = dialog.getByLabel("Title", {exact: true}), year = dialog.getByLabel(/First published/);
  await year.fill("3000");
  await dialog.getByRole("button", {name: "Add the work"}).click();
  await page.waitForFunction(() => document.querySelectorAll("dialog [aria-invalid]").length >= 3);
  assert.match(await errorAt(title), /\S/);
  assert.match(await errorAt(dialog.getByRole("combobox", {name: /Authors/})), /\S/);
  assert.match(await errorAt(year), /2,?200|year|between|most/i);
  assert.equal(await title.evaluate((field) => field === document.activeElement), true, "the first bad field has the focus");
  await title.fill("Mended");
  await dialog.getByRole("button", {name: "Add the work"}).click();
  await page.waitForFunction(() => document.querySelectorAll("dialog [aria-invalid]").length === 2);
  assert.equal(await title.getAttribute("aria-invalid"), null);
});

test("library: an ISBN that is none stands at its field", async () => {
  const page = await shelf({as: "Lia"});
  page.forgive(/status of 4(09|22)/);
  await library.titles(page).first().click();
  const dialog = library.dialog(page);
  await dialog.getByRole("button", {name: "Add an edition"}).click();
  const isbn = dialog.getByLabel("ISBN-13", {exact: true});
  await isbn.fill("9780441172710");
  await dialog.getByRole("button", {name: "Add the edition"}).click();
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(isbn), /\S/);
});

test("library: who comes second is told, and writes over nothing", async () => {
  const page = await shelf({as: "Lia"});
  page.forgive(/status of 412/);
  await search(page, "hobbit");
  await library.titles(page).first().click();
  const dialog = library.dialog(page);
  await dialog.getByRole("button", {name: "Edit", exact: true}).click();
  const id = new URL(page.url()).searchParams.get("work");
  const path = `/api/library/works/${id}`;
  const headers = {"Content-Type": "application/merge-patch+json"};
  assert.equal((await ask("Lia", "PATCH", path, {title: "The Hobbit, by another"}, headers)).status, 200);
  await dialog.getByLabel("Title", {exact: true}).fill("The Hobbit, by me");
  await dialog.getByRole("button", {name: "Save", exact: true}).click();
  await page.waitForResponse((response) => response.request().method() === "PATCH").catch(() => {});
  assert.equal((await (await ask("Lia", "GET", path)).json()).title, "The Hobbit, by another");
  await dialog.getByText(/changed this meanwhile/).waitFor();
});

test("library: back and forward restore the search and the open work", async () => {
  const page = await shelf();
  await search(page, "dune");
  const found = await library.titles(page).allInnerTexts();
  await library.titles(page).first().click();
  await library.dialog(page).getByRole("heading", {level: 2}).waitFor();
  await page.goBack();
  await library.dialog(page).waitFor({state: "hidden"});
  assert.equal(await library.box(page).inputValue(), "dune");
  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has("search"));
  await settled(page);
  assert.equal(await library.box(page).inputValue(), "");
  await page.goForward();
  await page.waitForURL((url) => url.searchParams.get("search") === "dune");
  await settled(page);
  assert.equal(await library.box(page).inputValue(), "dune");
  assert.deepEqual(await library.titles(page).allInnerTexts(), found);
  await page.goForward();
  await library.dialog(page).getByRole("heading", {level: 2}).waitFor();
});

test("library: a link leads to the same shelf", async () => {
  const page = await at("/library/?search=dune&genre=science-fiction");
  await settled(page);
  assert.equal(await library.box(page).inputValue(), "dune");
  await page.getByRole("button", {name: /Remove genre/}).waitFor();
  assert.match(await library.titles(page).first().innerText(), /Dune/);
});

test("library: the keyboard is enough: / searches, arrows walk, Enter opens, Escape closes", async () => {
  const page = await shelf();
  await page.keyboard.press("/");
  assert.equal(await library.box(page).evaluate((box) => box === document.activeElement), true);
  await page.keyboard.type("pratchett");
  await page.waitForURL((url) => url.searchParams.get("search") === "pratchett");
  await settled(page);
  await page.keyboard.press("ArrowDown");
  const first = await library.titles(page).first().innerText();
  assert.equal(await page.evaluate(() => document.activeElement.innerText), first);
  await page.keyboard.press("Enter");
  await library.dialog(page).getByRole("heading", {level: 2}).waitFor();
  await page.keyboard.press("Escape");
  await library.dialog(page).waitFor({state: "hidden"});
  assert.equal(await page.evaluate(() => document.activeElement.innerText), first, "the focus comes back to where it was");
});

test("library: nothing jumps when the facets arrive", async () => {
  const page = await at(null);
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route("**/api/library/facets*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/library/");
  await settled(page);
  const years = page.getByLabel("From");
  const before = await years.boundingBox();
  letGo();
  await facetsThere(page);
  assert.deepEqual(await years.boundingBox(), before, "what people are about to click moves away");
});

test("library: half a form is not thrown away by a slip of Escape", async () => {
  const page = await shelf({as: "Lia"});
  await page.getByRole("button", {name: "Add a work"}).click();
  const title = library.dialog(page).getByLabel("Title", {exact: true});
  await title.fill("Nearly lost");
  await page.keyboard.press("Escape");
  await page.getByRole("button", {name: "Keep writing"}).click();
  assert.equal(await title.inputValue(), "Nearly lost");
});

test("library: words that find nothing say so; words of HTML are words", async () => {
  const page = await shelf();
  await search(page, "<img src=x onerror=alert(1)>");
  await page.getByText("<img src=x onerror=alert(1)>").first().waitFor();
  await search(page, "qwertzuiopasdf");
  await page.getByRole("heading", {name: /nothing/i}).waitFor();
});

test("library: signs in the search break nothing", async () => {
  const page = await shelf();
  for (const words of ['"', "*", "-", "()", "a* OR", "'; drop"]) {
    await search(page, words);
    assert.equal(await page.getByRole("heading", {name: /cannot be shown/}).count(), 0, words);
  }
});

test("library: a server that is gone is said, and tried again", async () => {
  const page = await shelf();
  page.forgive(/ERR_FAILED|Failed to load/);
  await page.route("**/api/library/works?**", (route) => route.abort());
  await library.box(page).fill("austen");
  await page.getByText(/does not answer/).first().waitFor();
  await page.unroute("**/api/library/works?**");
  await page.getByRole("button", {name: "Try again"}).click();
  await settled(page);
  assert.match(await library.list(page).innerText(), /Austen/);
});

const reference = "Search works by title, author and genre";
test("docs: the reference lists the operations", async (t) => {
  if ((await status("/docs")) === 404) return t.skip("/docs is not there yet");
  const page = await at("/docs");
  await page.locator(".opblock-summary").first().waitFor();
  // Its viewer puts invisible spaces into paths, so the summaries are looked for. Of many operations it
  // makes those that one scrolls to.
  const {paths} = await (await fetch(`${suite.stoa.server.url}/openapi.json`)).json();
  const missing = new Set(Object.values(paths).flatMap(Object.values).map(({summary}) => summary));
  const seen = () => page.locator(".opblock-summary-description").allInnerTexts();
  for (let still = 0; missing.size && still < 20; still++) {
    for (const summary of await seen()) if (missing.delete(summary.trim())) still = 0;
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(50);
  }
  assert.deepEqual([...missing], []);
  const operation = page.getByText(reference, {exact: true});
  for (let steps = 0; !(await operation.count()) && steps < 200; steps++) {
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(50);
  }
  await operation.click();
  await page.getByText("Parameters").first().waitFor();
  await page.getByText("Responses").first().waitFor();
});

// ---- for everybody ----------------------------------------------------------------------------

const screens = [{}, {dark: true}, {width: 390, height: 844}, {width: 390, height: 844, dark: true}];
const nameOf = ({width = 1280, dark = false}) => `${width} px, ${dark ? "dark" : "light"}`;
const views = {
  "home": async (how) => {
    const page = await at("/", how);
    await page.getByRole("status").filter({hasText: /up/}).waitFor();
    return page;
  },
  "library": shelf,
  "library, narrowed": async (how) => {
    const page = await at("/library/?search=tolkien&genre=fantasy", how);
    await settled(page);
    return page;
  },
  "library, a work": async (how) => {
    const page = await shelf({...how, as: "Lia"});
    await library.titles(page).first().click();
    await library.dialog(page).getByRole("button", {name: "Edit", exact: true}).waitFor();
    return page;
  },
  "library, a form with errors": async (how) => {
    const page = await shelf({...how, as: "Lia"});
    page.forgive(/status of 422/);
    await page.getByRole("button", {name: "Add a work"}).click();
    await library.dialog(page).getByRole("button", {name: "Add the work"}).click();
    await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
    return page;
  },
};
for (const [view, show] of Object.entries(views)) {
  for (const how of screens) {
    test(`${view}: no barrier and nothing beside the screen at ${nameOf(how)}`, async () => {
      const page = await show(how);
      assert.deepEqual(await barriers(page), []);
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(beside, 0, "it scrolls sideways");
    });
  }
}

test("home: axe finds a barrier that is put there", async () => {
  const page = await at("/");
  await page.evaluate(() => document.body.append(document.createElement("button")));
  assert.match(String(await barriers(page)), /button-name/);
});

// ---- pictures ---------------------------------------------------------------------------------

// Of a server that no test has written to, under the port that people see.
const fresh = {};
after(() => fresh.stoa?.close());
async function portrait(path, how) {
  fresh.stoa ??= await open();
  return at(path, {...how, stoa: fresh.stoa});
}
async function shelfPortrait(how) {
  const page = await portrait("/library/", how);
  await settled(page);
  await facetsThere(page);
  return page;
}
const pictures = {
  "home.png": async () => {
    const page = await portrait("/", {height: 1120});
    await page.getByRole("status").filter({hasText: /up/}).waitFor();
    await page.evaluate(() => {
      for (const node of document.querySelectorAll(".call code, [role=status]")) node.textContent = node.textContent.replace(location.port, "8080");
    });
    return page;
  },
  "system.png": async () => {
    const page = await portrait("/system", {as: "Ada", height: 1000});
    await page.locator(".tiles").waitFor();
    // What people do meanwhile, so that there is something to draw.
    const words = ["tolkien", "austen", "le guin", "pratchett", "dune"];
    for (let until = Date.now() + 45_000, n = 0; Date.now() < until; n++) {
      for (let i = 0; i < 10 + 9 * Math.sin(n / 12); i++) {
        await fetch(`${fresh.stoa.server.url}/api/library/works?search=${words[(n + i) % words.length]}&limit=20`).then((one) => one.text());
      }
      if (n % 5 === 0) await fetch(`${fresh.stoa.server.url}/api/library/me/loans`).then((one) => one.text());
      await page.waitForTimeout(150);
    }
    return page;
  },
  "collections.png": async () => {
    const page = await portrait("/collections", {as: "Lia"});
    const {name, value} = await signIn(fresh.stoa, "Lia"), {url} = fresh.stoa.server;
    const post = async (path, body) => (await fetch(`${url}/api/collections/${path}`, {method: "POST", body: JSON.stringify(body),
      headers: {Cookie: `${name}=${value}`, Origin: url, "Content-Type": "application/json"}})).json();
    const project = await post("projects", {name: "shelf", title: "My shelf"});
    await post("definitions", {project: project.id, name: "books", title: "Books", search: ["title", "author"], indexes: [{fields: ["title"]}, {fields: ["year"]}],
      schema: {type: "object", required: ["title"], properties: {title: {type: "string", maxLength: 200}, author: {type: "string", maxLength: 200}, year: {type: "integer"},
        kind: {type: "string", enum: ["novel", "essay", "poems"]}, price: {"x-stoa-type": "money"}, lent: {type: "boolean", default: false}, tags: {type: "array", items: {type: "string"}}}}});
    const rows = [["The Lathe of Heaven", "Ursula K. Le Guin", 1971, "novel", 1250, ["dreams"]], ["A Room of One's Own", "Virginia Woolf", 1929, "essay", 990, ["writing", "money"]],
      ["Ariel", "Sylvia Plath", 1965, "poems", 1400, []], ["Invisible Cities", "Italo Calvino", 1972, "novel", 1150, ["cities", "travel"]], ["Beloved", "Toni Morrison", 1987, "novel", 1300, []],
      ["The Left Hand of Darkness", "Ursula K. Le Guin", 1969, "novel", 1100, ["winter"]], ["Ficciones", "Jorge Luis Borges", 1944, "novel", 1200, ["labyrinths"]],
      ["The Second Sex", "Simone de Beauvoir", 1949, "essay", 1800, []], ["Things Fall Apart", "Chinua Achebe", 1958, "novel", 1050, ["village"]]];
    for (const [title, author, year, kind, amount, tags] of rows) await post("shelf/books", {title, author, year, kind, tags, price: {amount, currency: "EUR"}});
    await page.goto("/collections/shelf/books?sort=year");
    await page.getByRole("button", {name: /^author: Italo Calvino/}).click();
    return page;
  },
  "library-1280.png": () => shelfPortrait({height: 900}),
  "library-390-dark.png": () => shelfPortrait({width: 390, height: 844, dark: true}),
  "accounts.png": async () => {
    const page = await portrait("/accounts/keys", {as: "Lia", height: 1100});
    await page.getByRole("button", {name: "Make a key"}).click();
    await page.getByRole("textbox", {name: "Name"}).fill("The kiosk in the reading room");
    for (const scope of ["borrowers: read", "copies: read", "loans: write"]) await page.getByLabel(`library ${scope}`).check();
    await page.evaluate(() => {
      document.activeElement.blur();
      scrollTo(0, 0);
    });
    return page;
  },
  "desk.png": async () => {
    const page = await portrait("/library/desk", {as: "Lia"});
    page.forgive(/status of 409/);
    await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent.startsWith("Card"));
    for (const scan of ["C001005", "B000052", "B000054", "B000101", "B000099"]) {
      await page.keyboard.type(scan);
      await page.keyboard.press("Enter");
    }
    await page.waitForFunction(() => document.querySelectorAll("[role=log] li[aria-busy=false]").length === 4);
    return page;
  },
  "docs.png": async () => {
    if ((await status("/docs")) === 404) return null;
    const page = await portrait("/docs");
    await page.getByText(reference, {exact: true}).waitFor();
    return page;
  },
};
for (const [name, show] of Object.entries(pictures)) {
  test(`picture: ${name}`, {skip: process.env.UPDATE_SCREENSHOTS ? false : "only with UPDATE_SCREENSHOTS=1"}, async (t) => {
    const page = await show();
    if (!page) return t.skip("its page is not there yet");
    const file = join(root, "docs/images", name);
    await mkdir(join(root, "docs/images"), {recursive: true});
    await page.screenshot({path: file, animations: "disabled"});
    const {size} = await stat(file);
    assert.ok(size < 300_000, `${size} bytes`);
  });
}
