// A second person joins a project of collections by the link of a mail, which the console's mailbox has.
import assert from "node:assert/strict";
import {test} from "node:test";
import {signIn} from "./lib/browser.mjs";
import {ask, at, errorAt, noBarriers, suite} from "./lib/suite.mjs";

const heading = (page, name) => page.getByRole("heading", {level: 1, name, exact: true});
const table = (page, name) => page.getByRole("table", {name});
const press = (page, name) => page.getByRole("button", {name, exact: true}).click();

// The link of the newest mail to an address, as an administrator reads it.
async function linkTo(address) {
  const page = await at("/system/mails", {as: "Ada"});
  await press(page, "Collections");
  await table(page, "Mails").getByRole("row").filter({hasText: address}).first().getByRole("button", {name: "invited"}).click();
  const text = await page.getByRole("dialog").locator("pre").innerText();
  return /\/collections\/#join=[\w-]+/.exec(text)?.[0] ?? assert.fail(text);
}

test("collections: a second person is invited by mail, joins, and each sees the other", async () => {
  const made = await ask("Lia", "POST", "/api/collections/projects", {name: "potluck", title: "Potluck"});
  assert.equal(made.status, 201, await made.text());
  const page = await at("/collections/potluck", {as: "Lia"});
  page.forgive(/status of 4(09|22)/);
  await press(page, "Invite somebody");
  const dialog = page.getByRole("dialog", {name: "Invite somebody"}), email = dialog.getByLabel("E-mail");
  await noBarriers(page);
  await email.fill("rob");
  await press(page, "Send the mail");
  await dialog.locator("[aria-invalid]").waitFor();
  assert.match(await errorAt(email), /address/i);
  await email.fill("rob@demo.invalid");
  await dialog.getByLabel("Your name").fill("Lia of the kitchen");
  await page.keyboard.press("Enter");
  await page.getByText("A mail is on its way to rob@demo.invalid.").waitFor();
  await table(page, "Members").getByText("Lia of the kitchen").waitFor();
  await table(page, "Invitations").getByRole("button", {name: "Take back: rob@demo.invalid"}).waitFor();
  await noBarriers(page);

  const link = await linkTo("rob@demo.invalid"), other = await at(link);
  await heading(other, "Potluck").waitFor();
  await other.getByText("Lia of the kitchen invites you to this project, with the role editor").waitFor();
  await noBarriers(other);
  await other.getByRole("link", {name: "Sign in to join"}).click();
  await other.waitForURL(/\/accounts\/sign-in\?to=%2Fcollections%2F$/);
  await other.context().addCookies([await signIn(suite.stoa, "Rob")]);
  await other.goto("/collections/");
  await other.getByLabel("Your name").fill("Rob with the pans");
  await noBarriers(other);
  await press(other, "Join the project");
  await table(other, "Members").getByText("Rob with the pans (you)").waitFor();
  assert.equal(new URL(other.url()).pathname, "/collections/potluck");
  assert.equal(await other.getByRole("button", {name: "Invite somebody"}).count(), 0, "an editor asks nobody");
  await table(other, "Members").getByText("Lia of the kitchen").waitFor();

  await table(page, "Members").getByText("Rob with the pans").waitFor();
  await press(page, "Change: Rob with the pans");
  await page.getByRole("dialog").getByLabel("Role").fill("cook");
  await noBarriers(page);
  await press(page, "Save it");
  await table(page, "Members").getByText("cook", {exact: true}).waitFor();
  await press(other, "Change: Rob with the pans");
  await other.getByRole("dialog").getByLabel("Name").fill("Rob of the pans");
  assert.equal(await other.getByRole("dialog").getByLabel("Role").count(), 0, "which is an owner's to say");
  await press(other, "Save it");
  await table(other, "Members").getByText("Rob of the pans (you)").waitFor();
  await table(page, "Invitations").waitFor({state: "detached"});

  const late = await at(link, {as: "Ada"});
  late.forgive(/status of 404 .*preview/);
  await late.getByText("This link is worth nothing any more").waitFor();
  await press(late, "To my projects");
  await heading(late, "Collections").waitFor();
});
