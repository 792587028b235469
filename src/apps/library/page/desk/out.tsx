// What is on loan, the first due first; all of it or only what is overdue.
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {usePages} from "stoa/pages";
import {Page} from "stoa/ui";
import {LoanRow} from "../loans/loan";
import {Rows} from "../loans/rows";
import type {Loan} from "../model";
import {Choice} from "./choice";

const kinds: Record<string, {open?: boolean; overdue?: boolean}> = {All: {open: true}, Overdue: {overdue: true}, "Given back": {open: false}};

export const takeBack = ({barcode}: Loan) => api.post("/api/library/returns", {body: {barcode}});
export const OfCard = ({borrower, card}: {borrower: string | null; card: string | null}) => (
  <>card {borrower ? <a href={`/library/desk/borrowers/${borrower}`}>{card}</a> : card}</>
);

export function Out() {
  const [kind, setKind] = useState("All");
  const pages = usePages((after, signal) => api.get("/api/library/loans", {query: {...kinds[kind], limit: 50, ...(after && {after})}, ...(signal && {signal})}), [kind]);
  return (
    <Page title="On loan">
      <Choice kinds={Object.keys(kinds)} chosen={kind} choose={setKind} />
      <Rows label="Loans" none="No loan is of that kind." pages={pages} row={(loan) => <LoanRow loan={loan} borrower={<OfCard {...loan} />} giveBack={takeBack} />} />
    </Page>
  );
}
