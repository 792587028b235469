// Waiting for a work of which every copy is out.
import {useLocation} from "preact-iso";
import {useEffect, useRef, useState} from "preact/hooks";
import {api, Refused} from "stoa/api";
import {account, signInLink} from "stoa/session";
import {Doing} from "stoa/ui";
import {plural} from "stoa/words";
import type {Work} from "../model";
import {sum} from "./holdings";
import css from "./work.module.css";

async function place(work: string) {
  try {
    return await api.post("/api/library/me/holds", {body: {work}});
  } catch (error) {
    if (error instanceof Refused && error.code === "card_needed") throw new Error("Your account has no library card yet: link it under My loans.");
    throw error;
  }
}

// Nothing where a copy is in, or there is none to wait for.
export function Waiting({work: {id, editions, holds}}: {work: Work}) {
  const {url} = useLocation();
  const [position, setPosition] = useState(0);
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (position) said.current?.focus();
  }, [position]);
  if (sum(editions, "copies") === 0 || sum(editions, "available") > 0) return null;
  if (position) {
    return <p ref={said} class="note is-good" role="status" tabIndex={-1}>{position === 1 ? "You are next in the queue; we will mail you." : `You are number ${position} in the queue; we will mail you.`}</p>;
  }
  return (
    <p class={css.waiting}>
      <Doing run={async () => {
        if (!account.value) return location.assign(signInLink(url));
        setPosition((await place(id)).position);
      }}>Wait for a copy</Doing>
      {holds > 0 && <span class="muted">{plural(holds, "reader waits", "readers wait")} for it.</span>}
    </p>
  );
}
