// How the rightful caller of each operation of `accounts` succeeds: what must be there before, and the
// body. What is not listed is asked by whoever has the role, with a body from the schema.
import {serve} from "../../api/lib/server.mjs";
import {json} from "../lib/client.mjs";
import {accounts, address, bearer, strong} from "../lib/people.mjs";
import {totp} from "../lib/totp.mjs";
import {keep} from "../lib/vault.mjs";

// Somebody who is used up by it.
const one = (world) => world.people.make({name: "A passer-by"});

// A session of its own for the cookie or token that ends with it.
async function newSession({people}, person, credential) {
  if (credential === "cookie") return people.asBrowser(await people.signIn(person));
  return bearer((await people.tokens(person)).access_token);
}

async function ownSession(world, credential) {
  const person = world.holder("");
  return {person, credentials: await newSession(world, person, credential)};
}

// An authenticator app that was offered and waits for its first code.
async function offered({people}, person) {
  const {json} = await people.post("/me/authenticators", {password: person.password}, await people.byToken(person));
  keep("an authenticator's secret", json.secret);
  return json.secret;
}
export async function withAuthenticator(world) {
  const person = await one(world), {people} = world;
  const secret = await offered(world, person);
  const {json} = await people.post("/me/authenticators/confirmations", {code: totp(secret)}, await people.byToken(person));
  json.codes.forEach((code) => keep("a recovery code", code));
  const codes = [...json.codes];
  person.cookie = await people.signIn(person, {code: codes.pop()});
  return {person, secret, codes};
}

export async function newAddress({people}, person) {
  const email = address();
  await people.post("/me/addresses", {email, password: person.password}, await people.byToken(person));
  return {email, token: await people.mailed(email)};
}

// Somebody at the identity provider, about to go back: what the browser takes along, and its cookie.
let subjects = 0;
const stranger = () => ({sub: `subject ${++subjects}`, email: address(), email_verified: true, name: "From elsewhere"});
async function atProvider(world, subject = stranger(), {path = "/provider-sign-ins", headers = {}, body} = {}) {
  const request = {method: "POST", target: accounts(path), headers: {...headers, ...(body && json)}, body: body && JSON.stringify(body)};
  const answer = await world.ask(request);
  const [, cookie] = /^stoa-elsewhere=([^;]+)/.exec([answer.headers["set-cookie"]].flat()[0]);
  const Cookie = [headers.Cookie, `stoa-elsewhere=${keep("a browser's cookie on its way", cookie)}`].filter(Boolean).join("; ");
  const back = world.provider.authorize(answer.json.address, subject);
  keep("a state", back.state);
  return {credentials: {Cookie, Origin: world.people.base}, body: back};
}
// Links somebody at the provider to a person's account.
async function linked(world, person) {
  const subject = stranger(), headers = await world.people.byCookie(person);
  const {credentials, body} = await atProvider(world, subject, {path: "/me/identities", headers, body: {password: person.password}});
  await world.people.post("/provider-answers", body, credentials);
  return subject;
}

// A server that has no administrator yet, and the link that it printed.
export async function unclaimed(world) {
  const server = await serve({accounts: false, env: {STOA_ACCOUNTS_TRIES: "100000", STOA_ACCOUNTS_PASSWORD_MEMORY_KIB: "8192"}});
  world.others.push(server);
  return {server, token: keep("a printed link", /#first-administrator=([\w-]+)/.exec(server.stdout)[1])};
}

// A person registers and opens a mail; nothing else makes an account.
export const records = {Account: one};

export const recipes = {
  accounts_register_account: () => ({body: {email: address(), name: "A new one", password: strong()}}),
  accounts_verify_address: async ({people}) => {
    const {email, password} = await people.register();
    return {body: {token: await people.mailed(email), password}};
  },
  accounts_become_first_administrator: async (world) => {
    const {server, token} = await world.once("unclaimed", () => unclaimed(world));
    return {server, body: {token, email: address(), name: "The first", password: strong()}};
  },
  accounts_sign_in: (world) => {
    const {email, password} = world.holder("");
    return {body: {email, password}};
  },
  accounts_make_tokens: (world) => {
    const {email, password} = world.holder("");
    return {body: {email, password}};
  },
  accounts_sign_in_by_link: (world) => ({body: {token: world.links.walk}}),
  accounts_refresh_tokens: async (world) => ({body: {refresh_token: (await world.people.tokens(world.holder(""))).refresh_token}}),

  accounts_end_session: async (world) => {
    const person = world.holder("");
    return {person, path: {id: (await world.people.tokens(person)).session}};
  },
  accounts_end_other_sessions: async (world) => ({person: await one(world)}),
  accounts_sign_out: ownSession,

  accounts_ask_for_reset: (world) => ({body: {email: world.holder("").email}}),
  accounts_reset_password: async (world) => {
    const person = await one(world);
    await world.people.post("/password-resets", {email: person.email});
    return {person, body: {token: await world.people.mailed(person.email), password: strong()}};
  },

  accounts_change_password: async (world) => {
    const person = await one(world);
    return {person, body: {current: person.password, password: strong()}};
  },
  accounts_ask_for_new_address: (world) => {
    const person = world.holder("");
    return {person, body: {email: address(), password: person.password}};
  },
  accounts_confirm_address: async (world) => {
    const person = await one(world);
    return {person, body: {token: (await newAddress(world, person)).token}};
  },
  accounts_offer_authenticator: async (world) => {
    const person = await one(world);
    return {person, body: {password: person.password}};
  },
  accounts_confirm_authenticator: async (world) => {
    const person = await one(world);
    const secret = await offered(world, person);
    return {person, secret, body: {code: totp(secret)}};
  },
  accounts_remove_authenticator: async (world) => {
    const {person, codes} = await withAuthenticator(world);
    return {person, body: {password: person.password, code: codes[0]}};
  },
  accounts_leave: async (world) => {
    const person = await one(world);
    return {person, body: {password: person.password}};
  },

  accounts_come_back: (world) => atProvider(world),
  accounts_finish_sign_in_elsewhere: async (world) => {
    const {person, codes} = await withAuthenticator(world);
    const {credentials, body} = await atProvider(world, await linked(world, person));
    const {json: {token}} = await world.people.post("/provider-answers", body, credentials);
    return {credentials, body: {token: keep("a sign-in that waits for its code", token), code: codes[0]}};
  },
  accounts_begin_linking: (world) => {
    const person = world.holder("");
    return {person, body: {password: person.password}};
  },
  accounts_unlink_identity: async (world) => {
    const person = await one(world);
    await linked(world, person);
    const {json: {items}} = await world.ask({target: accounts("/me/identities"), headers: await world.people.byToken(person), secured: true});
    return {person, path: {id: items[0].id}};
  },

  accounts_make_api_key: async (world) => ({person: await one(world)}),
  accounts_end_api_key: async (world) => {
    const person = world.holder("");
    return {person, path: {id: (await world.people.key(person, ["library:works:read"])).id}};
  },

  accounts_get_account: (world) => ({path: {id: world.holder("").id}}),
  accounts_suspend_account: async (world) => ({path: {id: (await one(world)).id}}),
  accounts_resume_account: async (world) => {
    const person = await one(world);
    await world.people.suspend(person);
    return {path: {id: person.id}};
  },
  accounts_give_role: async (world) => ({path: {id: (await one(world)).id, role: "admin"}}),
  // Not while one is made, which the walk may just have begun.
  accounts_start_backup: async (world) => {
    const headers = await world.people.byCookie(world.holder("admin"));
    for (;;) {
      const {json} = await world.ask({method: "GET", target: accounts("/backups"), headers});
      if (!json.under_way) return {};
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  accounts_take_role: async (world) => ({path: {id: (await world.people.make({roles: ["admin"]})).id, role: "admin"}}),
};
