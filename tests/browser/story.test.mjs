// What somebody does who starts an empty server: becomes its administrator, has a second person sign up in
// another browser, shares a list with them and sees what they tick, is reminded by a mail that the console keeps,
// and has the list in a calendar program. On PostgreSQL, where that is chosen, with Redis beside it.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {after, test} from "node:test";
import {serve} from "../api/lib/server.mjs";
import {Redis} from "../cluster/lib/redis.mjs";
import {launch, visit} from "./lib/browser.mjs";

const ical = createRequire(new URL("../api/package.json", import.meta.url))("ical.js");

const passwords = {anna: "turquoise anvil drifts past seven", ben: "paper lanterns over cold gravel"};
const heading = (page, name) => page.getByRole("heading", {name, exact: true, level: 1});
const box = (page, name) => page.getByRole("textbox", {name});
const press = (page, name) => page.getByRole("button", {name, exact: true}).click();
const ring = (page, title) => page.getByRole("checkbox", {name: title});

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await box(page, name).fill(value);
}

// Opens the newest mail of an app to an address in the console's mailbox, and reads it.
async function letter(page, app, to) {
  await page.goto("/system/mails");
  await press(page, app);
  const row = page.getByRole("table", {name: "Mails"}).getByRole("row").filter({hasText: to}).first();
  await row.getByRole("button").first().click();
  return page.getByRole("dialog").locator("pre").innerText();
}
const linkIn = (text, purpose) => new RegExp(`/\\w+/#${purpose}=[\\w-]+`).exec(text)?.[0] ?? assert.fail(text);

const ends = [];
after(async () => {
  for (const end of ends.reverse()) await end();
});

test("story: an empty server, its administrator, a second person, a shared list, a mail, a calendar", async () => {
  const redis = process.env.STOA_DATABASE_URL ? await Redis.start() : undefined;
  if (redis) ends.push(() => redis.removeNow());
  const server = await serve({accounts: false, env: redis ? {STOA_REDIS_URL: redis.url} : {}});
  ends.push(() => server.stop());
  const browsers = [await launch(), await launch()];
  ends.push(() => Promise.all(browsers.map((one) => one.close())));
  const [anna, ben] = [await visit({server, browser: browsers[0]}, "/"), await visit({server, browser: browsers[1]})];

  // The administrator.
  await heading(anna, "Set up this server").waitFor();
  await anna.goto(/http:\S+(\/accounts\/#first-administrator=\S+)/.exec(server.stdout)[1]);
  await fill(anna, {Name: "Anna Berg", Email: "anna@example.org", Password: passwords.anna});
  await press(anna, "Become the administrator");
  await heading(anna, "You are the administrator").waitFor();

  // A second person, in another browser; no mail server is set up, so that the console has their mail.
  await ben.goto("/accounts/register");
  await fill(ben, {Name: "Ben Okafor", Email: "ben@example.org", Password: passwords.ben});
  await press(ben, "Make an account");
  await ben.getByRole("heading", {name: "Look into your mail"}).waitFor();
  await ben.goto(linkIn(await letter(anna, "Accounts", "ben@example.org"), "verify"));
  await fill(ben, {Password: passwords.ben});
  await press(ben, "Begin");
  await ben.getByText("Your account is there.").waitFor();
  await fill(ben, {Password: passwords.ben});
  await ben.keyboard.press("Enter");
  await ben.getByRole("button", {name: "Signed in as Ben Okafor"}).waitFor();

  // A list, and whom it is shared with.
  await anna.goto("/todo");
  await press(anna, "New list");
  await fill(anna, {Title: "Moving house"});
  await anna.keyboard.press("Enter");
  await heading(anna, "Moving house").waitFor();
  for (const text of ["Order boxes !high", "Tell the landlord", "Pack the books"]) {
    await anna.getByLabel("Add a task").fill(text);
    await anna.keyboard.press("Enter");
  }
  await ring(anna, "Pack the books").waitFor();
  const list = new URL(anna.url()).pathname;
  await press(anna, "Share");
  await anna.getByLabel("Invite by e-mail").fill("ben@example.org");
  await anna.keyboard.press("Enter");
  await anna.getByText("A mail is on its way to ben@example.org.").waitFor();
  await ben.goto(linkIn(await letter(anna, "Todo", "ben@example.org"), "join"));
  await press(ben, "Join the list");
  await heading(ben, "Moving house").waitFor();

  // What is ticked on one screen changes on the other.
  await anna.goto(list);
  await ring(anna, "Order boxes").waitFor();
  await ring(ben, "Order boxes").click();
  await ring(anna, "Order boxes").waitFor({state: "detached"});
  await anna.getByLabel("Add a task").fill("Return the keys");
  await anna.keyboard.press("Enter");
  await ring(ben, "Return the keys").waitFor();

  // A reminder. What is due in some seconds is not for a field that knows minutes: the page's own request says it.
  await anna.evaluate(async (list) => {
    const due = new Date(Date.now() + 5000).toISOString();
    const {id} = await (await fetch("/api/todo/tasks", {method: "POST", headers: {"Content-Type": "application/json"},
      body: JSON.stringify({list, title: "Meet the movers", due, repeat_from: "due"})})).json();
    await fetch("/api/todo/reminders", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({task: id, minutes: 0})});
  }, list.split("/").at(-1));
  await ring(ben, "Meet the movers").waitFor();
  await anna.goto("/system/mails");
  await press(anna, "Todo");
  const reminder = anna.getByRole("table", {name: "Mails"}).getByRole("button", {name: "due", exact: true});
  for (let tries = 0; tries < 60 && !(await reminder.count()); tries++) {
    await anna.waitForTimeout(500);
    await press(anna, "Todo");
    await anna.reload();
    await press(anna, "Todo");
    await anna.getByRole("table", {name: "Mails"}).waitFor();
  }
  await reminder.click();
  await anna.getByRole("dialog").getByText(/Meet the movers/).first().waitFor();

  // A calendar program asks for the secret address, and knows nothing else.
  await press(ben, "Subscribe");
  await press(ben, "Make a link");
  const address = await ben.getByRole("dialog").locator(".secret").first().innerText();
  const answer = await fetch(address);
  assert.equal(answer.headers.get("content-type"), "text/calendar; charset=utf-8");
  const calendar = new ical.Component(ical.parse(await answer.text()));
  const titles = calendar.getAllSubcomponents("vtodo").map((todo) => todo.getFirstPropertyValue("summary"));
  assert.deepEqual(titles.sort(), ["Meet the movers", "Order boxes", "Pack the books", "Return the keys", "Tell the landlord"]);

  assert.deepEqual([...anna.sins, ...ben.sins], []);
});
