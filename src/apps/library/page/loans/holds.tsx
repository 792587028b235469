// Holds as they change, and what became of the one that was given up here.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import type {Pages} from "stoa/pages";
import type {Hold} from "../model";
import {HoldRow} from "./hold";
import {Rows} from "./rows";

export function Holds({label, none, pages, borrower}: {label: string; none: string; pages: Pages<Hold>; borrower?: (hold: Hold) => ComponentChildren}) {
  const [said, setSaid] = useState("");
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (said) status.current?.focus();
  }, [said]);
  return (
    <>
      <p ref={status} class="note is-good" role="status" tabIndex={-1}>{said}</p>
      <Rows label={label} none={none} pages={pages} row={(hold) => <HoldRow hold={hold} borrower={borrower?.(hold)} gone={(words) => {
        setSaid(words);
        pages.again();
      }} />} />
    </>
  );
}
