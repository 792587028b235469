// What lending keeps to, changed on the page, and seen in the next due date.
import assert from "node:assert/strict";
import {test} from "node:test";
import {barriers} from "./lib/browser.mjs";
import {ask, at, counted, errorAt, hasFocus, noBarriers} from "./lib/suite.mjs";

const press = (page, name) => page.getByRole("button", {name, exact: true}).click();
const box = (page, name) => page.getByRole("textbox", {name});
const number = (page, name) => page.getByRole("spinbutton", {name});
const marked = (page) => page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
const cell = (page, name) => page.getByRole("table", {name: "Loan policies"}).getByRole("button", {name, exact: true});

async function rules() {
  const page = await at("/library/rules", {as: "Lia"});
  await cell(page, "Default policy: 28 days").waitFor();
  return page;
}

async function json(answer) {
  const got = await answer;
  assert.ok(got.ok, `${got.url} ${got.status}`);
  return got.json();
}
const library = (method, path, body) => json(ask("Lia", method, `/api/library/${path}`, body));

// A borrower of a category of the test's own, which nothing but its policy is about.
async function borrower(slug, policy) {
  const {items} = await library("GET", "borrower-categories");
  const category = (items.find((one) => one.slug === slug) ?? await library("POST", "borrower-categories", {slug, name: slug})).id;
  const kept = policy && await library("POST", "policies", {category, renewals: 1, max_loans: 5, ...policy});
  return {...await library("POST", "borrowers", {card: `RULES-${slug}`, name: `Somebody ${slug}`, category}), policy: kept};
}
async function freeBook() {
  const {items} = await library("GET", "copies?limit=100");
  return items.find((copy) => copy.available && copy.item_type === "book" && copy.condition === "good").barcode;
}

const weekdayOf = (day) => new Date(day).toLocaleDateString("en-GB", {weekday: "long", timeZone: "UTC"});
// The first day from so many days on that is open, by the calendar as it is now.
async function openDay(days) {
  const {closed_weekdays: weekdays} = await library("GET", "settings");
  const closed = (await library("GET", "closed-days?limit=100")).items.map(({date}) => date);
  for (let ms = Date.now() + days * 86_400_000; ; ms += 86_400_000) {
    const day = new Date(ms).toISOString().slice(0, 10);
    if (!closed.includes(day) && !weekdays.includes(weekdayOf(day).toLowerCase())) return day;
  }
}

const later = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

test("rules: a category and its policy are made, and the next loan at the desk is due by it", async () => {
  const page = await rules(), dialog = page.getByRole("dialog");
  page.forgive(/status of 4(09|22)/);
  await press(page, "Add a borrower category");
  await box(dialog, /^Name/).fill("Adult");
  await press(dialog, "Add it");
  await marked(page);
  assert.match(await errorAt(box(dialog, /^Slug/)), /with this slug already/);
  await box(dialog, /^Name/).fill("Guest");
  await press(dialog, "Add it");
  await page.getByText("Guest is there now.").waitFor();

  await cell(page, "Guest, Book: 28 days").click();
  await dialog.getByText(/the default holds here: 28 days, 2 renewals, up to 20 loans/).waitFor();
  await number(dialog, "Loan period").fill("0");
  await press(dialog, "Set this policy");
  await marked(page);
  assert.match(await errorAt(number(dialog, "Loan period")), /At least 1/);
  await number(dialog, "Loan period").fill("5");
  await press(dialog, "Set this policy");
  await cell(page, "Guest, Book: 5 days").waitFor();
  assert.ok(await hasFocus(cell(page, "Guest, Book: 5 days")));
  await cell(page, "Guest, DVD: 7 days").waitFor();

  await press(page, "Remove: Adult");
  await page.getByRole("group", {name: "Remove the borrower category?"}).getByRole("button", {name: "Remove: Adult"}).click();
  await page.getByText("Borrowers or policies are of this category.").waitFor();

  const {id, card} = await borrower("guest");
  await page.getByRole("link", {name: "Desk"}).click();
  await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent.startsWith("Card"));
  for (const code of [card, await freeBook()]) {
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("log").getByText(/^Due/).waitFor();
  const {items: [loan]} = await library("GET", `loans?borrower=${id}&open=true`);
  assert.equal(loan.due, await openDay(5));

  await page.getByRole("link", {name: "Rules"}).click();
  await cell(page, "Guest, Book: 5 days").click();
  await press(dialog, "Remove this policy");
  await dialog.getByRole("group", {name: "Go by the default instead?"}).getByRole("button", {name: "Remove"}).click();
  await cell(page, "Guest, Book: 28 days").waitFor();
});

test("rules: due dates move past a day and a weekday that are closed, until they are open again", async () => {
  const {card} = await borrower("walker", {loan_days: 9});
  const page = await rules(), dialog = page.getByRole("dialog");
  page.forgive(/status of 4(09|22)/);
  const closed = await openDay(9), days = page.getByRole("table", {name: "Closed days"});
  const add = async (reason) => {
    await press(page, "Add closed days");
    await dialog.getByLabel("Day").fill(closed);
    await box(dialog, "Reason").fill(reason);
    await press(dialog, "Add it");
  };
  await add("");
  await marked(page);
  await box(dialog, "Reason").fill("Painters");
  await press(dialog, "Add it");
  await days.getByRole("row").filter({hasText: "Painters"}).waitFor();
  await add("Again");
  await marked(page);
  assert.match(await errorAt(dialog.getByLabel("Day")), /among the closed ones already/);
  await page.keyboard.press("Escape");
  await press(dialog, "Discard it");

  const next = await openDay(9), weekday = page.getByRole("button", {name: weekdayOf(next).slice(0, 3), exact: true});
  const toggle = async () => {
    await weekday.click();
    const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "PATCH"), press(page, "Save")]);
    assert.equal(answer.status(), 200);
  };
  await toggle();
  assert.equal(await weekday.getAttribute("aria-pressed"), "true");
  const {due} = await library("POST", "loans", {card, barcode: await freeBook()});
  assert.ok(closed < next && next < due, `${closed}, ${next}, ${due}`);
  assert.equal(due, await openDay(9));

  await toggle();
  await days.getByRole("row").filter({hasText: "Painters"}).getByRole("button", {name: /^Remove/}).click();
  await page.getByRole("button", {name: /^It is open/}).click();
  await page.getByText(/: open\.$/).waitFor();
  assert.equal(await openDay(9), closed);
});

test("rules: a stretch of days is closed at once, but for those that are closed already", async () => {
  const first = await openDay(60), between = await openDay(61), last = later(first, 9);
  assert.equal((await ask("Lia", "POST", "/api/library/closed-days", {date: between, reason: "The fair"})).status, 201);
  const page = await rules(), dialog = page.getByRole("dialog"), days = page.getByRole("table", {name: "Closed days"});
  page.forgive(/status of 422/);
  await press(page, "Add closed days");
  await dialog.getByLabel("Day").fill(first);
  await dialog.getByLabel("Until").fill(later(first, -1));
  await press(dialog, "Add it");
  await marked(page);
  assert.match(await errorAt(dialog.getByLabel("Until")), /before the first/);
  await dialog.getByLabel("Until").fill(last);
  await press(dialog, "Add it");
  await dialog.locator("[name=reason][aria-invalid]").waitFor();
  await box(dialog, "Reason").fill("Summer");
  await press(dialog, "Add it");
  await counted(days.getByRole("row").filter({hasText: "Summer"}), 9);
  await counted(days.getByRole("row").filter({hasText: "The fair"}), 1);
});

test("rules: who comes second is told, and writes over nothing", async () => {
  const {policy: {id}} = await borrower("late", {loan_days: 7});
  const page = await rules(), dialog = page.getByRole("dialog");
  page.forgive(/status of 412/);
  await cell(page, "late, any item: 7 days").click();
  await library("PATCH", `policies/${id}`, {loan_days: 8});
  await page.locator("td", {hasText: "late, any item: 8 days"}).waitFor();  // behind the dialog
  await number(dialog, "Loan period").fill("9");
  await press(dialog, "Save");
  await dialog.getByText(/Somebody changed this meanwhile/).waitFor();
  assert.equal((await library("GET", `policies/${id}`)).loan_days, 8);
  await press(dialog, "Load it again");
  await page.waitForFunction(() => document.querySelector("dialog input[name=loan_days]")?.value === "8");
  await number(dialog, "Loan period").fill("9");
  await press(dialog, "Save");
  await cell(page, "late, any item: 9 days").waitFor();
});

test("rules: they are for librarians, and no barrier to them", async () => {
  const theirs = await at("/library/rules", {as: "Rob"});
  await theirs.getByText("not a librarian's").waitFor();
  assert.equal(await theirs.getByRole("link", {name: "Rules"}).count(), 0);
  const page = await rules();
  await noBarriers(page);
  await page.getByRole("button", {name: /^Child, DVD: /}).click();
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await barriers(page), []);
});
