// What a scan came to, as it stands in the log.
import {api} from "stoa/api";
import {Tag} from "stoa/ui";
import {daysLate, Lateness} from "../loans/loan";
import type {Borrower} from "../model";
import {calendarDay, mainTitle} from "../words";
import type {Outcome} from "./scans";

export async function lend(card: string, barcode: string): Promise<Outcome> {
  const loan = await api.post("/api/library/loans", {body: {card, barcode}});
  return {title: mainTitle(loan.title), tag: <Tag kind="good">Due {calendarDay(loan.due)}</Tag>, facts: <><code>{loan.barcode}</code> to card <code>{loan.card}</code></>};
}

export const nextTurn = ({name, card}: Borrower): Outcome => ({title: name, tag: <Tag>Next borrower</Tag>, facts: <>card <code>{card}</code></>});

export async function giveBack(barcode: string): Promise<Outcome> {
  const loan = await api.post("/api/library/returns", {body: {barcode}});
  return {
    title: mainTitle(loan.title),
    tag: loan.hold_for ? <Tag kind="bad">Lay it aside for card {loan.hold_for}</Tag> : daysLate(loan) ? <Lateness loan={loan} /> : <Tag kind="good">In time</Tag>,
    facts: <><code>{loan.barcode}</code>{loan.card && <> from card <code>{loan.card}</code></>}</>,
  };
}
