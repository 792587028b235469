// Who is signed in: asked once, however many want to know.
import {batch, computed, signal} from "@preact/signals";
import {api, Refused, type Schemas} from "./api";

export type Account = Schemas["AccountPage"];

// undefined: not known yet; null: nobody.
export const account = signal<Account | null | undefined>(undefined);
export const isAdmin = computed(() => has("admin"));
// An administrator has every role.
export const has = (role: string) => Boolean(account.value?.roles.some((one) => one === "admin" || one === role));

// How it came that nobody is signed in any more: they left, or the session was over.
export const ended = signal<"left" | "over" | null>(null);
// What is not known yet: undefined. Without an administrator somebody has to become one.
export const hasAdministrator = signal<boolean | undefined>(undefined);

async function askFirstRun() {
  try {
    hasAdministrator.value = (await api.get("/api/accounts/first-administrator")).has_administrator;
  } catch {
    hasAdministrator.value = true;  // another process has the accounts; it is not for this page to say
  }
}

export async function askWho() {
  try {
    account.value = await api.get("/api/accounts/me");
    ended.value = null;
    hasAdministrator.value = true;
  } catch (error) {
    if (error instanceof Refused) account.value = null;
    else if (account.value === undefined) account.value = null;
    if (!hasAdministrator.value) await askFirstRun();
  }
}

export async function signOut() {
  try {
    await api.delete("/api/accounts/session");
  } catch (error) {
    if (!(error instanceof Refused && error.code === "not_signed_in")) throw error;
  }
  batch(() => {
    ended.value = "left";
    account.value = null;
  });
}

// Where to sign in, and come back from to here.
export const signInLink = (here: string) => `/accounts/sign-in?to=${encodeURIComponent(here)}`;

// Any request may be the one that finds the session ended.
addEventListener("signedout", () => {
  if (!account.value) return;
  batch(() => {
    ended.value = "over";
    account.value = null;
  });
});
