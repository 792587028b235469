// People with accounts, of a server whose log is its mailbox: a demo's, which delivers no mail.
import assert from "node:assert/strict";
import {setTimeout as sleep} from "node:timers/promises";
import {ask, good} from "./tables.mjs";

const patience = 30_000;
const json = {"Content-Type": "application/json"};
export const bearer = (token) => ({Authorization: `Bearer ${token}`});

async function post(server, path, body, {as = {}, status = 201} = {}) {
  const answer = await good(ask(server, "POST", `/api/accounts${path}`, {as, headers: json, body: JSON.stringify(body)}), status);
  return answer.text ? answer.json : {};
}

// The secret of the last link that somebody was mailed.
export async function mailed(server, recipient, purpose = "verify") {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(10)) {
    const mails = server.stderr.split("\n").filter((line) => line.includes("in the mailbox") && line.includes(recipient));
    const link = new RegExp(`#${purpose}=([\\w-]+)`).exec(mails.at(-1) ?? "");
    if (link) return link[1];
  }
  assert.fail(`no mail to ${recipient}`);
}

let people = 0;
export async function person(server, roles = []) {
  const email = `person${++people}@tables.example`, password = "seven kettles under a blue roof";
  await post(server, "/registrations", {email, name: "A person", password}, {status: 202});
  const {id} = await post(server, "/verifications", {token: await mailed(server, email), password}, {status: 200});
  const admin = bearer(await server.token());
  for (const role of roles) await good(ask(server, "PUT", `/api/accounts/accounts/${id}/roles/${role}`, {as: admin}), 204);
  return {id, email, password};
}
export async function tokenOf(server, {email, password}) {
  return bearer((await post(server, "/tokens", {email, password})).access_token);
}
export async function keyOf(server, person, scopes) {
  return bearer((await post(server, "/api-keys", {name: "A key", scopes}, {as: await tokenOf(server, person)})).key);
}
