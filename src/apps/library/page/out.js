// What is on loan, the first due first; all of it or only what is overdue.
import {h} from "/dom.js";
import {pagedList} from "/parts.js";
import {giveBack, loans} from "./lendingapi.js";
import {loanRow} from "./loanrow.js";

export const atDesk = {
  borrower: (loan) => ["card ", loan.borrower ? h("a", {href: `#borrowers/${loan.borrower}`}, loan.card) : loan.card],
  giveBack: (loan) => giveBack(loan.barcode),
};

const filters = [["All", {open: true}], ["Overdue", {overdue: true}], ["Given back", {open: false}]];

export async function outPart() {
  const list = pagedList({label: "Loans", row: (loan) => loanRow(loan, atDesk), none: "No loan is of that kind."});
  const buttons = filters.map(([label, query]) => h("button", {type: "button", onclick: () => choose(label, query)}, label));
  function choose(label, query) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === label));
    return list.show(loans, query);
  }
  await choose(...filters[0]);
  return {
    title: "On loan",
    children: [h("section", {class: "part", "aria-label": "Loans"},
      h("div", {class: "choice", role: "group", "aria-label": "Which"}, buttons), list.node)],
  };
}
