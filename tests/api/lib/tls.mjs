// HTTPS as a client that trusts one certificate, and certificates to be trusted.
import {execFile} from "node:child_process";
import {rename} from "node:fs/promises";
import {Agent, request as start} from "node:https";
import {createServer} from "node:net";
import {join} from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);

// Makes `certificate.pem` and `key.pem` of a folder, or makes them anew: {certificate, key}, two paths.
export async function certify(folder) {
  const certificate = join(folder, "certificate.pem"), key = join(folder, "key.pem");
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  await run("openssl", ["req", ...kind, ...names, "-out", `${certificate}.new`, "-keyout", `${key}.new`]);
  await rename(`${key}.new`, key);
  await rename(`${certificate}.new`, certificate);
  return {certificate, key};
}

export async function hasOpenssl() {
  return run("openssl", ["version"]).then(() => true, () => false);
}

// For a setting that wants a port and does not say which one it got.
export async function freePort() {
  const listener = createServer();
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const {port} = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

// A client that keeps one connection; `ca` is the text of what it trusts. Its answers say by whose
// certificate, and whether on the connection that it had before.
export function clientOver(url, ca) {
  const agent = new Agent({ca, keepAlive: true, maxSockets: 1});
  const ask = (target, {method = "GET", headers = {}, body} = {}) => new Promise((resolve, reject) => {
    const sent = start(new URL(target, url), {agent, method, headers}, async (answer) => {
      const {fingerprint256: certificate} = answer.socket.getPeerCertificate();
      const text = (await answer.toArray()).join("");
      resolve({status: answer.statusCode, headers: answer.headers, text, certificate, isKept: sent.reusedSocket});
    });
    sent.on("error", reject).end(body);
  });
  return {ask, close: () => agent.destroy()};
}
