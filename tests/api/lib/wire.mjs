// HTTP by hand, one request a connection: what fetch() would not send, and bytes as they came.
import {connect} from "node:net";
import {mediaType} from "./contract.mjs";

const patience = 30_000;

// A connection that collects what comes; `closed` resolves to all of it.
export function dial(port) {
  const socket = connect({host: "127.0.0.1", port});
  const chunks = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  // A server that has answered may cut off a client that is still sending.
  socket.on("error", () => {});
  socket.setTimeout(patience, () => socket.destroy(new Error("silence")));
  const closed = new Promise((resolve) => socket.on("close", () => resolve(Buffer.concat(chunks))));
  return {
    socket,
    closed,
    received: () => Buffer.concat(chunks),
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
  };
}

function unchunked(body) {
  const parts = [];
  for (let at = 0; ;) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, end).toString("latin1"), 16);
    if (!size) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

export function parseAnswer(bytes, method = "GET") {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return {status: 0, type: "", text: "", headers: {}, body: Buffer.alloc(0), broken: `no header: ${JSON.stringify(bytes.toString("latin1"))}`};
  const [first, ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const status = Number(first.split(" ")[1]);
  let body = bytes.subarray(end + 4), broken;
  if (headers["transfer-encoding"] === "chunked") body = unchunked(body);
  const promised = Number(headers["content-length"] ?? body.length);
  const bodyless = method === "HEAD" || status === 204 || status === 304;
  if (bodyless ? body.length > 0 : body.length !== promised) broken = `${body.length} bytes of body, Content-Length ${headers["content-length"]}`;
  return {status, type: mediaType(headers["content-type"]), headers, body, text: body.toString("utf8"), broken};
}

// The administrator's API key goes with what is asked of an app: one field of a header.
export const credentials = ({key}) => (key ? {Authorization: `Bearer ${key}`} : {});

// Sends a request and reads until the server closes. `target` goes out as it is. Nobody asks when
// `server` is a mere port, or when a header is {Authorization: null}.
export async function send(server, {method = "GET", target, headers = {}, body}) {
  const {port, key} = typeof server === "number" ? {port: server} : server;
  const line = dial(port);
  const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(body, "utf8");
  const all = {
    Host: `127.0.0.1:${port}`, Connection: "close", ...(bytes ? {"Content-Length": bytes.length} : {}),
    ...(target.startsWith("/api/") ? credentials({key}) : {}), ...headers,
  };
  const head = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  line.socket.write(`${method} ${target} HTTP/1.1\r\n${head}\r\n`, "latin1");
  if (bytes) line.socket.write(bytes);
  return parseAnswer(await line.closed, method);
}
