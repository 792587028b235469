// The link of a mail that asks somebody to join, /<app>/#join=<secret>: its secret, until they have answered.
//
// A fragment never goes to a server, and it would as a part of where to come back to: while one signs in,
// the tab keeps the secret.
import {signal} from "@preact/signals";
import {useEffect} from "preact/hooks";
import {signInLink} from "./session";

const home = (app: string) => `/${app}/`;

export function joinLink(app: string) {
  const key = `${app}.join`;
  const secret = signal<string | null>(null);
  const remember = (text: string | null) => {
    secret.value = text;
    try {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    } catch {
      // a browser that keeps nothing for pages: the mail still has the link
    }
  };
  const read = () => {
    const [, asked] = /^#join=([\w-]+)$/.exec(location.hash) ?? [];
    if (asked) {
      remember(asked);
      history.replaceState(null, "", home(app));
      return;
    }
    try {
      secret.value = sessionStorage.getItem(key);
    } catch {
      secret.value = null;
    }
  };
  return {
    secret,
    forget: () => remember(null),
    // For the app's page: what it was opened with, and what comes into its address later.
    useReading: () => useEffect(() => {
      read();
      addEventListener("hashchange", read);
      return () => removeEventListener("hashchange", read);
    }, []),
  };
}

// What whoever is not signed in does first.
export const ComeInToJoin = ({app}: {app: string}) => (
  <div class="actions">
    <a class="button is-primary" href={signInLink(home(app))}>Sign in to join</a>
    <a class="button" href={`/accounts/register?to=${encodeURIComponent(home(app))}`}>Make an account</a>
  </div>
);
