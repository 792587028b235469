// Mails as a real SMTP server gets them (npm smtp-server), read by a real reader (mailparser).
import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {after, before, suite, test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {endLeases} from "./lib/database.mjs";
import {mailing, postOffice} from "./lib/postoffice.mjs";
import {serve, temporaryFolder} from "./lib/server.mjs";
import {ask, good} from "./lib/tables.mjs";
import {freePort, hasOpenssl} from "./lib/tls.mjs";

const patience = 30_000;
const json = {"Content-Type": "application/json"};
const password = "seven kettles under a blue roof";

async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`not in ${patience / 1000} s: ${what}`);
}

const register = (server, email, name = "Ann") =>
  good(ask(server, "POST", "/api/accounts/registrations", {headers: json, body: JSON.stringify({email, name, password})}), 202);
const admin = async (server) => ({Authorization: `Bearer ${await server.token()}`});
const mails = async (server, query = "") => (await good(ask(server, "GET", `/api/accounts/mails${query}`, {as: await admin(server)}), 200)).json.items;

suite("mail", {skip: (await hasOpenssl()) ? false : "there is no openssl to make certificates"}, () => {
  let office, server;
  const refusals = new Map();
  before(async () => {
    const folder = await temporaryFolder();
    office = await postOffice({folder, refuse: (address) => refusals.get(address), user: {name: "stoa", password: "open sesame"}});
    writeFileSync(join(folder, "password"), "open sesame\n", {mode: 0o600});
    server = await serve({env: mailing(office, {
      STOA_SMTP_URL: `smtp://stoa@localhost:${office.port}`, STOA_SMTP_PASSWORD_FILE: join(folder, "password"), STOA_PUBLIC_URL: "https://stoa.example"})});
  });
  after(async () => {
    await server?.stop();
    await office?.close();
  });

  test("mail: a registration is mailed over TLS, signed in, and its link makes the account", async () => {
    await register(server, "ann@example.org");
    const [mail] = await until("a mail to Ann", () => office.to("ann@example.org").length && office.to("ann@example.org"));
    assert.deepEqual(office.sessions.at(-1), {secure: true, user: "stoa"});
    assert.deepEqual([mail.from.text, mail.to.text, mail.subject], ['"Stoa" <stoa@stoa.example>', "ann@example.org", "Verify your address"]);
    assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
    assert.match(mail.messageId, /^<[0-9a-f-]{36}@stoa\.example>$/);
    assert.ok(Math.abs(Date.now() - mail.date) < 3_600_000);
    const link = /https:\/\/stoa\.example\/accounts\/#verify=([\w-]{43})/;
    const [, token] = link.exec(mail.text);
    assert.match(mail.html, new RegExp(`<a href="https://stoa.example/accounts/#verify=${token}">`));
    await good(ask(server, "POST", "/api/accounts/verifications", {headers: json, body: JSON.stringify({token, password})}), 200);
  });

  test("mail: what a server got is nobody's to read here", async () => {
    const [mail] = await until("the row says sent", async () => {
      const all = await mails(server, "?state=sent&address=ann@example.org");
      return all.length && all;
    });
    const {json: details} = await good(ask(server, "GET", `/api/accounts/mails/${mail.id}`, {as: await admin(server)}), 200);
    assert.deepEqual([details.text ?? null, details.html ?? null, details.subject ?? null], [null, null, null]);
  });

  test("mail: a person's name is text, whatever is in it", async () => {
    const name = "Zoë\u2028\"<b>\" Bcc: all@example.org";
    const {access_token: token} = (await good(ask(server, "POST", "/api/accounts/tokens", {headers: json, body: JSON.stringify({email: "ann@example.org", password})}), 201)).json;
    const as = {Authorization: `Bearer ${token}`};
    await good(ask(server, "PATCH", "/api/accounts/me", {as, headers: {"Content-Type": "application/merge-patch+json"}, body: JSON.stringify({name, locale: "de-AT"})}), 200);
    await good(ask(server, "POST", "/api/accounts/password-resets", {headers: json, body: JSON.stringify({email: "ann@example.org"})}), 202);
    const mail = await until("a German mail", () => office.to("ann@example.org").find(({subject}) => subject === "Wählen Sie ein neues Passwort"));
    assert.deepEqual([mail.to.value, mail.bcc], [[{address: "ann@example.org", name}], undefined]);
    assert.equal(mail.headers.get("content-language"), "de");
    assert.match(mail.text, /Öffnen|Wählen/);
  });

  test("mail: an address that is refused for good is suppressed, one that is refused for now gets its mail", async () => {
    refusals.set("nobody@example.org", "550 no such user here").set("slow@example.org", "451 come back later");
    await register(server, "nobody@example.org");
    await register(server, "slow@example.org");
    const failed = await until("nobody's mail failed", async () => (await mails(server, "?state=failed"))[0]);
    assert.deepEqual([failed.address, failed.error], ["nobody@example.org", "550 no such user here"]);
    const suppressed = (await good(ask(server, "GET", "/api/accounts/mail-suppressions", {as: await admin(server)}), 200)).json.items;
    assert.deepEqual(suppressed.map(({address}) => address), ["nobody@example.org"]);
    await until("a second try", async () => {
      const {items} = (await good(ask(server, "GET", "/api/accounts/jobs?kind=mail", {as: await admin(server)}), 200)).json;
      return items.some(({error}) => error?.includes("451 come back later"));
    });
    refusals.delete("slow@example.org");
    await until("the mail of who was refused for now", () => office.to("slow@example.org").length);
  });
});

suite("mail: trouble", {skip: (await hasOpenssl()) ? false : "there is no openssl to make certificates"}, () => {
  test("mail: a certificate that nobody vouches for gets no mail", async () => {
    const office = await postOffice({folder: await temporaryFolder()});
    const {STOA_SMTP_CA_FILE: trusted, ...env} = mailing(office);
    const server = await serve({env});
    await register(server, "ann@example.org");
    await until("a failed try", async () => {
      const {items} = (await good(ask(server, "GET", "/api/accounts/jobs?kind=mail", {as: await admin(server)}), 200)).json;
      return items.some(({error}) => /certificate|SSL/i.test(error ?? ""));
    });
    assert.equal(office.mails.length, 0);
    await server.stop();
    await office.close();
  });

  // The one window: the server took a mail, and the process died before its row could say so. Then it
  // comes again, under the same Message-ID.
  test("mail: kill -9 at any moment loses no mail, and what comes twice says so", async (t) => {
    const folder = await temporaryFolder(), port = await freePort();
    let office = await postOffice({folder, port});
    let server = await serve({env: mailing(office)});
    const wanted = Array.from({length: 30}, (_, i) => `person${i}@example.org`);
    let kills = 0;
    for (const [i, address] of wanted.entries()) {
      await register(server, address);
      if (i % 6 !== 5) continue;
      await sleep(Math.random() * 40);
      server.signal("SIGKILL");
      await server.ended;
      await endLeases(server.folder);
      kills += 1;
      if (kills === 3) await office.close();  // for a while there is no server at all
      server = await serve({data: server.folder, env: mailing(office)});
      if (kills !== 3) continue;
      const before = office.mails;
      office = await postOffice({folder, port});
      office.mails.push(...before);
    }
    await until("all mails", () => wanted.every((address) => office.to(address).length));
    const ids = new Map();
    for (const {messageId, envelope} of office.mails) {
      const to = envelope.rcptTo[0].address;
      assert.equal(ids.get(to) ?? messageId, messageId, `two different mails to ${to}`);
      ids.set(to, messageId);
    }
    t.diagnostic(`note: ${kills} kills, ${office.mails.length - ids.size} of ${ids.size} mails came twice`);
    assert.equal(ids.size, wanted.length);
    await server.stop();
    await office.close();
  });
});
