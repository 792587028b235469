// What is for librarians alone: others are told whose it is, or asked to sign in.
import type {ComponentChildren} from "preact";
import {useLocation} from "preact-iso";
import {account, signInLink} from "stoa/session";
import {Page} from "stoa/ui";
import {isLibrarian} from "./model";

export function ForLibrarians({title, lead, children}: {title: string; lead: string; children: ComponentChildren}) {
  const {url} = useLocation();
  if (account.value === undefined) return null;
  if (isLibrarian()) return <>{children}</>;
  return (
    <Page title={title} lead={lead}>
      <p>{account.value ? "Your account is not a librarian's. An administrator can make it one." : <a class="button" href={signInLink(url)}>Sign in</a>}</p>
    </Page>
  );
}
