// What an address brings along that must not stay in it: the secret of a one-time link (#verify=…), the answer
// of an identity provider (?state=…&code=…). Both leave the address bar and the history at once. Fragments
// that name a part (#keys) are what addresses were before, and stand in mails.
import {signal} from "@preact/signals";
import {useLocation} from "preact-iso";
import {useEffect, useLayoutEffect, useReducer} from "preact/hooks";
import {isPart, to} from "./places";

export const purposes = ["verify", "change-address", "reset", "sign-in", "first-administrator"] as const;
export type Purpose = (typeof purposes)[number];
export interface Link {purpose: Purpose; token: string}
export interface Answer {state: string; code: string | undefined; error: string | undefined; iss: string | undefined}

export const link = signal<Link | null>(null);
export const answer = signal<Answer | null>(null);

const kept = "stoa-elsewhere";  // the query that somebody left with for a provider

export function leaveFor(address: string) {
  sessionStorage.setItem(kept, location.search);
  location.assign(address);
}

// Of a whole link, or of its end.
export function readLink(text: string): Link | null {
  const [, name, token] = /#([a-z-]+)=(\S+)\s*$/.exec(text) ?? [];
  const purpose = purposes.find((one) => one === name);
  return purpose && token ? {purpose, token} : null;
}

interface Arrival {path: string; take?: () => void}

function answered(): Arrival | null {
  const query = new URLSearchParams(location.search);
  const [state, code, error, iss] = ["state", "code", "error", "iss"].map((name) => query.get(name) ?? undefined);
  if (!state || !(code || error)) return null;
  return {
    path: to("answer") + (sessionStorage.getItem(kept) ?? ""),
    take() {
      sessionStorage.removeItem(kept);
      answer.value = {state, code, error, iss};
    },
  };
}

function named(): Arrival | null {
  const found = readLink(location.hash);
  if (found) return {path: to(found.purpose === "first-administrator" ? "set-up" : "link") + location.search, take: () => (link.value = found)};
  const [part = "", about] = location.hash.slice(1).split("/");
  if (!isPart(part) && !["sign-in", "register", "forgot"].includes(part)) return null;
  return {path: to(about ? `${part}/${about}` : part) + location.search};
}

// True while the address is about to become another one.
export function useArrival() {
  const {route} = useLocation();
  const [, look] = useReducer<number, void>((n) => n + 1, 0);
  const arrival = answered() ?? named();
  useLayoutEffect(() => {
    if (!arrival) return;
    arrival.take?.();
    route(arrival.path, true);
    look();
  });
  useEffect(() => {
    const changed = () => look();
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return arrival !== null;
}
