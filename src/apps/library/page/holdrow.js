// A hold as a row: how long the queue is, or until when the copy lies ready.
import {h} from "/dom.js";
import {sureButton, tag} from "/parts.js";
import {calendarDay, date} from "/words.js";
import {giveUpHold} from "./lendingapi.js";
import {titleParts} from "./words.js";

const place = ({position}) => (position === 1 ? "Next in the queue" : `Number ${position} in the queue`);

// `borrower(hold)` makes a link to whose it is.
export function holdRow(hold, {borrower} = {}) {
  const title = titleParts(hold.title).main;
  const gone = h("p", {class: "note is-good", role: "status", tabindex: "-1"}, `${title}: given up.`);
  const node = h("li", {class: "row"},
    h("span", {class: "row-title"}, title, " ", hold.until && tag("Ready", "good")),
    h("span", {class: "row-facts"}, hold.until ? `On the hold shelf until ${calendarDay(hold.until)}` : place(hold),
      ` · since ${date(hold.created)}`),
    h("span", {class: "row-facts"}, hold.barcode && h("code", {}, hold.barcode), borrower && [hold.barcode && " · ", borrower(hold)]),
    h("span", {class: "row-end"}, sureButton({label: "Give up", about: title, question: "Give the place in the queue up?",
      async run() {
        await giveUpHold(hold.id);
        node.replaceChildren(gone);
        gone.focus();
      }})));
  return node;
}
