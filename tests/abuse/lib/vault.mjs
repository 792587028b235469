// Every secret that a server handed out or was told, so that it can be looked for where none may be.
import {createHash} from "node:crypto";

const secrets = new Map();  // secret -> what it is

export function keep(what, secret) {
  if (secret && secret.length >= 8) secrets.set(secret, what);
  return secret;
}

export const kept = () => [...secrets];

// How a secret's hash would show: in hexadecimal, in base64.
export function hashesOf(secret) {
  const digest = createHash("sha256").update(secret).digest();
  return [digest.toString("hex"), digest.toString("base64").replace(/=+$/, ""), digest.toString("base64url")];
}
