// The one client of all tests: keeps its connections, sends header fields just as they are given
// (twice, of another host), and hands every answer to the watch.
import http from "node:http";
import {setTimeout as sleep} from "node:timers/promises";
import {send as sendRaw} from "../../api/lib/wire.mjs";
import {sinsOf} from "./watch.mjs";

const agent = new http.Agent({keepAlive: true, maxSockets: 64});
export const json = {"Content-Type": "application/json"};

// {Authorization: ["a", "b"]} goes out as two fields; null is left out.
const flat = (headers) => Object.entries(headers).flatMap(([name, value]) =>
  [value].flat().filter((one) => one !== null && one !== undefined).flatMap((one) => [name, one]));

class Answer {
  constructor(status, headers, text) {
    Object.assign(this, {status, headers, text});
    this.type = (headers["content-type"] ?? "").split(";")[0];
  }
  // What the body says, or {} when it is no JSON.
  get json() {
    try {
      return JSON.parse(this.text) ?? {};
    } catch {
      return {};
    }
  }
  get code() {
    return this.json.code;
  }
  get good() {
    return (this.status >= 200 && this.status < 300) || this.status === 101;
  }
  // The same answer in all but this.
  but({status = this.status, headers = {}, text = this.text}) {
    const all = Object.entries({...this.headers, ...headers}).filter(([, value]) => value !== undefined);
    return new Answer(status, Object.fromEntries(all), text);
  }
  toString() {
    return `${this.status} ${this.text.length > 200 ? `${this.text.slice(0, 200)} …` : this.text}`;
  }
}

function once(port, {method = "GET", target, headers = {}, body}) {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const all = {Host: `127.0.0.1:${port}`, ...(bytes ? {"Content-Length": String(bytes.length)} : {}), ...headers};
  return new Promise((resolve, reject) => {
    const request = http.request({host: "127.0.0.1", port, agent, method, path: target, headers: flat(all)}, (response) => {
      const chunks = [];
      // A stream goes on for as long as somebody listens.
      if (response.headers["content-type"] === "text/event-stream") {
        resolve(new Answer(response.statusCode, response.headers, ""));
        return response.destroy();
      }
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(new Answer(response.statusCode, response.headers, Buffer.concat(chunks).toString("utf8"))));
    });
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(new Answer(response.statusCode, response.headers, ""));
    });
    request.on("error", (error) => reject(Object.assign(error, {stale: request.reusedSocket})));
    request.end(bytes);
  });
}

// Bytes that node would not send, or that the server may refuse before it has read them all.
async function raw(port, request) {
  const headers = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, value]));
  const {status, headers: got, text} = await sendRaw(port, {...request, headers});
  return new Answer(status, got, text);
}

// Sends and waits. A connection that the server had closed meanwhile carried no request.
async function send(port, request) {
  if (request.raw) return raw(port, request);
  for (let left = 3; ; left--) {
    try {
      return await once(port, request);
    } catch (error) {
      if (!error.stale || left === 0) throw error;
    }
  }
}

// Whoever is asked, and how often it was; `sins` are faults that no answer may have, whatever the
// question was.
export class Client {
  sins = [];
  praised = [];  // answers of 2xx, for whoever looks for secrets in them
  sent = 0;

  constructor(server) {
    this.server = server;
  }
  async ask(request) {
    const answer = await send((request.server ?? this.server).port, request);
    this.sent++;
    if (answer.good) this.praised.push({method: request.method ?? "GET", target: request.target, text: answer.text});
    this.watch(request, answer);
    return answer;
  }
  // For what tests begin with: where a race has left much to do, the server says when to come again.
  async prepare(request) {
    for (let left = 60; ; left--) {
      const answer = await this.ask(request);
      if (answer.code !== "overloaded" || left === 0) return answer;
      await sleep(1000 * Number(answer.headers["retry-after"] ?? 1));
    }
  }
  watch(request, answer) {
    for (const sin of sinsOf(request, answer)) this.sins.push(`${request.method ?? "GET"} ${request.target.slice(0, 120)}: ${sin}`);
  }
  // The sins since the last call.
  confess() {
    return this.sins.splice(0);
  }
}
