// A loan as a row, with what can be done about it. It draws itself anew when that is done.
import {h} from "/dom.js";
import {alertNote, pressed, tag} from "/parts.js";
import {calendarDay, date, plural} from "/words.js";
import {renew} from "./lendingapi.js";
import {titleParts} from "./words.js";

const dayMs = 86_400_000;

// How many days after its due date a copy came back; 0 for in time.
export function daysLate({due, returned}) {
  const late = Math.floor((new Date(returned) - new Date(`${due}T00:00:00Z`)) / dayMs);
  return Math.max(0, late);
}

export const lateness = (loan) => (daysLate(loan) ? tag(`${plural(daysLate(loan), "day", "days")} late`, "bad") : null);

function facts(loan) {
  if (loan.returned) return `Lent ${date(loan.lent)}, given back ${date(loan.returned)}`;
  const renewals = loan.renewals ? ` · renewed ${loan.renewals === 1 ? "once" : `${loan.renewals} times`}` : "";
  return `Due ${calendarDay(loan.due)}${renewals} · lent ${date(loan.lent)}`;
}

// `borrower(loan)` makes a link to who has it; `giveBack(loan)`, for the desk alone, closes it and
// answers what it has become. What is overdue only the desk may renew.
export function loanRow(loan, {borrower, giveBack} = {}) {
  const node = h("li", {class: "row"});
  const note = alertNote();
  const good = h("p", {class: "note is-good", role: "status", tabindex: "-1"});
  let now = loan;

  const title = titleParts(loan.title).main;
  function action(label, run) {
    const button = h("button", {type: "button", class: "small", "aria-label": `${label}: ${title}`}, label);
    return pressed(button, note, async () => {
      good.textContent = "";
      now = await run(now);
      draw();
      good.textContent = now.returned ? "Given back." : `Renewed until ${calendarDay(now.due)}.`;
      (node.querySelector("button") ?? good).focus();
    });
  }

  function draw() {
    const open = !now.returned, mayRenew = giveBack || !now.overdue;
    node.replaceChildren(
      h("span", {class: "row-title"}, title, " ",
        open && now.overdue && tag("Overdue", "bad"), !open && lateness(now)),
      h("span", {class: "row-facts"}, facts(now)),
      h("span", {class: "row-facts"}, h("code", {}, now.barcode), borrower && now.card && [" · ", borrower(now)]),
      open && !mayRenew ? h("span", {class: "row-facts"}, "Bring it back, or ask at the desk for longer.") : "", note, good,
      open && h("span", {class: "row-end"}, mayRenew && action("Renew", ({id}) => renew(id)),
        giveBack && action("Give back", giveBack)) || "");
  }
  draw();
  return node;
}
