// The account that is a borrower's: linked by a code that is shown once, and taken off again.
import {useEffect, useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {Copy, Doing, Sure, Tag} from "stoa/ui";
import type {Borrower} from "../model";
import {date} from "../words";
import css from "./desk.module.css";

export function AccountOf({borrower: {id, name, account}}: {borrower: Borrower}) {
  const [linked, setLinked] = useState(account !== null), [code, setCode] = useState<Schemas["CardCode"]>();
  const make = useRef<HTMLDivElement>(null), changed = useRef(false);
  useEffect(() => {
    if (changed.current && !code) make.current?.querySelector("button")?.focus();
    changed.current = true;
  }, [linked, code]);
  if (linked) {
    return (
      <>
        <p><Tag kind="good">Linked</Tag> They see their own loans and renew them.</p>
        <div>
          <Sure label="Unlink" question="Take the account off this borrower?" run={async () => {
            await api.delete("/api/library/borrowers/{id}/account", {path: {id}});
            setLinked(false);
          }} />
        </div>
      </>
    );
  }
  if (code) return <Code name={name} made={code} done={() => setCode(undefined)} />;
  return (
    <>
      <p>Not linked. With a code from you they link their account to this card, and see their own loans.</p>
      <p class="muted">A new code makes the last one void.</p>
      <div ref={make}><Doing run={async () => setCode(await api.post("/api/library/borrowers/{id}/code", {path: {id}}))}>Make a code</Doing></div>
    </>
  );
}

function Code({name, made: {code, expires}, done}: {name: string; made: Schemas["CardCode"]; done: () => void}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class={`once ${css.code}`}>
      <h3 ref={heading} tabIndex={-1}>A code for {name}</h3>
      <p>It is typed at {location.host}/library/loans, works once, until {date(expires)}, and is not shown again.</p>
      <p class="secret">{code}</p>
      <div class="actions">
        <Copy text={code} />
        <button type="button" onClick={() => print()}>Print</button>
        <button type="button" class="primary" onClick={done}>Done</button>
      </div>
    </div>
  );
}
