// Where somebody is signed in, to be seen and to be ended.
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Sure, Tag} from "stoa/ui";
import {ago, date, when} from "stoa/words";
import {agentInWords} from "./agents";
import {Inside} from "./frames";
import {useSaid} from "./said";

type Session = Schemas["Session"];

const newestFirst = (a: Session, b: Session) => Number(b.current) - Number(a.current) || b.seen.localeCompare(a.seen);

export function Sessions() {
  const {data, error, again} = useLoad((signal) => api.get("/api/accounts/sessions", {signal}), []);
  const {said, say} = useSaid();
  const done = (text: string) => {
    again();
    say(text);
  };
  const items = data?.items.toSorted(newestFirst) ?? [];
  return (
    <Inside title="Sessions" lead="Every browser and program that is signed in as you. What you do not know, end, and then change your password.">
      <section class="panel" aria-label="Sessions">
        {error && <Alert>{error}</Alert>}
        {said}
        <ul class="rows" aria-label="Sessions">
          {items.map((one) => <Row key={one.id} session={one} ended={() => done("The session is ended.")} />)}
        </ul>
        {items.length > 1 && (
          <div><Sure label="End all others" question="Sign out everywhere but here?" yes="End them" run={async () => {
            await api.delete("/api/accounts/sessions");
            done("All others are ended.");
          }} /></div>
        )}
      </section>
    </Inside>
  );
}

function Row({session, ended}: {session: Session; ended: () => void}) {
  const name = agentInWords(session.agent);
  return (
    <li class="row">
      <span class="row-title">{session.kind === "program" ? `${name}, by tokens` : name} {session.current && <Tag kind="good">This one</Tag>}</span>
      <span class="row-facts" title={session.agent}>From {session.network} · last seen <span title={when(session.seen)}>{ago(session.seen)}</span></span>
      <span class="row-facts">Since {date(session.created)}, until {date(session.expires)}</span>
      {!session.current && (
        <span class="row-end">
          <Sure label="End" about={name} question="Sign it out?" yes="End it" run={async () => {
            await api.delete("/api/accounts/sessions/{id}", {path: {id: session.id}});
            ended();
          }} />
        </span>
      )}
    </li>
  );
}
