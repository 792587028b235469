// Lending, from both sides of the desk.
import assert from "node:assert/strict";
import {test} from "node:test";
import {ask, at, errorAt, noBarriers} from "./lib/suite.mjs";

const heading = (page, name) => page.getByRole("heading", {name, exact: true, level: 1});
const press = (page, name) => page.getByRole("button", {name, exact: true}).click();
const box = (page, name) => page.getByRole("textbox", {name});

async function desk(part = "lend") {
  const page = await at(part === "lend" ? "/library/desk" : `/library/desk/${part}`, {as: "Lia"});
  await page.getByRole("heading", {level: 1}).waitFor();
  return page;
}
const focused = (page, name) => page.waitForFunction((label) => document.activeElement?.labels?.[0]?.textContent.startsWith(label), name);
// As a scanner does: the code and Enter, without a look at the screen.
async function scan(page, ...codes) {
  for (const code of codes) {
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  }
}
const scans = (page) => page.getByRole("log").getByRole("listitem");
const settled = (page, n) => page.waitForFunction((wanted) => document.querySelectorAll("[role=log] li[aria-busy=false]").length === wanted, n);

const json = async (answer) => (await answer).json();
// Two copies that nobody has, and a borrower of the test's own.
async function free(n) {
  const {items} = await json(ask("Lia", "GET", "/api/library/copies?limit=100"));
  return items.filter((copy) => copy.available && copy.condition === "good").slice(0, n).map(({barcode}) => barcode);
}
let cards = 0;
async function borrower() {
  const [category] = (await json(ask("Lia", "GET", "/api/library/borrower-categories"))).items;
  const card = `T${++cards}`;
  return json(ask("Lia", "POST", "/api/library/borrowers", {card, name: `Thea Number ${cards}`, category: category.id}));
}

test("desk: a card, then copies; a second loan is refused; all of it comes back", async () => {
  const {card, name} = await borrower();
  const [first, second] = await free(2);
  const page = await desk();
  page.forgive(/status of 4(09|22)/);
  await focused(page, "Card");
  await scan(page, card, first, first, second, "no such copy");
  await settled(page, 4);
  assert.match(await scans(page).nth(3).innerText(), /Due/);
  assert.match(await scans(page).nth(2).innerText(), /This copy is on loan already/);
  assert.match(await scans(page).nth(1).innerText(), new RegExp(`${second}.*${card}`));
  assert.match(await scans(page).nth(0).innerText(), /letters, digits and hyphens/);
  await page.getByRole("status").filter({hasText: `${name}`}).filter({hasText: "2 loans"}).waitFor();
  await page.keyboard.press("Escape");
  await focused(page, "Card");
  await scan(page, "NOBODY");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(page, "Card")), /No borrower/);
  await focused(page, "Card");

  await page.getByRole("link", {name: "Take back"}).click();
  await heading(page, "Take back").waitFor();
  await focused(page, "Barcode");
  await scan(page, first, second, second);
  await settled(page, 3);
  assert.match(await scans(page).nth(0).innerText(), /not on loan/);
  assert.match(await scans(page).nth(2).innerText(), /In time/);
});

test("desk: a scanner alone is enough: a card among the barcodes begins the next borrower", async () => {
  const one = await borrower(), other = await borrower();
  const [first, second, third] = await free(3);
  const page = await desk();
  page.forgive(/status of 422/);  // what is no barcode is looked for among the cards
  await focused(page, "Card");
  await scan(page, one.card, first, other.card, second, third, "NO-SUCH-THING");
  await settled(page, 5);
  assert.match(await scans(page).nth(0).innerText(), /The copy is not there/);
  assert.match(await scans(page).nth(3).innerText(), new RegExp(`${other.name}.*Next borrower`));
  assert.equal(await box(page, "Card").inputValue(), other.card);
  await page.getByRole("status").filter({hasText: other.name}).filter({hasText: "2 loans"}).waitFor();
  for (const [{id}, barcodes] of [[one, [first]], [other, [second, third]]]) {
    const {items} = await json(ask("Lia", "GET", `/api/library/loans?borrower=${id}&open=true`));
    assert.deepEqual(items.map(({barcode}) => barcode).sort(), barcodes.sort());
  }
});

test("desk: a scan without an answer is sent again by hand", async () => {
  const {card} = await borrower();
  const [barcode] = await free(1);
  const page = await desk();
  page.forgive(/ERR_FAILED/);
  await page.route("**/api/library/loans", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await focused(page, "Card");
  await scan(page, card, barcode);
  await page.getByRole("log").getByText(/does not answer/).waitFor();
  await page.unroute("**/api/library/loans");
  await press(page, "Try again");
  await settled(page, 1);
  await scans(page).getByText(/^Due/).waitFor();
});

test("desk: what is out is renewed and given back", async () => {
  const {card} = await borrower();
  const [barcode] = await free(1);
  assert.equal((await ask("Lia", "POST", "/api/library/loans", {card, barcode})).status, 201);
  const page = await desk("out");
  const rows = page.getByRole("list", {name: "Loans"}).getByRole("listitem");
  const row = rows.filter({hasText: barcode});
  await row.getByRole("button", {name: /^Renew: /}).click();
  await row.getByText(/Renewed until/).waitFor();
  await row.getByRole("button", {name: /^Give back: /}).click();
  await row.getByText("Given back.").waitFor();
  const all = await rows.count();
  await press(page, "Overdue");
  await page.waitForFunction((n) => document.querySelectorAll("ul[aria-label=Loans] > li").length < n, all);
  assert.equal(await rows.getByText("Overdue").count(), await rows.count());
});

test("desk: a borrower is added, changed, linked to an account, and sees their loans", async () => {
  const [barcode] = await free(1);
  const page = await desk("borrowers");
  page.forgive(/status of 4(09|22)/);
  await page.getByRole("link", {name: "Add a borrower"}).click();
  await heading(page, "Add a borrower").waitFor();
  await press(page, "Add the borrower");
  await page.waitForFunction(() => document.querySelectorAll("[aria-invalid]").length === 2);
  await box(page, "Card").fill("R1");
  await box(page, "Name").fill("Roberta Reader");
  await press(page, "Add the borrower");
  await page.getByText("Roberta Reader has a card now.").waitFor();
  await box(page, "Note").fill("Likes large print");
  await press(page, "Save");
  await page.getByText("Saved.").waitFor();
  await press(page, "Make a code");
  await page.getByRole("heading", {name: "A code for Roberta Reader"}).waitFor();
  const code = await page.locator(".once .secret").innerText();
  assert.equal((await ask("Lia", "POST", "/api/library/loans", {card: "R1", barcode})).status, 201);

  const theirs = await at("/library/loans", {as: "Rob"});
  theirs.forgive(/status of 4(04|22|09)/);  // a card that is not there yet, a code that is none
  await box(theirs, "Code").fill("nonsense");
  await press(theirs, "Link my card");
  await theirs.waitForFunction(() => document.querySelector("[aria-invalid]"));
  await box(theirs, "Code").fill(code);
  await press(theirs, "Link my card");
  await theirs.getByText("Your card R1 is linked.").waitFor();
  const row = theirs.getByRole("list", {name: "On loan"}).getByRole("listitem");
  assert.match(await row.innerText(), new RegExp(`Due .*\\s.*${barcode}`));
  await row.getByRole("button", {name: /^Renew: /}).click();
  await row.getByText(/Renewed until/).waitFor();
  await noBarriers(theirs);

  await page.reload();
  await press(page, "Unlink");
  await page.getByRole("group").getByRole("button", {name: "Unlink"}).click();
  await page.getByRole("button", {name: "Make a code"}).waitFor();
});

test("desk: borrowers are found by words of their name and by card", async () => {
  const page = await desk("borrowers");
  const rows = page.getByRole("list", {name: "Borrowers"}).getByRole("listitem");
  const find = page.getByRole("searchbox", {name: "Find"});
  await find.fill("petrovic");
  await page.waitForFunction(() => document.querySelectorAll("ul[aria-label=Borrowers] > li").length === 1);
  assert.match(await rows.innerText(), /Goran Petrović\s+Suspended/);
  await find.fill("C001005");
  await page.getByRole("link", {name: "Élodie Martin"}).waitFor();
  await find.fill("nobody of that name");
  await page.getByText("No borrower has this card or name.").waitFor();
});

test("library: a librarian adds a copy of an edition, changes it, and readers see it", async () => {
  const {items: [work]} = await json(ask("Lia", "GET", "/api/library/works?search=silmarillion&limit=1"));
  const page = await at(`/library/?work=${work.id}`, {as: "Lia"});
  page.forgive(/status of 409/);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", {name: /^Copies of the edition/}).first().click();
  await press(dialog, "Add a copy");
  await box(dialog, "Barcode").fill("B000001");
  await box(dialog, "Place").fill("Cellar");
  await press(dialog, "Add the copy");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(dialog, "Barcode")), /barcode already/);
  await box(dialog, "Barcode").fill("TEST-1");
  await press(dialog, "Add the copy");
  await dialog.getByText("TEST-1 is in the library.").waitFor();
  await press(dialog, "Edit: TEST-1");
  await box(dialog, "Place").fill("Attic");
  await press(dialog, "Save");
  await dialog.getByText(/Attic · Book/).waitFor();
  await noBarriers(page);
  const theirs = await at(`/library/?work=${work.id}`);
  await theirs.getByText(/1 in: Attic/).waitFor();
});

test("desk: it is for librarians", async () => {
  const page = await at("/library/desk");
  await page.getByRole("main").getByRole("link", {name: "Sign in"}).waitFor();
  await noBarriers(page);
  const theirs = await at("/library/desk", {as: "Rob"});
  await theirs.getByText("not a librarian's").waitFor();
});

test("library: addresses that old mails and bookmarks have lead to what they name", async () => {
  const {id, name} = await borrower();
  const page = await at("/library/desk.html#out", {as: "Lia"});
  page.forgive(/status of 404 .*me\/card/);  // a librarian without a card
  await heading(page, "On loan").waitFor();
  assert.equal(new URL(page.url()).pathname, "/library/desk/out");
  await page.goto(`/library/desk.html#borrowers/${id}`);
  await heading(page, name).waitFor();
  await page.goto("/library/mine.html");
  await heading(page, "My loans").waitFor();
});

for (const part of ["lend", "return", "out", "shelf", "borrowers", "borrowers/new", "a borrower"]) {
  test(`desk, ${part}: no barrier, and nothing beside the screen`, async () => {
    const page = await desk(part === "a borrower" ? `borrowers/${(await borrower()).id}` : part);
    if (part === "lend") {
      page.forgive(/status of 422/);
      await focused(page, "Card");
      await scan(page, "C001005", "NONE-1");
      await settled(page, 1);
      await page.getByRole("link", {name: "Élodie Martin"}).waitFor();
    }
    await noBarriers(page);
  });
}

test("desk: who waits for a copy is told on their screen when it lies ready, and fetches it", async () => {
  const {id, card} = await borrower(), {card: holder} = await borrower();
  const {items} = await json(ask("Lia", "GET", "/api/library/copies?limit=100"));
  const alone = items.find((copy) => copy.available && copy.condition === "good");
  const {work} = await json(ask("Lia", "GET", `/api/library/editions/${alone.edition}`));
  for (const copy of await json(ask("Lia", "GET", `/api/library/copies?work=${work}`)).then((page) => page.items)) {
    if (copy.available) await ask("Lia", "POST", "/api/library/loans", {card: holder, barcode: copy.barcode});
  }
  const {code} = await json(ask("Lia", "POST", `/api/library/borrowers/${id}/code`));
  await ask("Rob", "POST", "/api/library/me/card", {code});

  const rob = await at(`/library/?work=${work}`, {as: "Rob"});
  await press(rob, "Wait for a copy");
  await rob.getByText("You are next in the queue").waitFor();
  await rob.keyboard.press("Escape");
  await rob.getByRole("link", {name: "My loans"}).click();
  const waiting = rob.getByRole("list", {name: "Waiting for"});
  await waiting.getByText("Next in the queue").waitFor();

  const lia = await desk("return");
  await focused(lia, "Barcode");
  await scan(lia, alone.barcode);
  await lia.getByText(`Lay it aside for card ${card}`).waitFor();
  await waiting.getByText("Ready").waitFor();  // nobody touched Rob's page
  await lia.getByRole("link", {name: "Hold shelf"}).click();
  await lia.getByRole("list", {name: "Holds"}).getByText(alone.barcode).waitFor();
  await ask("Lia", "POST", "/api/library/loans", {card, barcode: alone.barcode});
  await rob.getByText("You wait for nothing.").waitFor();
  await rob.getByRole("list", {name: "On loan"}).getByText(alone.barcode).waitFor();
});
