// Who is signed in: asked once a page, however many want to know.
import {call, Refused} from "/http.js";

let asked;
let known = null;  // what the last answer was
const listeners = [];

async function ask() {
  try {
    return (known = (await call("GET", "/api/accounts/me", {cache: "no-store"})).data);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return (known = null);
    asked = undefined;  // an answer may still be had
    throw error;
  }
}

// The account with its roles, or null for nobody.
export const me = () => (asked ??= ask());

// An administrator has every role.
export const has = (account, role) => Boolean(account) && ["admin", role].some((one) => account.roles.includes(one));
// Whether to offer what this role may do; as long as the server does not answer, nobody may.
export const may = async (role) => has(await me().catch(() => null), role);

// Where to sign in, and come back from to here.
export function signInLink() {
  const here = location.pathname + location.search + location.hash;
  return `/accounts/?to=${encodeURIComponent(here)}#sign-in`;
}

// Calls `run(account or null)` now and whenever that has changed.
export function onSession(run) {
  listeners.push(run);
  return me().catch(() => null).then(run);
}

function tell(account) {
  for (const run of listeners) run(account);
}

// Nobody is signed in any more.
export function forget() {
  known = null;
  asked = Promise.resolve(null);
  tell(null);
}

export async function signOut() {
  try {
    await call("DELETE", "/api/accounts/session");
  } catch (error) {
    if (error.code !== "not_signed_in") throw error;  // it was ended elsewhere before
  }
  forget();
}

// Any request may be the one that finds the session ended.
addEventListener("signedout", () => known && forget());
