// What people do about their account: come in, prove who they are, see what is open, leave.
import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join} from "node:path";
import {test} from "node:test";
import {client, clientOf, Provider} from "../api/lib/provider.mjs";
import {serve, temporaryFolder} from "../api/lib/server.mjs";
import {at, counted, errorAt, hasFocus, keep, noBarriers, suite} from "./lib/suite.mjs";
import {visit} from "./lib/browser.mjs";

const jsQR = createRequire(new URL("../api/package.json", import.meta.url))("jsqr").default;  // a decoder of others

const good = "turquoise anvil drifts past seven";
const better = "paper lanterns over cold gravel";

const heading = (page, name) => page.getByRole("heading", {name, exact: true, level: 1});
const box = (page, name) => page.getByRole("textbox", {name});
const press = (page, name) => page.getByRole("button", {name, exact: true}).click();
const part = async (page, link, title = link) => {
  await page.getByRole("link", {name: link, exact: true}).click();
  await heading(page, title).waitFor();
};

// The fragment of the link that was mailed to an address, which the demo's server logs.
async function mailedTo(email, purpose) {
  for (let i = 0; i < 200; i++) {
    const lines = suite.stoa.server.stderr.split("\n").filter((line) => line.includes(`"to":"${email}"`));
    const [link] = lines.flatMap((line) => line.match(new RegExp(`#${purpose}=[\\w-]+`)) ?? []).slice(-1);
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no mail to ${email}`);
}

// A code of RFC 6238, `ahead` steps of half a minute from now.
function codeOf(secret, ahead = 0) {
  const value = (letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
  const bits = [...secret.replaceAll(/\s/g, "")].map((letter) => value(letter).toString(2).padStart(5, "0")).join("");
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(step).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

let people = 0;
// Registers by the API and opens the page signed in; what the page does for it has tests of its own.
async function somebody(part = "profile") {
  const email = `person${++people}@example.org`;
  const post = (path, body) => fetch(`${suite.stoa.server.url}/api/accounts${path}`, {method: "POST",
    headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  assert.equal((await post("/registrations", {email, name: `Person ${people}`, password: good})).status, 202);
  assert.equal((await post("/verifications", {token: (await mailedTo(email, "verify")).split("=")[1], password: good})).status, 200);
  const page = await at(`/accounts/#${part}`);
  await signIn(page, email, good);
  return {page, email};
}

async function signIn(page, email, password) {
  await heading(page, "Sign in").waitFor();
  await box(page, "Email").fill(email);
  await box(page, "Password").fill(password);
  await page.keyboard.press("Enter");
}

async function signOut(page) {
  await page.getByRole("button", {name: /Signed in as/}).click();
  await press(page, "Sign out");
  await page.getByText("You are signed out.").waitFor();
}

test("accounts: a new server leads to its set-up, and the printed link makes the administrator, once", async (t) => {
  const server = await serve({accounts: false});
  t.after(() => server.stop());
  const link = /http:\S+(\/accounts\/#first-administrator=\S+)/.exec(server.stdout)[1];
  const become = async (page, email, password) => {
    await heading(page, "Become the administrator").waitFor();
    assert.equal(new URL(page.url()).hash, "", "the secret is gone from the address");
    await box(page, "Name").fill("Ada Lovelace");
    await box(page, "Email").fill(email);
    await box(page, "Password").fill(password);
    await press(page, "Become the administrator");
  };
  const page = keep(await visit({...suite.stoa, server}, "/"));
  page.forgive(/status of 422/);
  await heading(page, "Set up this server").waitFor();
  await noBarriers(page);
  await page.getByRole("link", {name: "Stoa"}).click();
  await page.getByRole("link", {name: "Set it up"}).click();
  await box(page, "The link").fill(`${server.url}/accounts/#verify=something`);
  await press(page, "Go on");
  await page.getByText("This is a link for something else").waitFor();
  assert.equal(await hasFocus(box(page, "The link")), true);
  await box(page, "The link").fill(server.url + link);
  await press(page, "Go on");
  await become(page, "ada@example.org", "ada@example");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(page, "Password")), /easy to guess/);
  await box(page, "Password").fill(good);
  await page.keyboard.press("Enter");
  await heading(page, "You are the administrator").waitFor();
  await page.getByRole("button", {name: "Signed in as Ada Lovelace"}).waitFor();
  await noBarriers(page);
  await page.getByRole("link", {name: "People"}).click();
  await page.getByRole("link", {name: "Ada Lovelace"}).click();
  await heading(page, "Ada Lovelace").waitFor();
  const later = keep(await visit({...suite.stoa, server}, link));
  later.forgive(/status of 422/);
  await become(later, "eve@example.org", good);
  await later.getByText(/This link was used already/).waitFor();
  await later.goto("/accounts/set-up");
  await heading(later, "This server is set up").waitFor();
});

test("accounts: registering, a mail, a button, and one is in", async () => {
  const page = await at("/library/?search=dune");
  page.forgive(/status of 4(01|03|22)/);
  await page.getByRole("link", {name: "Sign in"}).click();
  await heading(page, "Sign in").waitFor();
  await part(page, "Make an account");
  await box(page, "Name").fill("Nora Vance");
  await box(page, "Email").fill("nora");
  await box(page, "Password").fill("nora1234");
  await press(page, "Make an account");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(page, "Email")), /address/);
  await box(page, "Email").fill("nora@example.org");
  await press(page, "Make an account");
  await page.getByText(/easy to guess/).waitFor();
  await press(page, "Show password");
  assert.equal(await box(page, "Password").getAttribute("type"), "text");
  await box(page, "Password").fill(good);
  await press(page, "Make an account");
  await page.getByRole("heading", {name: "Look into your mail"}).waitFor();

  const asked = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(request.url()));
  await page.goto("/accounts/" + (await mailedTo("nora@example.org", "verify")));
  await heading(page, "One step left").waitFor();
  assert.equal(new URL(page.url()).hash, "");
  assert.deepEqual(asked, [], "a program that only opens the link uses nothing up");
  await box(page, "Password").fill("somebody else's choice");
  await press(page, "Begin");
  await page.getByText("The password is wrong.").waitFor();
  assert.match(await errorAt(box(page, "Password")), /wrong/);
  await box(page, "Password").fill(good);
  await press(page, "Begin");
  await page.getByText("Your account is there.").waitFor();
  await page.keyboard.type("not my password");
  await page.keyboard.press("Enter");
  await page.getByText(/address or the password is wrong/).waitFor();
  await box(page, "Password").fill(good);
  await page.keyboard.press("Enter");
  await heading(page, "Profile").waitFor();
  await page.getByRole("button", {name: "Signed in as Nora Vance"}).waitFor();
});

test("accounts: signing in leads back to where one was", async () => {
  const {page, email} = await somebody();
  await signOut(page);
  await page.goto("/library/?search=dune");
  await page.getByRole("link", {name: "Sign in"}).click();
  await signIn(page, email, good);
  await page.waitForURL("**/library/?search=dune");
  await page.goto("/accounts/security");
  await signOut(page);
  await page.goto("/accounts/?to=https%3A%2F%2Fexample.com%2F#sign-in");
  await signIn(page, email, good);
  await heading(page, "Profile").waitFor();
  assert.equal(new URL(page.url()).search, "");
});

test("accounts: a second factor, and the recovery code for when it is lost", async () => {
  const {page, email} = await somebody("security");
  page.forgive(/status of 401/);
  await heading(page, "Security").waitFor();
  const app = page.getByRole("region", {name: "Authenticator app"});
  await box(app, "Your password").fill(good);
  await press(app, "Set one up");
  await app.getByRole("img", {name: /QR code/}).waitFor();
  const secret = await app.locator("#authenticator-secret").innerText();
  await box(app, "The code it shows now").fill("000000");
  await press(app, "Confirm");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(app, "The code it shows now")), /wrong/);
  await box(app, "The code it shows now").fill(codeOf(secret));
  await press(app, "Confirm");
  await app.getByRole("heading", {name: "Keep these recovery codes"}).waitFor();
  const codes = await app.getByRole("listitem").allInnerTexts();
  assert.equal(codes.length, 10);
  await press(app, "I have kept them");
  await app.getByText("The authenticator app is on.").waitFor();

  for (const code of [codeOf(secret, 1), codes[0]]) {
    await signOut(page);
    await signIn(page, email, good);
    await box(page, "Code").waitFor();
    assert.equal(await hasFocus(box(page, "Code")), true);
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
    await heading(page, "Profile").waitFor();
  }
  await part(page, "Security");
  await box(app, "Your password").fill(good);
  await box(app, "Code").fill(codes[1].toUpperCase());
  await press(app, "Do without it");
  await app.getByText("The authenticator app is off.").waitFor();
});

test("accounts: the code to scan is what a decoder reads, in the dark as well", async () => {
  const {page} = await somebody("security");
  await page.emulateMedia({colorScheme: "dark"});
  const app = page.getByRole("region", {name: "Authenticator app"});
  await box(app, "Your password").fill(good);
  await press(app, "Set one up");
  const picture = await app.getByRole("img", {name: /QR code/}).evaluate(async (svg) => {
    const side = 400, image = new Image(side, side), canvas = Object.assign(document.createElement("canvas"), {width: side, height: side});
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
    await image.decode();
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, side, side);
    return Array.from(context.getImageData(0, 0, side, side).data);
  });
  await app.getByText("The same as an address").click();
  const uri = await app.getByText(/^otpauth:/).innerText();
  assert.match(uri, /secret=/);
  assert.equal(jsQR(Uint8ClampedArray.from(picture), 400, 400).data, uri);
});

test("accounts: a session that is ended elsewhere leads to the door", async () => {
  const {page, email} = await somebody("sessions");
  await heading(page, "Sessions").waitFor();
  const other = await at("/accounts/#keys");
  other.forgive(/status of 401/);
  await signIn(other, email, good);
  await heading(other, "API keys").waitFor();
  await page.reload();
  const rows = page.getByRole("list", {name: "Sessions"}).getByRole("listitem");
  await rows.nth(1).waitFor();
  assert.match(await rows.nth(0).innerText(), /Chrome on Linux\s+This one/);
  await press(rows.nth(1), "End: Chrome on Linux");
  assert.equal(await hasFocus(page.getByRole("button", {name: "Keep it: Chrome on Linux"})), true, "the harmless one");
  await press(rows.nth(1), "End it: Chrome on Linux");
  await page.getByText("The session is ended.").waitFor();
  await counted(rows, 1);
  await other.getByRole("link", {name: "Sessions"}).click();
  await other.getByText("Your session is over.").waitFor();
  await signIn(other, email, good);
  await heading(other, "Sessions").waitFor();
});

test("accounts: an API key does what was checked, and is shown once", async () => {
  const {page} = await somebody("keys");
  await press(page, "Make a key");
  await box(page, "Name").fill("Kitchen display");
  await press(page, "Make the key");
  await page.getByText("Check at least one").waitFor();
  await page.getByLabel("library loans: write").check();
  assert.equal(await page.getByLabel("library loans: read").isDisabled(), true, "write covers it");
  await page.getByLabel("accounts me: read").check();
  assert.equal(await page.getByLabel("library works: write").count(), 0, "a reader's key cannot write works");
  await press(page, "Make the key");
  await page.getByText("Copy it now").waitFor();
  const key = await page.locator(".secret").first().innerText();
  const {url} = suite.stoa.server;
  const withKey = (path) => fetch(url + path, {headers: {Authorization: `Bearer ${key}`}});
  assert.equal((await withKey("/api/accounts/me")).status, 200);
  assert.equal((await withKey("/api/library/me/loans")).status, 403);
  await press(page, "I have kept it");
  await counted(page.getByText(key), 0);
  const row = page.getByRole("list", {name: "API keys"}).getByRole("listitem");
  assert.match(await row.innerText(), /accounts:me:read/);
  await press(row, "End: Kitchen display");
  await press(row, "End it: Kitchen display");
  await page.getByText("You have no API key.").waitFor();
  assert.equal((await withKey("/api/accounts/me")).status, 401);
});

test("accounts: a forgotten password is chosen anew by mail", async () => {
  const {page, email} = await somebody();
  page.forgive(/status of 422/);
  await signOut(page);
  await part(page, "Forgot your password?");
  await box(page, "Email").fill(email);
  await press(page, "Send me a mail");
  await page.getByRole("heading", {name: "Look into your mail"}).waitFor();
  const link = await mailedTo(email, "reset");
  await page.goto("/accounts/" + link);
  await heading(page, "Choose a new password").waitFor();
  await box(page, "New password").fill(better);
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed.").waitFor();
  await signIn(page, email, better);
  await heading(page, "Profile").waitFor();
  await page.goto("/accounts/" + link);
  await heading(page, "Choose a new password").waitFor();
  await box(page, "New password").fill(good);
  await page.keyboard.press("Enter");
  await page.getByText(/This link was used already/).waitFor();
  await page.getByRole("link", {name: "Ask for a new mail"}).waitFor();
});

test("accounts: name, address and password are changed", async () => {
  const {page, email} = await somebody();
  page.forgive(/status of 4(03|22)/);
  await heading(page, "Profile").waitFor();
  await box(page, "Name").fill("Somebody Else");
  await box(page, "Language").fill("en-GB");
  await press(page, "Save");
  await page.getByText("Saved.").waitFor();
  await page.getByRole("button", {name: "Signed in as Somebody Else"}).waitFor();
  await box(page, "New address").fill(`new-${email}`);
  await box(page, "Your password").fill("not it");
  await press(page, "Mail a link to it");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  assert.match(await errorAt(box(page, "Your password")), /wrong/);
  await box(page, "Your password").fill(good);
  await press(page, "Mail a link to it");
  await page.getByText(/The old address stays/).waitFor();
  await page.goto("/accounts/" + (await mailedTo(`new-${email}`, "change-address")));
  await press(page, "Use this address");
  await page.getByText(`Your address is new-${email} now.`).waitFor();
  await part(page, "Security");
  const password = page.getByRole("region", {name: "Password", exact: true});
  await box(password, "Present password").fill(good);
  await box(password, "New password").fill("password");
  await press(password, "Change the password");
  await page.getByText(/easy to guess/).waitFor();
  await box(password, "New password").fill(better);
  await press(password, "Change the password");
  await page.getByText("Your password is changed.").waitFor();
  await part(page, "Sessions");
  await page.getByText("This one").waitFor();
});

test("accounts: what was changed elsewhere meanwhile is not written over", async () => {
  const {page} = await somebody();
  page.forgive(/status of 412/);
  await box(page, "Name").fill("As I see it");
  assert.equal(await page.evaluate(async () => (await fetch("/api/accounts/me", {method: "PATCH", body: JSON.stringify({name: "From my phone"}),
    headers: {"Content-Type": "application/merge-patch+json"}})).status), 200);
  await press(page, "Save");
  await page.getByText(/Somebody changed this meanwhile/).waitFor();
  await press(page, "Load it again");
  await page.waitForFunction(() => [...document.querySelectorAll("input")].some(({value}) => value === "From my phone"));
  for (const name of ["As I see it", "As I see it now"]) {
    await box(page, "Name").fill(name);
    await press(page, "Save");
    await page.getByRole("button", {name: `Signed in as ${name}`, exact: true}).waitFor();
    await page.getByText("Saved.").waitFor();
  }
});

test("accounts: too many tries are told with the time to wait", async () => {
  const page = await at("/accounts/");
  page.forgive(/status of 4(01|29)/);
  await signIn(page, "guessed@example.org", "one guess");
  const problem = {status: 429, code: "too_many_requests", title: "Too many tries; wait before the next."};
  await page.route("**/api/accounts/sessions", (route) => route.fulfill({status: 429, json: problem,
    headers: {"Retry-After": "42", "Content-Type": "application/problem+json"}}));
  await press(page, "Sign in");
  await page.getByText("Too many tries. Try again in 42 seconds.").waitFor();
});

test("accounts: one takes a copy and leaves", async () => {
  const {page, email} = await somebody("data");
  const download = page.waitForEvent("download");
  await press(page, "Download a copy");
  assert.equal((await download).suggestedFilename(), "stoa-account.json");
  await box(page, "Your address").fill("somebody@else.org");
  await box(page, "Your password").fill(good);
  await press(page, "Delete my account");
  await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
  await box(page, "Your address").fill(email);
  await press(page, "Delete my account");
  await page.getByText("Your account is deleted.").waitFor();
  page.forgive(/status of 401/);
  await signIn(page, email, good);
  await page.getByText(/address or the password is wrong/).waitFor();
});

test("accounts: an administrator gives a role, suspends, and takes it back", async () => {
  const {page: theirs, email} = await somebody();
  await heading(theirs, "Profile").waitFor();
  const page = await at("/accounts/#people", {as: "Ada"});
  await page.getByRole("searchbox", {name: "Address"}).fill(email);
  await press(page, "Find");
  const found = page.getByRole("table", {name: "Accounts"}).getByRole("link");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await found.click();
  const borrowers = () => theirs.evaluate(async () => (await fetch("/api/library/borrowers?limit=1")).status);
  theirs.forgive(/status of 403/);
  assert.equal(await borrowers(), 403);
  await press(page, "Give: Librarian");
  await page.getByText("The role is given.").waitFor();
  assert.equal(await borrowers(), 200);
  await press(page, "Take: Librarian");
  await press(page, "Take it: Librarian");
  await page.getByText("The role is taken.").waitFor();
  assert.equal(await borrowers(), 403);
  await page.getByRole("button", {name: /^Suspend: /}).click();
  await page.getByRole("group").getByRole("button", {name: /^Suspend: /}).click();
  await page.getByText("The account is suspended.").waitFor();
  await theirs.reload();
  await theirs.getByRole("link", {name: "Sign in"}).waitFor();
  await press(page, "End the suspension");
  await page.getByText("The account may sign in again.").waitFor();
});

test("home: shows who is signed in, and asks for it once", async () => {
  const page = await at(null, {as: "Rob"});
  let asked = 0;
  page.on("request", (request) => request.url().endsWith("/api/accounts/me") && asked++);
  await page.goto("/");
  await page.getByRole("button", {name: "Signed in as Rob, a reader"}).click();
  await page.getByRole("link", {name: "Account", exact: true}).waitFor();
  await page.keyboard.press("Escape");
  await counted(page.getByRole("button", {name: "Sign out"}), 0);
  assert.equal(asked, 1);
});

const views = {
  "sign in": async () => at("/accounts/"),
  "register, with errors": async () => {
    const page = await at("/accounts/#register");
    page.forgive(/status of 422/);
    await press(page, "Make an account");
    await page.waitForFunction(() => document.activeElement.matches("[aria-invalid]"));
    return page;
  },
  "a link": async () => at("/accounts/#reset=nothing"),
  "profile": async () => at("/accounts/#profile", {as: "Rob"}),
  "security": async () => at("/accounts/#security", {as: "Rob"}),
  "a code to scan": async () => {
    const {page} = await somebody("security");
    const app = page.getByRole("region", {name: "Authenticator app"});
    await box(app, "Your password").fill(good);
    await press(app, "Set one up");
    await app.getByRole("img").waitFor();
    return page;
  },
  "sessions": async () => at("/accounts/#sessions", {as: "Ada"}),
  "a new key": async () => {
    const page = await at("/accounts/#keys", {as: "Ada"});
    await press(page, "Make a key");
    await box(page, "Name").waitFor();
    return page;
  },
  "data": async () => at("/accounts/#data", {as: "Rob"}),
  "an account": async () => {
    const page = await at("/accounts/#people", {as: "Ada"});
    await page.getByRole("link", {name: "Lia, a librarian"}).click();
    await page.getByRole("heading", {name: "Roles"}).waitFor();
    await page.getByRole("button", {name: /Signed in as/}).click();
    return page;
  },
};
for (const [view, show] of Object.entries(views)) {
  test(`accounts, ${view}: no barrier, and nothing beside the screen`, async () => {
    const page = await show();
    await page.getByRole("heading", {level: 1}).waitFor();
    await page.getByRole("banner").getByText(/Sign in|Signed in as/).first().waitFor();
    await noBarriers(page);
  });
}

test("accounts: somebody signs in at a provider, and sees what is linked; who is refused there reads so", async (t) => {
  const provider = await Provider.start();
  t.after(() => provider.stop());
  const secret = join(await temporaryFolder(), "secret");
  await writeFile(secret, client.secret);
  const server = await serve({env: clientOf(provider.issuer, secret)});
  t.after(() => server.stop());
  const page = keep(await visit({server, browser: suite.stoa.browser}, "/accounts/?to=%2Flibrary%2F#sign-in"));
  page.forgive(new RegExp(`^elsewhere: ${provider.issuer}/`));
  page.forgive(/status of 4\d\d .*provider-answers/);
  await heading(page, "Sign in").waitFor();
  await noBarriers(page);
  await press(page, "Sign in with Example");
  await heading(page, "You are not signed in").waitFor();
  await page.getByText("You were not signed in on the other side.").waitFor();
  assert.ok(!page.url().includes("state="), page.url());
  await noBarriers(page);
  provider.visitor = {sub: "mia", email: "mia@example.org", email_verified: true, name: "Mia Elsewhere"};
  await page.getByRole("link", {name: "To signing in"}).click();
  await press(page, "Sign in with Example");
  await page.waitForURL("**/library/");
  await page.goto("/accounts/#security");
  await heading(page, "Security").waitFor();
  await page.getByText(provider.issuer).waitFor();
  page.forgive(/status of 409 .*identities/);
  await page.getByRole("button", {name: `Remove the link to ${provider.issuer}`}).click();
  await page.getByText("You could not come in again; choose a password first.").waitFor();
  await noBarriers(page);
});
