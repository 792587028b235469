// What the tests of all pages share: one server with the demo's books and people, one browser.
import assert from "node:assert/strict";
import {after, afterEach, before} from "node:test";
import {barriers, open, signIn, visit} from "./browser.mjs";

export const suite = {stoa: null};
const open_pages = [];

before(async () => {
  suite.stoa = await open();
});
after(() => suite.stoa?.close());

// A page that threw, shouted in the console or broke its policy fails the test that opened it.
afterEach(async () => {
  const sins = open_pages.flatMap((page) => page.sins);
  for (const page of open_pages.splice(0)) await page.context().close();
  assert.deepEqual(sins, []);
});

export const keep = (page) => {
  open_pages.push(page);
  return page;
};

// `how.as`: one of the demo's people who is signed in there, "Ada", "Lia" or "Rob".
export async function at(path, {as, stoa = suite.stoa, ...how} = {}) {
  return keep(await visit(stoa, path, {...how, cookies: as ? [await signIn(stoa, as)] : []}));
}

// A request in the name of one of the demo's people.
export async function ask(as, method, path, body, headers = {}) {
  const {name, value} = await signIn(suite.stoa, as);
  const {url} = suite.stoa.server;
  return fetch(url + path, {method, body: body && JSON.stringify(body),
    headers: {Cookie: `${name}=${value}`, Origin: url, ...(body && {"Content-Type": "application/json"}), ...headers}});
}

// What stands beside a field for those who see and for those who listen.
export async function errorAt(field) {
  assert.equal(await field.getAttribute("aria-invalid") !== null, true, "the field is marked");
  const ids = (await field.getAttribute("aria-describedby")).split(" ");
  return field.page().locator(`[id="${ids[0]}"]`).textContent();
}

// Waits until there are so many, and no more.
export async function counted(locator, n) {
  await locator.nth(n).waitFor({state: "detached"});
  if (n > 0) await locator.nth(n - 1).waitFor({state: "attached"});
}

export const hasFocus = (locator) => locator.evaluate((node) => node === document.activeElement);

// Wide and narrow, light and dark, of one page as it stands.
export async function noBarriers(page) {
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({width, height});
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({colorScheme});
      const how = `${width} px, ${colorScheme}`;
      assert.deepEqual(await barriers(page), [], how);
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(beside, 0, `it scrolls sideways at ${how}`);
    }
  }
}
