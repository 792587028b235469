// Who stands at the desk: what they have, what lies ready for them, what is written about them.
import {api} from "stoa/api";
import {Tag} from "stoa/ui";
import {plural} from "stoa/words";
import {categories, openLoans, type Borrower, type Hold, type Loan} from "../model";
import {calendarDay, mainTitle, today} from "../words";
import css from "./desk.module.css";

export interface Standing {borrower: Borrower; kind: string; loans: Loan[]; ready: Hold[]}

export const borrowerByCard = async (card: string, signal?: AbortSignal) =>
  (await api.get("/api/library/borrowers", {query: {card, limit: 1}, ...(signal && {signal})})).items[0] ?? null;

export async function readAtDesk(card: string, signal: AbortSignal): Promise<Standing> {
  const borrower = await borrowerByCard(card, signal);
  if (!borrower) throw new Error("No borrower has this card.");
  const [kinds, loans, holds] = await Promise.all([
    categories(), openLoans(borrower.id), api.get("/api/library/holds", {query: {borrower: borrower.id, ready: true, limit: 100}, signal})]);
  return {borrower, loans, ready: holds.items, kind: kinds.find(({id}) => id === borrower.category)?.name ?? ""};
}

export const isSuspended = ({suspended_until: until}: Borrower) => until !== null && until >= today();

export function AtDesk({at}: {at: Standing | undefined}) {
  return <div class={css.atDesk} role="status">{at && <Who {...at} />}</div>;
}

function Who({borrower, kind, loans, ready}: Standing) {
  const late = loans.filter(({overdue}) => overdue).length;
  return (
    <>
      <p class={css.atDeskName}><a href={`/library/desk/borrowers/${borrower.id}`}>{borrower.name}</a></p>
      <p class="muted">{kind} · {loans.length ? plural(loans.length, "loan") : "nothing on loan"} {late > 0 && <Tag kind="bad">{late} overdue</Tag>}</p>
      {isSuspended(borrower) && <p class="note">Suspended until {calendarDay(borrower.suspended_until!)}.</p>}
      {ready.map((hold) => <p key={hold.id}><Tag kind="good">Ready</Tag> {mainTitle(hold.title)} <code>{hold.barcode}</code></p>)}
      {borrower.note && <p>{borrower.note}</p>}
    </>
  );
}
