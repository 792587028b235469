// The link of a mail, /todo/#join=<secret>: whoever opens it is asked whether to join, signed in or not yet.
import {useLocation} from "preact-iso";
import {api} from "stoa/api";
import {ComeInToJoin, joinLink} from "stoa/join";
import {useLoad} from "stoa/load";
import {account} from "stoa/session";
import {Doing, Page} from "stoa/ui";
import {readLists, settle, type Role} from "./model";
import {Dot} from "./row";

export const link = joinLink("todo");

const may: Record<Role, string> = {viewer: "read it", editor: "read it and change its tasks", owner: "do everything with it, as an owner"};

export function Join() {
  const {route} = useLocation();
  const who = account.value, secret = link.secret.value;
  const {data: list, error} = useLoad(async () => (secret ? api.post("/api/todo/invitations/preview", {body: {secret}}) : null), [secret]);
  if (error) {
    return (
      <Page title="A shared list" lead="This link is worth nothing any more: it was used, taken back, or is older than two weeks.">
        <div class="actions"><button type="button" onClick={link.forget}>To my lists</button></div>
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
              const {list} = await api.post("/api/todo/invitations/accept", {body: {secret: secret!}});
              await readLists();
              link.forget();
              route(`/todo/lists/${list}`);
            }}>Join the list</Doing>
            <button type="button" onClick={link.forget}>Not now</button>
          </div>
        </>
      ) : <ComeInToJoin app="todo" />}
    </Page>
  );
}
