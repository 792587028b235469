// People of one server: they register by the mailed link, sign in as a browser and as a program, are
// given roles, make keys. Mails are read in the log of a demo run, which delivers none.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {setTimeout as sleep} from "node:timers/promises";
import {json} from "./client.mjs";
import {next} from "../../api/lib/values.mjs";
import {keep} from "./vault.mjs";

const patience = 30_000;
const old = 120_000;  // an access token lives five minutes; a slow machine gets a new one in time

export const accounts = (path) => `/api/accounts${path}`;
export const bearer = (token) => ({Authorization: `Bearer ${token}`});
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

// Words that nobody would guess, and that no two people share.
export const strong = () => keep("a password", `meadow-${randomBytes(9).toString("base64url")}`);
export const address = () => `person-${next()}@abuse.example`;

const mostKeys = 90;  // of one account; the API allows 100

export class People {
  #logRead = 0;
  #mails = new Map();  // address -> mails that nobody asked for yet

  constructor(client) {
    this.client = client;
    this.base = client.server.url;
  }

  async post(path, body, headers = {}) {
    const answer = await this.client.prepare({method: "POST", target: accounts(path), headers: {...json, ...headers}, body: JSON.stringify(body)});
    assert.ok(answer.good, `POST ${path}: ${answer}`);
    return answer;
  }

  // The next mail to an address, in the order in which they came.
  async mail(to) {
    for (const until = Date.now() + patience; ; await sleep(2)) {
      this.#readLog();
      const mail = this.#mails.get(to)?.shift();
      if (mail) return mail;
      assert.ok(Date.now() < until, `no mail came to ${to}`);
    }
  }
  #readLog() {
    const {stderr} = this.client.server;
    const end = stderr.lastIndexOf("\n") + 1;
    for (const line of stderr.slice(this.#logRead, end).split("\n").filter((one) => one.includes('"a mail is in the mailbox"'))) {
      const mail = JSON.parse(line);
      this.#mails.set(mail.to, [...(this.#mails.get(mail.to) ?? []), mail]);
    }
    this.#logRead = end;
  }
  // The secret of the next mailed link.
  async mailed(to) {
    const {text} = await this.mail(to);
    return keep("a mailed link", /#[a-z-]+=([\w-]+)/.exec(text)?.[1]);
  }

  async register(email = address(), {name = "Somebody", password = strong()} = {}) {
    await this.post("/registrations", {email, name, password});
    return {email, name, password};
  }
  // A person with an account, who has signed in nowhere yet.
  async make({roles = [], name} = {}) {
    const person = await this.register(undefined, {name});
    const made = await this.post("/verifications", {token: await this.mailed(person.email), password: person.password});
    Object.assign(person, {id: made.json.id, roles});
    for (const role of roles) await this.give(person, role);
    return person;
  }

  async signIn(person, extra = {}) {
    const {email, password} = person;
    const answer = await this.post("/sessions", {email, password, ...extra});
    return this.cookieOf(answer);
  }
  cookieOf(answer) {
    return keep("a session's cookie", /^stoa=([^;]+)/.exec([answer.headers["set-cookie"]].flat()[0])[1]);
  }
  async tokens(person, extra = {}) {
    const {email, password} = person;
    const {json: made} = await this.post("/tokens", {email, password, ...extra});
    keep("a refresh token", made.refresh_token);
    keep("an access token", made.access_token);
    return {...made, session: claimsOf(made.access_token).sid};
  }
  async key(person, scopes, extra = {}) {
    const answer = await this.post("/api-keys", {name: "A key", scopes, ...extra}, await this.byToken(person));
    keep("an API key", answer.json.key);
    return answer.json;
  }

  // ---- header fields that show who asks -----------------------------------------------------------

  // A page of ours sends its Origin with what is not a GET.
  asBrowser(cookie) {
    return {Cookie: `stoa=${cookie}`, Origin: this.base};
  }
  async byCookie(person) {
    person.cookie ??= await this.signIn(person);
    return this.asBrowser(person.cookie);
  }
  async byToken(person) {
    if (!person.program || Date.now() - person.program.since > old) {
      person.program = {...(await this.tokens(person)), since: Date.now()};
    }
    return bearer(person.program.access_token);
  }
  // Sessions of theirs may have ended: the next ones are new.
  forget(person) {
    person.cookie = undefined;
    person.program = undefined;
  }
  // By a key that may do just what `scopes` say; one a person and set of scopes.
  async byKey(person, scopes = ["*:*:admin"]) {
    person.keys ??= new Map();
    const name = scopes.join(" ");
    if (!person.keys.has(name)) {
      await this.#makeRoomForKey(person);
      person.keys.set(name, await this.key(person, scopes));
    }
    return bearer(person.keys.get(name).key);
  }
  // An account has so many keys, fewer than there are operations. All but the last ones end.
  async #makeRoomForKey(person) {
    const headers = await this.byToken(person);
    const {json: {items}} = await this.client.ask({method: "GET", target: accounts("/api-keys"), headers});
    if (items.length < mostKeys) return;
    const ended = new Set(items.slice(0, -10).map(({id}) => id));
    for (const id of ended) {
      const answer = await this.client.prepare({method: "DELETE", target: accounts(`/api-keys/${id}`), headers});
      assert.ok(answer.good, `DELETE /api-keys/${id}: ${answer}`);
    }
    // Whoever asks by one of them again gets a new one.
    for (const [scopes, {id}] of person.keys) if (ended.has(id)) person.keys.delete(scopes);
  }

  // ---- what administrators do ---------------------------------------------------------------------

  async #administer(method, path) {
    const answer = await this.client.prepare({method, target: accounts(path), headers: await this.byAdministrator()});
    assert.ok(answer.good, `${method} ${path}: ${answer}`);
  }
  byAdministrator() {
    return this.administrator.email ? this.byToken(this.administrator) : this.asBrowser(this.administrator.cookie);
  }
  give(person, role) {
    return this.#administer("PUT", `/accounts/${person.id}/roles/${role}`);
  }
  take(person, role) {
    return this.#administer("DELETE", `/accounts/${person.id}/roles/${role}`);
  }
  suspend(person) {
    return this.#administer("PUT", `/accounts/${person.id}/suspension`);
  }
  resume(person) {
    return this.#administer("DELETE", `/accounts/${person.id}/suspension`);
  }
}
