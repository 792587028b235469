// The hold shelf: what lies there for whom, and who waits.
import {h} from "/dom.js";
import {pagedList} from "/parts.js";
import {follow} from "/live.js";
import {holds} from "./lendingapi.js";
import {holdRow} from "./holdrow.js";

const filters = [["Ready", {ready: true}], ["Waiting", {ready: false}]];
let unfollow = () => {};

export async function shelfPart() {
  const row = (hold) => holdRow(hold, {
    borrower: () => ["card ", h("a", {href: `#borrowers/${hold.borrower}`}, hold.card)]});
  const list = pagedList({label: "Holds", row, none: "Nobody's hold is of that kind."});
  const buttons = filters.map(([label, query]) => h("button", {type: "button", onclick: () => choose(label, query)}, label));
  function choose(label, query) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === label));
    return list.show(holds, query);
  }
  await choose(...filters[0]);
  unfollow();
  unfollow = follow([holds], () => (list.node.isConnected ? list.freshen() : unfollow()));
  return {
    title: "Hold shelf",
    children: [h("section", {class: "part", "aria-label": "Holds"},
      h("div", {class: "choice", role: "group", "aria-label": "Which"}, buttons), list.node)],
  };
}
