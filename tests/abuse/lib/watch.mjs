// What no answer of the server may have, whoever asked for what.
import {texts} from "./payloads.mjs";

// Words by which the inside of the server, of a database or of this machine would show.
const leaks = [
  [/\$argon2/i, "a password's hash"],
  [/sqlite|libpq|pq_exec|\bpsql\b/i, "the name of a database"],
  [/(syntax error|no such (table|column)|constraint failed|unrecognized token|violates .* constraint)/i, "words of a database"],
  [/\b(select|insert into|delete from|update) [\w".*, ]+ (from|values|where|set)\b/i, "SQL"],
  [/(^|[\s"'(])\/(work|tmp|root|home|usr|var|etc)\//, "a path of the machine"],
  [/\b(std::|boost::|stoa::|terminate called|what\(\)|0x[0-9a-f]{8,})/, "words of the program"],
  [/\broot:x:0:/, "a file of the machine"],
  [/"(password|password_hash|hash|seed|secret_hash)":/, "a member that is nobody's to read"],
];

// An answer that hands a page of another site the right to read it.
const foreign = /^access-control-/;

const needed = {
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "content-security-policy": /frame-ancestors 'none'/,
  "referrer-policy": /^no-referrer$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  // Sent back as it came only where it is harmless.
  "x-request-id": /^[\w.-]{1,64}$/,
};

// Texts of ours that look like that come back where they were stored: they are not the server's words.
const ours = texts.filter((text) => leaks.some(([pattern]) => pattern.test(text))).map((text) => JSON.stringify(text).slice(1, -1));
// Nor is a request's id, which is made of any letters.
const withoutOurs = (text) => ours.reduce((rest, one) => rest.replaceAll(one, ""), text.replaceAll(/"instance":"[^"]*"/g, ""));

export function sinsOf(request, {status, headers, text, type}) {
  const sins = [];
  if (status === 0) sins.push("no answer");
  if (status >= 500) sins.push(`${status} ${text.slice(0, 200)}`);
  const words = withoutOurs(text);
  for (const [pattern, what] of leaks) {
    const found = pattern.exec(words);
    if (found) sins.push(`shows ${what}: ${words.slice(Math.max(0, found.index - 40), found.index + 80)}`);
  }
  if (!type.startsWith("image/") && text.includes("\ufffd")) sins.push("is no UTF-8");
  for (const [name, value] of Object.entries(needed)) {
    if (!value.test(headers[name] ?? "")) sins.push(`${name} is ${headers[name] ?? "not there"} (${status})`);
  }
  for (const name of Object.keys(headers)) {
    if (foreign.test(name)) sins.push(`${name}: ${headers[name]}`);
    if (name === "x-evil") sins.push("a header field that came with the input");
  }
  const kept = headers["cache-control"] ?? "";
  if (request.secured && !/no-store|private/.test(kept)) sins.push(`Cache-Control is "${kept}" on what is not for all`);
  if (headers["set-cookie"] && !/no-store/.test(kept)) sins.push(`a cookie with Cache-Control "${kept}"`);
  for (const cookie of [headers["set-cookie"] ?? []].flat()) {
    if (!/; HttpOnly/.test(cookie) || !/; SameSite=Strict/.test(cookie)) sins.push("a cookie that scripts or other sites may use");
  }
  // A door speaks in the words of its protocol.
  if (status >= 400 && request.method !== "HEAD" && !request.door && type !== "application/problem+json") sins.push(`${status} as ${type || "nothing"}`);
  return sins;
}
