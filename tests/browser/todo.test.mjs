// Todo: what people do with it all day, alone and two of them at once.
import assert from "node:assert/strict";
import {readFile, stat} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {root} from "../api/lib/server.mjs";
import {signIn} from "./lib/browser.mjs";
import {ask, at, hasFocus, noBarriers, suite} from "./lib/suite.mjs";

const heading = (page, name) => page.getByRole("heading", {level: 1, name, exact: true});
const ring = (page, title) => page.getByRole("checkbox", {name: title});
const toast = (page) => page.getByRole("status").filter({has: page.getByRole("button", {name: "Undo"})});
const inOrder = (page, wanted) => page.waitForFunction((all) => [...document.querySelectorAll("ul[aria-label='To do'] a[href*='task=']")]
  .map((one) => one.textContent).join() === all, wanted.join());

const json = async (answer) => (await answer).json();
async function made(as, path, body) {
  const answer = await ask(as, "POST", `/api/todo/${path}`, body);
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}
// A list of the test's own with tasks as one types them, and its page.
async function list(title, texts = [], as = "Lia", color = "#2f8f83") {
  const {id} = await made(as, "lists", {title, color});
  const tasks = [];
  for (const text of texts) tasks.push(await made(as, "typed-tasks", {list: id, text}));
  return {id, tasks, path: `/todo/lists/${id}`};
}
async function shown({path}, title, how = {}) {
  const page = await at(path, {as: "Lia", ...how});
  await heading(page, title).waitFor();
  return page;
}

test("todo: who is not signed in is led there", async () => {
  const page = await at("/todo");
  await page.getByRole("main").getByRole("link", {name: "Sign in"}).waitFor();
});

test("todo: a first list, and tasks as one types them", async () => {
  const page = await at("/todo", {as: "Lia"});
  await heading(page, "Today").waitFor();
  await page.getByRole("button", {name: "New list"}).click();
  const dialog = page.getByRole("dialog", {name: "New list"});
  assert.equal(await hasFocus(dialog.getByLabel("Title")), true);
  await dialog.getByLabel("Title").fill("Errands");
  await dialog.getByRole("radio", {name: "green"}).check();
  await page.keyboard.press("Enter");
  await heading(page, "Errands").waitFor();
  await page.keyboard.press("q");
  assert.equal(await hasFocus(page.getByLabel("Add a task")), true);
  await page.keyboard.type("Bring back the ladder tomorrow 9am !high #neighbours");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Buy stamps");
  await page.keyboard.press("Enter");
  await inOrder(page, ["Bring back the ladder", "Buy stamps"]);
  const row = page.getByRole("listitem").filter({has: ring(page, "Bring back the ladder, high priority")});
  await row.getByText("tomorrow 09:00").waitFor();
  await page.getByRole("navigation", {name: "Todo"}).getByRole("link", {name: /^Errands 2/}).waitFor();
  await page.getByRole("link", {name: "#neighbours"}).click();
  await inOrder(page, ["Bring back the ladder"]);
  const me = await json(ask("Lia", "GET", "/api/todo/me"));
  assert.ok(me.name, "those who share a list read a name");
  await page.goto("/");
  await page.getByText(/^\d+ tasks of yours to do$/).waitFor();
});

test("todo: two people share a list by a mailed link, and see each other's ticks", async () => {
  const trip = await list("Weekend in Ghent", ["Book the train", "Ask about the museum"]);
  const page = await shown(trip, "Weekend in Ghent");
  await page.getByRole("button", {name: "Share"}).click();
  const dialog = page.getByRole("dialog", {name: "Share Weekend in Ghent"});
  await dialog.getByLabel("Invite by e-mail").fill("rob@demo.invalid");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", {name: "Take back: rob@demo.invalid"}).waitFor();

  const sent = suite.stoa.server.stderr.split("\n").filter((line) => line.includes("#join=")).at(-1);
  const [, secret] = /#join=([\w-]+)/.exec(sent);
  const other = await at(`/todo/#join=${secret}`);
  await heading(other, "Weekend in Ghent").waitFor();
  await other.getByText("Lia shares this list of tasks with you. You may read it and change its tasks.").waitFor();
  await other.getByRole("link", {name: "Sign in to join"}).click();
  await other.waitForURL(/\/accounts\/sign-in\?to=%2Ftodo%2F$/);
  assert.equal(other.url().includes(secret), false, "what a server reads and logs has no secret in it");
  await other.context().addCookies([await signIn(suite.stoa, "Rob")]);
  await other.goto("/todo/");
  await other.getByRole("button", {name: "Join the list"}).click();
  await heading(other, "Weekend in Ghent").waitFor();
  await ring(other, "Book the train").waitFor();
  const beside = (page, count) => page.getByRole("navigation", {name: "Todo"}).getByRole("link", {name: new RegExp(`^Weekend in Ghent ${count}`)});
  await beside(other, 2).waitFor();

  await dialog.getByLabel(/^What Rob/).selectOption("owner");
  await page.keyboard.press("Escape");
  await ring(page, "Book the train").click();
  await inOrder(other, ["Ask about the museum"]);
  await beside(other, 1).waitFor();
  await toast(page).getByRole("button", {name: "Undo"}).click();
  await inOrder(other, ["Book the train", "Ask about the museum"]);
  await other.getByLabel("Add a task").fill("Find the umbrella");
  await other.keyboard.press("Enter");
  await ring(page, "Find the umbrella").waitFor();
  await beside(page, 3).waitFor();

  const late = await at(`/todo/#join=${secret}`, {as: "Ada"});
  late.forgive(/status of 404 .*preview/);
  await late.getByText("This link is worth nothing any more").waitFor();
});

test("todo: what is typed on the page of today is due today, and found by its words", async () => {
  const page = await at("/todo", {as: "Rob"});
  await heading(page, "Today").waitFor();
  await page.getByLabel("Add a task").fill("Oil the squeaking hinge");
  await page.keyboard.press("Enter");
  await page.getByRole("list", {name: "Due today"}).getByRole("checkbox", {name: "Oil the squeaking hinge"}).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await hasFocus(page.getByRole("searchbox", {name: "Search tasks"})), true);
  await page.keyboard.type("hinge squeak");
  await page.getByText("1 task with “hinge squeak”").waitFor();
  await page.getByRole("list", {name: "To do"}).getByRole("checkbox", {name: "Oil the squeaking hinge"}).waitFor();
});

test("todo: with a whole its parts are done, and undone together", async () => {
  const pack = await list("Boxes", ["Pack the kitchen"]);
  for (const title of ["Plates", "Pans"]) await made("Lia", "tasks", {list: pack.id, parent: pack.tasks[0].id, title, repeat_from: "due"});
  const page = await shown(pack, "Boxes");
  await inOrder(page, ["Pack the kitchen", "Plates", "Pans"]);
  await ring(page, "Pack the kitchen").click();
  await page.getByText("All done. What comes next?").waitFor();
  await toast(page).getByRole("button", {name: "Undo"}).click();
  await inOrder(page, ["Pack the kitchen", "Plates", "Pans"]);
});

test("todo: a list is kept as a file, and a file becomes a list", async () => {
  const page = await shown(await list("Shed", ["Sharpen the saw #tools", "Sort the nails"]), "Shed");
  await page.getByRole("button", {name: "Edit"}).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", {name: "todo.txt"}).click()]);
  assert.equal(download.suggestedFilename(), "Shed.txt");
  assert.match(await readFile(await download.path(), "utf8"), /^\d{4}-\d\d-\d\d Sharpen the saw @tools\n\d{4}-\d\d-\d\d Sort the nails\n$/);
  await page.keyboard.press("Escape");
  await page.getByRole("button", {name: "New list"}).click();
  const file = {name: "Barn.txt", mimeType: "text/plain", buffer: Buffer.from("(A) Feed the goat\nMend the roof due:2030-01-01 colour:red\n")};
  await page.getByLabel(/^A list that was kept/).setInputFiles(file);
  await page.getByText("Nothing here is called colour; it stays in the title.").waitFor();
  await page.getByRole("link", {name: "2 tasks added."}).click();
  await heading(page, "Barn").waitFor();
  await inOrder(page, ["Feed the goat", "Mend the roof colour:red"]);
});

test("todo: what recurs goes on, and back", async () => {
  const page = await shown(await list("Flowers", ["Water the ferns every day"]), "Flowers");
  const row = page.getByRole("listitem").filter({has: ring(page, "Water the ferns")});
  await row.getByText("today").waitFor();
  await ring(page, "Water the ferns").click();
  await toast(page).getByText("Next: tomorrow").waitFor();
  await row.getByText("tomorrow").waitFor();
  assert.equal(await ring(page, "Water the ferns").getAttribute("aria-checked"), "false");
  await row.getByRole("link").click();
  await page.getByRole("dialog").getByText(/done by you/).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await row.getByText("today").waitFor();
});

test("todo: the keyboard is enough, and a hand may drag", async () => {
  const order = await list("Packing", ["One", "Two", "Three"]);
  const page = await shown(order, "Packing");
  await page.getByRole("link", {name: "One", exact: true}).focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await hasFocus(page.getByRole("link", {name: "Two", exact: true})), true);
  await page.keyboard.press("Alt+ArrowUp");
  await inOrder(page, ["Two", "One", "Three"]);
  await page.waitForFunction(() => document.activeElement.textContent === "Two");
  await page.keyboard.press("Alt+ArrowDown");
  await inOrder(page, ["One", "Two", "Three"]);
  await page.waitForFunction(() => document.activeElement.textContent === "Two");
  await page.keyboard.press("Alt+ArrowRight");
  await page.getByText("1 part", {exact: true}).waitFor();
  const {items} = await json(ask("Lia", "GET", `/api/todo/tasks?list=${order.id}&parent=${order.tasks[0].id}`));
  assert.deepEqual(items.map(({title}) => title), ["Two"]);
  await page.keyboard.press("x");
  await inOrder(page, ["One", "Three"]);
  await page.waitForFunction(() => document.activeElement.textContent === "Three");
  await page.keyboard.press("Control+z");
  await inOrder(page, ["One", "Two", "Three"]);

  const third = page.getByRole("listitem").filter({has: ring(page, "Three")});
  await third.hover();
  const grip = await third.getByText("⠿").boundingBox(), first = await page.getByRole("link", {name: "One", exact: true}).boundingBox();
  await page.mouse.move(grip.x + 5, grip.y + 5);
  await page.mouse.down();
  await page.mouse.move(grip.x + 5, first.y, {steps: 4});
  await page.mouse.up();
  await inOrder(page, ["Three", "One", "Two"]);
});

test("todo: all that is known of a task, kept as one leaves a field", async () => {
  const house = await list("House", ["Paint the fence"]);
  const page = await shown(house, "House");
  page.forgive(/status of 404 .*\/api\/todo\/tasks\//);  // a reading that crosses the removal
  const id = house.tasks[0].id, task = () => json(ask("Lia", "GET", `/api/todo/tasks/${id}`));
  await page.getByRole("link", {name: "Paint the fence"}).click();
  const dialog = page.getByRole("dialog", {name: "Task in House"});
  const kept = (work) => Promise.all([page.waitForResponse((one) => one.request().method() !== "GET" && one.ok()), work()]);
  await dialog.getByLabel("Title").fill("Paint the garden fence");
  await kept(() => page.keyboard.press("Enter"));
  await kept(() => dialog.getByRole("button", {name: "tomorrow"}).click());
  await kept(() => dialog.getByLabel("Due: time").fill("18:30"));
  await dialog.getByLabel("Due: by the clock of").waitFor();
  await kept(() => dialog.getByLabel("Priority").selectOption("high"));
  await kept(() => dialog.getByLabel("Repeat").selectOption("every year"));
  await kept(() => dialog.getByLabel("Remind me").selectOption("an hour before"));
  await dialog.getByRole("button", {name: "Not to be reminded an hour before"}).waitFor();
  await dialog.getByLabel("Add a part").fill("Buy a brush");
  await kept(() => page.keyboard.press("Enter"));
  await dialog.getByRole("checkbox", {name: "Buy a brush"}).waitFor();
  const {title, due, priority, repeat} = await task();
  assert.deepEqual([title, due.slice(10), priority, repeat], ["Paint the garden fence", "T18:30:00[UTC]", 1, "FREQ=YEARLY"]);

  await dialog.getByRole("button", {name: "Delete"}).click();
  await page.getByText("All done. What comes next?").waitFor();
  await toast(page).getByRole("button", {name: "Undo"}).click();
  await inOrder(page, ["Paint the garden fence", "Buy a brush"]);
  await page.getByRole("link", {name: "Buy a brush"}).focus();
  await page.keyboard.press("Delete");
  await inOrder(page, ["Paint the garden fence"]);
  await page.getByRole("link", {name: "Trash"}).click();
  await page.getByRole("button", {name: "Take back: Buy a brush"}).click();
  await page.getByText("The trash is empty.").waitFor();
});

// ---- for everybody, and to look at -------------------------------------------------------------

// The demo's own list, as whoever opens the page first sees it.
async function home() {
  const {items} = await json(ask("Lia", "GET", "/api/todo/lists?filter=title=%22Home%22"));
  const {items: tasks} = await json(ask("Lia", "GET", `/api/todo/tasks?list=${items[0].id}&filter=title=%22Birthday%20present%20for%20Jonas%22`));
  return {path: `/todo/lists/${items[0].id}`, present: tasks[0].id};
}

test("todo: a month has what is due on its days, and a task is dragged to another one", async () => {
  const plans = await list("Plans of May", ["Sow beans 5 May 2031 9am", "Buy a hoe 5 May 2031"]);
  const page = await at("/todo/calendar?month=2031-05", {as: "Lia"});
  await heading(page, "May 2031").waitFor();
  const day = (name) => page.getByRole("cell").filter({has: page.getByRole("button", {name, exact: false})});
  await day(/Monday 5 May, 2 due/).getByRole("link", {name: "09:00 Sow beans"}).dragTo(day(/Wednesday 7 May/));
  await day(/Wednesday 7 May, 1 due/).getByRole("link", {name: "09:00 Sow beans"}).waitFor();
  assert.match((await json(ask("Lia", "GET", `/api/todo/tasks/${plans.tasks[0].id}`))).due, /^2031-05-07T09:00/);
  await page.getByRole("button", {name: /Monday 5 May, 1 due/}).press("Enter");
  await page.getByRole("list", {name: "Due on 5 May"}).getByText("Buy a hoe").waitFor();
  await page.getByRole("link", {name: "The month before"}).click();
  await heading(page, "April 2031").waitFor();
});

const views = {
  "a month": async (how) => {
    await home();
    const page = await at("/todo/calendar", {as: "Lia", ...how});
    await page.getByRole("table", {name: "What is due"}).getByText("Call the dentist").waitFor({state: "attached"});
    return page;
  },
  "the days ahead": async (how) => {
    const page = await at("/todo/upcoming", {as: "Lia", ...how});
    await ring(page, "Birthday present for Jonas").waitFor();
    return page;
  },
  "a list": async (how) => {
    const page = await shown(await home(), "Home", how);
    await ring(page, "Wrapping paper").waitFor();
    return page;
  },
  "a task": async (how) => {
    const {path, present} = await home();
    const page = await at(`${path}?task=${present}`, {as: "Lia", ...how});
    await page.getByRole("dialog").getByText("1 of 3 done").waitFor();
    return page;
  },
  today: async (how) => {
    const page = await at("/todo", {as: "Lia", ...how});
    await ring(page, "Call the dentist").waitFor();
    return page;
  },
  "a search": async (how) => {
    const page = await at("/todo/search?q=the", {as: "Lia", ...how});
    await ring(page, "Call the dentist").waitFor();
    return page;
  },
  "a list's settings": async (how) => {
    const page = await shown(await home(), "Home", how);
    await page.getByRole("button", {name: "Edit"}).click();
    await page.getByRole("dialog").getByText("Keep it as a file").waitFor();
    return page;
  },
  sharing: async (how) => {
    const page = await shown(await home(), "Home", how);
    await page.getByRole("button", {name: "Share"}).click();
    await page.getByRole("dialog").getByText("(you)").waitFor();
    return page;
  },
};
for (const [view, show] of Object.entries(views)) {
  test(`todo, ${view}: no barrier and nothing beside the screen`, async () => noBarriers(await show()));
}

test("picture: todo.png", {skip: process.env.UPDATE_SCREENSHOTS ? false : "only with UPDATE_SCREENSHOTS=1"}, async () => {
  const page = await views["a list"]();
  const file = join(root, "docs/images/todo.png");
  await page.screenshot({path: file, animations: "disabled"});
  assert.ok((await stat(file)).size < 300_000);
});
