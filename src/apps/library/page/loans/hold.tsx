// What is said of a hold in its row: how long the queue is, or until when the copy lies ready.
import type {ComponentChildren} from "preact";
import {api} from "stoa/api";
import {Sure, Tag} from "stoa/ui";
import type {Hold} from "../model";
import {calendarDay, date, mainTitle} from "../words";

const place = ({position}: Hold) => (position === 1 ? "Next in the queue" : `Number ${position} in the queue`);

// `borrower`: a link to whose it is; `gone` is told what to say once it is given up.
export function HoldRow({hold, borrower, gone}: {hold: Hold; borrower?: ComponentChildren; gone: (said: string) => void}) {
  const title = mainTitle(hold.title);
  return (
    <>
      <span class="row-title">{title} {hold.until && <Tag kind="good">Ready</Tag>}</span>
      <span class="row-facts">{hold.until ? `On the hold shelf until ${calendarDay(hold.until)}` : place(hold)} · since {date(hold.created)}</span>
      <span class="row-facts">{hold.barcode && <code>{hold.barcode}</code>}{hold.barcode && borrower && " · "}{borrower}</span>
      <span class="row-end">
        <Sure label="Give up" about={title} question="Give the place in the queue up?" run={async () => {
          await api.delete("/api/library/holds/{id}", {path: {id: hold.id}});
          gone(`${title}: given up.`);
        }} />
      </span>
    </>
  );
}
