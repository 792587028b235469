// Stands between a server and its PostgreSQL and spoils the connections, in ways that a test chooses.
//
//   proxy.entry = "open" | "refused" | "crowded"   what becomes of new connections
//   proxy.most                                     so many at once, more are crowded
//   proxy.delay, proxy.rate                        milliseconds a piece; bytes a second
//   proxy.watch = (message) => verdict             asked for each message before it goes on
//   link.cutAt(side, bytes), link.cut(), link.mute(side)
//
// A message is {link, side, type, bytes, sql}; sides are "frontend" (what the client says) and
// "backend". Verdicts: "cut-before", "cut-within" and "cut-after" it; "swallow" it and all that
// follows on its side; nothing lets it pass.
import {connect, createServer} from "node:net";
import {setTimeout as sleep} from "node:timers/promises";
import {BackendFramer, FrontendFramer, Statements, tooManyConnections} from "./messages.mjs";

// One direction of a link: takes pieces, hands them on in their order, perhaps later.
class Pipe {
  #tail = Promise.resolve();
  #free = 0;  // when the last piece will have passed
  muted = false;
  passed = 0;
  cutAt = Infinity;

  constructor(proxy, to) {
    this.proxy = proxy;
    this.to = to;
  }

  // Returns false when the link is to be cut, what was due before the cut being on its way.
  send(bytes) {
    if (this.muted) return true;
    const due = Math.min(bytes.length, this.cutAt - this.passed);
    this.passed += due;
    if (due > 0) this.#deliver(bytes.subarray(0, due));
    return due === bytes.length;
  }
  #deliver(bytes) {
    const {delay, rate} = this.proxy;
    const at = Math.max(Date.now() + delay, this.#free) + (1000 * bytes.length) / rate;
    this.#free = at;
    this.#tail = this.#tail.then(async () => {
      const wait = at - Date.now();
      if (wait > 0) await sleep(wait);
      this.to.write(bytes);
    });
  }
  // What was sent before still arrives.
  close() {
    if (!this.muted) this.#tail = this.#tail.then(() => this.to.destroySoon());
  }
}

// Each app has connections of its own. The scenarios are about those of the library, where their
// clients write: `isWriter` is one by which it has written, `isLibrarys` any of them.
class Link {
  statements = new Statements();
  isLibrarys = false;
  isWriter = false;

  constructor(proxy, client) {
    this.proxy = proxy;
    this.client = client;
    this.server = connect({host: "127.0.0.1", port: proxy.target});
    this.pipes = {frontend: new Pipe(proxy, this.server), backend: new Pipe(proxy, client)};
    const framers = {frontend: new FrontendFramer(), backend: new BackendFramer()};
    client.on("data", (chunk) => {
      for (const message of framers.frontend.take(chunk)) {
        if (message.type === "ssl" || message.type === "gss") framers.backend.expectBareByte();
        const sql = this.statements.sqlOf(message);
        this.isLibrarys ||= /^set search_path = "?library\b/.test(sql);
        this.isWriter ||= this.isLibrarys && sql.includes("isolation level serializable");
        this.#pass({...message, side: "frontend", sql});
      }
    });
    this.server.on("data", (chunk) => {
      for (const message of framers.backend.take(chunk)) this.#pass({...message, side: "backend", sql: ""});
    });
    for (const socket of [client, this.server]) socket.setNoDelay(true).on("error", () => {});
    client.on("close", () => this.#closed("frontend"));
    this.server.on("close", () => this.#closed("backend"));
  }

  #pass(message) {
    if (this.gone) return;
    const pipe = this.pipes[message.side];
    const verdict = this.proxy.watch({...message, link: this});
    if (verdict === "swallow") pipe.muted = true;
    if (verdict === "cut-before") return this.cut();
    const whole = verdict !== "cut-within";
    const passed = pipe.send(whole ? message.bytes : message.bytes.subarray(0, message.bytes.length >> 1));
    if (!passed || !whole || verdict === "cut-after") this.cut();
  }
  #closed(side) {
    this.pipes[side].close();
    if (this.client.destroyed && this.server.destroyed) this.proxy.links.delete(this);
  }

  mute(side) {
    this.pipes[side].muted = true;
  }
  // So many bytes of a side still pass, counted from now.
  cutAt(side, bytes) {
    this.pipes[side].cutAt = this.pipes[side].passed + bytes;
  }
  // Both ends find the connection closed, after what they were sent before.
  cut() {
    this.gone = true;
    for (const pipe of Object.values(this.pipes)) {
      pipe.muted = false;
      pipe.close();
    }
  }
}

export class Proxy {
  entry = "open";
  most = Infinity;
  delay = 0;
  rate = Infinity;
  watch = () => undefined;
  links = new Set();

  static async before(target) {
    const proxy = new Proxy();
    proxy.target = target;
    proxy.listener = createServer((client) => proxy.#accept(client));
    await new Promise((resolve) => proxy.listener.listen(0, "127.0.0.1", resolve));
    proxy.port = proxy.listener.address().port;
    return proxy;
  }
  #accept(client) {
    if (this.entry === "open" && this.links.size < this.most) return this.links.add(new Link(this, client));
    client.on("error", () => {});
    if (this.entry === "refused") return client.resetAndDestroy();
    const framer = new FrontendFramer();
    client.on("data", (chunk) => {
      for (const {type} of framer.take(chunk)) {
        if (type === "startup") client.end(tooManyConnections());
        else client.write("N");
      }
    });
  }
  writers() {
    return [...this.links].filter((link) => link.isWriter && !link.gone);
  }
  cutAll() {
    for (const link of this.links) link.cut();
  }
  // Lets all pass again; those that were muted are cut, since what they lost is lost.
  heal() {
    Object.assign(this, {entry: "open", most: Infinity, delay: 0, rate: Infinity, watch: () => undefined});
    for (const link of this.links) {
      if (Object.values(link.pipes).some((pipe) => pipe.muted)) link.cut();
    }
  }
  close() {
    this.listener.close();
    this.cutAll();
  }
}
