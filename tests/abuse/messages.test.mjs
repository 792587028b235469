// What somebody says on a socket to whom nobody ever said how: each message that the document describes,
// in every way but the right one. Each is answered by a problem of its sender's, and the socket goes on.
import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {attemptOf, credentialKinds, rightful, samplerFor, upgrade} from "./lib/attempt.mjs";
import {operations, resolve} from "./lib/document.mjs";
import {theWorld} from "./lib/world.mjs";

const patience = 20_000, pace = 25;  // ms: a socket hears 50 messages a second
const sockets = operations.filter(({socket}) => socket);

// Said and answered one by one; what is pushed meanwhile has no ref.
class Speaker {
  answers = [];
  constructor(server, {target, headers}) {
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !(name in upgrade)));
    this.socket = new WebSocket(new URL(target, server.url.replace(/^http/, "ws")), {headers: own});
    this.socket.onmessage = ({data}) => this.answers.push(JSON.parse(data));
    this.socket.onclose = ({code}) => (this.closed = code);
  }
  async next(wanted) {
    for (const until = Date.now() + patience; Date.now() < until; await sleep(5)) {
      const at = this.answers.findIndex(wanted);
      if (at >= 0) return this.answers.splice(at, 1)[0];
      if (this.closed !== undefined) return {type: `closed with ${this.closed}`};
    }
    return {type: "nothing"};
  }
  ready() { return this.next(({type}) => type === "ready"); }
  async say(message) {
    await sleep(pace);
    this.socket.send(message);
    return this.next(({type, ref}) => type === "error" || ref !== undefined);
  }
}

const wrong = [
  ["no JSON", "hello"], ["nothing", ""], ["a list", "[]"], ["a number", "7"], ["null", "null"], ["no type", "{}"], ["a type that is none", '{"type":7}'],
  ["an unknown type", '{"type":"no such message"}'], ["half of it", '{"type":'], ["a deep list", `{"type":"x","x":${"[".repeat(5000)}`],
  ["bytes", new Uint8Array([0xff, 0xfe])], ["a lone surrogate", '{"type":"\\ud800"}'], ["NUL", '{"type":"\\u0000"}'],
];
function* lies(type, body, required) {
  const text = (members) => JSON.stringify({type, ref: 1, ...body, ...members});
  yield ["a member that nobody knows", text({nobody: 1})];
  yield ["the type twice", text({}).replace("{", `{"type":${JSON.stringify(type)},`)];
  for (const ref of [[], {}, 1.5, null, "x".repeat(100)]) yield [`the ref ${JSON.stringify(ref).slice(0, 9)}`, text({ref})];
  for (const name of Object.keys(body)) {
    for (const value of [...(required.includes(name) ? [null] : []), [[]], {a: {}}, 1e300]) yield [`${name}: ${JSON.stringify(value)}`, text({[name]: value})];
    yield [`${name} twice`, text({}).replace(/}$/, `,${JSON.stringify(name)}:1}`)];
  }
}

for (const operation of sockets) {
  test(`messages: ${operation.id} answers what is wrong, and goes on`, async () => {
    const world = await theWorld(), attempt = await attemptOf(world, operation, credentialKinds(operation).at(-1));
    const speaker = new Speaker(world.server, rightful(attempt)), offences = [];
    assert.equal((await speaker.ready()).type, "ready");
    const judge = async (what, message) => {
      const answer = await speaker.say(message), status = answer.problem?.status;
      if (!(answer.type === "error" && status >= 400 && status < 500)) offences.push(`${what}: ${JSON.stringify(answer)}`);
    };
    for (const [what, message] of wrong) await judge(what, message);
    for (const [type, schema] of Object.entries(operation.socket.hears)) {
      const {type: _, ref: __, ...properties} = resolve(schema).properties;
      const body = await samplerFor(world).sampleBody({...resolve(schema), properties}, {app: operation.app, within: []});
      for (const [what, message] of lies(type, body, resolve(schema).required)) await judge(`${type}, ${what}`, message);
      const answer = await speaker.say(JSON.stringify({type, ref: "r", ...body}));
      if (answer.ref !== "r" || answer.problem?.status >= 500) offences.push(`${type}, rightly: ${JSON.stringify(answer)}`);
    }
    speaker.socket.close();
    assert.deepEqual(offences, []);
  });
}

test("messages: every socket was spoken to", (t) => t.diagnostic(`note: ${sockets.length} sockets`));
