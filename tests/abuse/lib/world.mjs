// A demo server with its limits out of the way, people for each role that the document names, and
// credentials that were good once.
import assert from "node:assert/strict";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {after} from "node:test";
import {client, clientOf, Provider} from "../../api/lib/provider.mjs";
import {serve, temporaryFolder} from "../../api/lib/server.mjs";
import {Client, json} from "./client.mjs";
import {operationAt, roles} from "./document.mjs";
import {People, accounts} from "./people.mjs";
import {keep} from "./vault.mjs";
import {attemptOf} from "./attempt.mjs";

// A password's hash is made cheaper, since there are hundreds; how often something may be tried has a
// test of its own.
const env = {STOA_ACCOUNTS_TRIES: "100000", STOA_ACCOUNTS_PASSWORD_MEMORY_KIB: "8192"};

export class World {
  #cast = new Map();    // role -> who has it, "" for nobody in particular
  memo = new Map();     // what a recipe makes once
  others = [];          // servers of recipes

  constructor(server) {
    this.server = server;
    this.client = new Client(server);
    this.people = new People(this.client);
  }

  static async open() {
    const provider = await Provider.start(), secret = join(await temporaryFolder(), "secret");
    await writeFile(secret, keep("the secret for the identity provider", client.secret));
    const world = new World(await serve({demo: true, accounts: false, env: {STOA_COLLECTIONS_PROJECTS_EACH: "100000", STOA_BACKUP_FOLDER: await temporaryFolder(), ...env, ...clientOf(provider.issuer, secret)}}));
    world.provider = provider;
    await world.#signInAda();
    for (const role of ["", ...roles]) {
      world.#cast.set(role, await world.people.make({roles: role ? [role] : [], name: `The one with ${role || "no role"}`}));
    }
    world.everything = await world.people.make({roles, name: "The one with every role"});
    world.people.administrator = world.holder("admin");
    world.stranger = await world.people.make({name: "Somebody else"});
    world.ghosts = await ghostsOf(world);
    return world;
  }

  // The demo's people have no passwords but a link each, printed for the terminal.
  async #signInAda() {
    const links = [...this.server.stdout.matchAll(/#sign-in=([\w-]+)/g)].map(([, secret]) => keep("a printed link", secret));
    assert.equal(links.length, 3, `the links of the demo's people:\n${this.server.stdout}`);
    const [ada, walk, race] = links;
    this.links = {walk, race};
    const answer = await this.people.post("/sign-in-links", {token: ada});
    this.people.administrator = {cookie: this.people.cookieOf(answer)};
  }

  ask(request) {
    return this.client.ask(request);
  }
  // Stops its server and those that recipes started.
  async close() {
    await Promise.all([this.server, ...this.others, this.provider].map((one) => one.stop()));
  }
  // Whoever has a role and no other.
  holder(role) {
    return this.#cast.get(role);
  }
  once(name, make) {
    if (!this.memo.has(name)) this.memo.set(name, make());
    return this.memo.get(name);
  }

  // A new record of a collection, made by whoever may. `within`: the collections that it is made for.
  async made(collection, {within = [], ...given} = {}) {
    const attempt = await attemptOf(this, operationAt("POST", collection), "token", {...given, within: [...within, collection]});
    const answer = await this.client.prepare({...attempt.request, headers: {...attempt.request.headers, ...attempt.credentials}});
    assert.ok(answer.good, `POST ${collection}: ${answer}`);
    return answer.json;
  }
}

// One world for all files of a run.
let world;
export const theWorld = () => (world ??= World.open());
after(async () => (await world)?.close());

// ---- credentials that were good until a moment ago --------------------------------------------------

// All the ways in that a person has.
async function waysIn(people, person) {
  return {
    cookie: await people.byCookie(person), token: await people.byToken(person), key: await people.byKey(person),
    refresh: person.program.refresh_token,
  };
}

async function ghostsOf(world) {
  const {people} = world;
  const ghost = async (name) => {
    const person = await people.make({roles, name});
    return {person, ...(await waysIn(people, person))};
  };
  const signedOut = await ghost("The one who signed out");
  const suspended = await ghost("The suspended one");
  const gone = await ghost("The one who left");
  const demoted = await ghost("The one who lost every role");

  const end = async (path, headers) => {
    const answer = await world.ask({method: "DELETE", target: accounts(path), headers});
    assert.ok(answer.good, `DELETE ${path}: ${answer}`);
  };
  await end(`/api-keys/${signedOut.person.keys.get("*:*:admin").id}`, signedOut.token);
  await end("/session", signedOut.cookie);
  await end("/session", signedOut.token);
  await people.suspend(suspended.person);
  await people.post("/me/departure", {password: gone.person.password}, {...json, ...gone.token});
  for (const role of roles) await people.take(demoted.person, role);
  return {signedOut, suspended, gone, demoted};
}
