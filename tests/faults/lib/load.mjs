// Clients that create, edit and read authors without a pause worth the name, and remember what they
// were told. Each write carries a text that no other has, so that it can be looked for.
import {setTimeout as sleep} from "node:timers/promises";
import {call, outcomeOf, patience, wrongWith} from "./client.mjs";

let loads = 0;

export class Load {
  #goesOn = true;
  #clients;
  created = new Map();  // name -> {outcome, id}
  edited = new Map();   // about -> {outcome, id, version}
  answers = new Map();  // "201", "503 unavailable", … -> how many
  wrong = [];           // what no client must ever see
  slowest = 0;

  constructor(server, {clients = 6, limit = patience, pause = 3, padding = 0} = {}) {
    Object.assign(this, {server, limit, pause, number: ++loads, padding: "x".repeat(padding)});
    const writers = Array.from({length: clients}, (_, i) => this.#write(i));
    this.#clients = [...writers, this.#search(), this.#search()];
  }
  async stop() {
    this.#goesOn = false;
    await Promise.all(this.#clients);
  }
  count(key) {
    return this.answers.get(key) ?? 0;
  }
  get stored() {
    return this.count("201") + this.count("200 edit");
  }
  toString() {
    const counts = [...this.answers].map(([key, count]) => `${count} x ${key}`).join(", ");
    return `${counts}; slowest ${this.slowest} ms`;
  }

  async #call(kind, method, target, body) {
    const answer = await call(this.server, method, target, body, this.limit);
    const key = answer.status < 400 ? `${answer.status} ${kind}`.replace("201 create", "201") : `${answer.status} ${answer.code}`;
    this.answers.set(key, this.count(key) + 1);
    this.slowest = Math.max(this.slowest, answer.took);
    const wrong = wrongWith(answer, {write: body !== undefined});
    if (wrong) this.wrong.push(`${kind}: ${wrong}`);
    return answer;
  }

  async #write(client) {
    for (let i = 0; this.#goesOn; i++) {
      const author = await this.#create(`Load${this.number} client${client} author${i}`);
      for (let j = 0; author && j < 2 && this.#goesOn; j++) {
        if (!(await this.#edit(author, `about ${author.name} edit${j} ${this.padding}`)) || !(await this.#look(author))) break;
      }
      await sleep(this.pause);
    }
  }
  async #create(name) {
    const answer = await this.#call("create", "POST", "/api/library/authors", {name, ...(this.padding && {about: this.padding})});
    const id = answer.status === 201 ? answer.body.id : undefined;
    this.created.set(name, {outcome: outcomeOf(answer), id});
    return id && {id, name, version: 1};
  }
  // False when it is not known any more which version the author has.
  async #edit(author, about) {
    const answer = await this.#call("edit", "PATCH", `/api/library/authors/${author.id}`, {about});
    const outcome = outcomeOf(answer);
    this.edited.set(about, {outcome, id: author.id, version: author.version + 1});
    if (outcome === "stored") {
      author.version++;
      if (answer.body.version !== author.version) this.wrong.push(`${about}: version ${answer.body.version}, not ${author.version}`);
    }
    return outcome !== "unknown";
  }
  // Whoever was told that it is stored finds it from then on.
  async #look(author) {
    const {status, body} = await this.#call("read", "GET", `/api/library/authors/${author.id}`);
    if (status === 200 && body.version !== author.version) this.wrong.push(`${author.name}: read version ${body.version}, not ${author.version}`);
    return status === 200 || status === 503;
  }
  async #search() {
    while (this.#goesOn) {
      await this.#call("search", "GET", `/api/library/authors?search=load${this.number}+client1&limit=5`);
      await this.#call("search", "GET", "/api/library/works?search=nothing&limit=5");
      await sleep(10 * this.pause);
    }
  }
}
