// The link of a mail, /todo/#join=<secret>: whoever opens it is asked whether to join, signed in or not yet.
import {signal} from "@preact/signals";
import {useLocation} from "preact-iso";
import {api} from "stoa/api";
import {useLoad} from "stoa/load";
import {account, signInLink} from "stoa/session";
import {Doing, Page} from "stoa/ui";
import {readLists, settle, type Role} from "./model";
import {Dot} from "./row";

const key = "todo.join";
const secret = signal<string | null>(null);
export const isAsked = () => secret.value !== null;

// A fragment never goes to a server, and it would as a part of where to come back to: while one signs in,
// the tab keeps the secret.
function remember(text: string | null) {
  secret.value = text;
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing for pages: the mail still has the link
  }
}

export function readLink() {
  const [, asked] = /^#join=([\w-]+)$/.exec(location.hash) ?? [];
  if (asked) {
    remember(asked);
    history.replaceState(null, "", "/todo/");
    return;
  }
  try {
    secret.value = sessionStorage.getItem(key);
  } catch {
    secret.value = null;
  }
}

const may: Record<Role, string> = {viewer: "read it", editor: "read it and change its tasks", owner: "do everything with it, as an owner"};

export function Join() {
  const {route} = useLocation();
  const who = account.value, asked = secret.value;
  const {data: list, error} = useLoad(async () => (asked ? api.post("/api/todo/invitations/preview", {body: {secret: asked}}) : null), [asked]);
  if (error) {
    return (
      <Page title="A shared list" lead="This link is worth nothing any more: it was used, taken back, or is older than two weeks.">
        <div class="actions"><button type="button" onClick={() => remember(null)}>To my lists</button></div>
      </Page>
    );
  }
  if (!list) return null;
  return (
    <Page title={list.title} lead={<><Dot color={list.color} /> {list.inviter ?? "Somebody"} shares this list of tasks with you. You may {may[list.role]}.</>}>
      {who ? (
        <>
          <p>You join as <strong>{who.name}</strong>; those who share the list read that name.</p>
          <div class="actions">
            <Doing class="primary" run={async () => {
              await settle();
              const {list} = await api.post("/api/todo/invitations/accept", {body: {secret: secret.value!}});
              await readLists();
              remember(null);
              route(`/todo/lists/${list}`);
            }}>Join the list</Doing>
            <button type="button" onClick={() => remember(null)}>Not now</button>
          </div>
        </>
      ) : (
        <div class="actions">
          <a class="button is-primary" href={signInLink("/todo/")}>Sign in to join</a>
          <a class="button" href="/accounts/register?to=%2Ftodo%2F">Make an account</a>
        </div>
      )}
    </Page>
  );
}
