// What is said of a loan in its row, and what can be done about it.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {useDoing} from "stoa/load";
import {Alert, Tag} from "stoa/ui";
import {plural} from "stoa/words";
import {renew, type Loan} from "../model";
import {calendarDay, date, mainTitle} from "../words";

const dayMs = 86_400_000;

// How many days after its due date a copy came back; 0 for in time.
export const daysLate = ({due, returned}: Loan) => (returned ? Math.max(0, Math.floor((Date.parse(returned) - Date.parse(`${due}T00:00:00Z`)) / dayMs)) : 0);
export const Lateness = ({loan}: {loan: Loan}) => (daysLate(loan) ? <Tag kind="bad">{plural(daysLate(loan), "day")} late</Tag> : null);

function facts({due, lent, returned, renewals}: Loan) {
  if (returned) return `Lent ${date(lent)}, given back ${date(returned)}`;
  return `Due ${calendarDay(due)}${renewals ? ` · renewed ${renewals === 1 ? "once" : `${renewals} times`}` : ""} · lent ${date(lent)}`;
}

// `borrower`: a link to who has it; `giveBack`, for the desk alone, closes it and gives what it has become.
// What is overdue only the desk may renew.
export function LoanRow({loan, borrower, giveBack}: {loan: Loan; borrower?: ComponentChildren; giveBack?: (loan: Loan) => Promise<Loan>}) {
  const [now, setNow] = useState(loan), [read, setRead] = useState(loan), [said, setSaid] = useState("");
  const {busy, error, run} = useDoing();
  const status = useRef<HTMLParagraphElement>(null), deeds = useRef<HTMLSpanElement>(null);
  if (loan !== read) {
    setRead(loan);
    setNow(loan);
  }
  // A press that took its own button away leaves the focus here.
  useEffect(() => {
    if (said && !deeds.current) status.current?.focus();
  }, [said]);
  const isOpen = !now.returned, mayRenew = giveBack || !now.overdue, title = mainTitle(now.title);
  const deed = (label: string, work: (loan: Loan) => Promise<Loan>) => (
    <button type="button" class="small" aria-label={`${label}: ${title}`} aria-disabled={busy || undefined} onClick={() => busy || run(async () => {
      setSaid("");
      const next = await work(now);
      setNow(next);
      setSaid(next.returned ? "Given back." : `Renewed until ${calendarDay(next.due)}.`);
    })}>{label}</button>
  );
  return (
    <>
      <span class="row-title">{title} {isOpen ? now.overdue && <Tag kind="bad">Overdue</Tag> : <Lateness loan={now} />}</span>
      <span class="row-facts">{facts(now)}</span>
      <span class="row-facts"><code>{now.barcode}</code>{borrower && now.card && <> · {borrower}</>}</span>
      {isOpen && !mayRenew && <span class="row-facts">Bring it back, or ask at the desk for longer.</span>}
      {error && <Alert>{error}</Alert>}
      <p ref={status} class="note is-good" role="status" tabIndex={-1}>{said}</p>
      {isOpen && (mayRenew || giveBack) && <span ref={deeds} class="row-end">{mayRenew && deed("Renew", renew)}{giveBack && deed("Give back", giveBack)}</span>}
    </>
  );
}
