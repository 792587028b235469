// Who has a card: found by the card or by words of the name, and added here.
import {debounced, h} from "/dom.js";
import {textField} from "/fields.js";
import {pagedList, tag} from "/parts.js";
import {calendarDay} from "/words.js";
import {borrowerPart} from "./borrower.js";
import {newBorrowerPart} from "./borrowerform.js";
import {borrowers, categories} from "./lendingapi.js";

export function borrowersPart(context) {
  if (context.about === "new") return newBorrowerPart(context);
  return context.about ? borrowerPart(context) : everybody();
}

// A card has a digit, a name has none.
function queryFor(text) {
  if (!text) return {};
  return /\d/.test(text) ? {card: text} : {search: text};
}

async function everybody() {
  const kinds = new Map((await categories()).map(({id, name}) => [id, name]));
  const today = new Date().toISOString().slice(0, 10);
  const list = pagedList({
    label: "Borrowers",
    none: "No borrower has this card or name.",
    row: (borrower) => h("li", {class: "row"},
      h("span", {class: "row-title"}, h("a", {href: `#borrowers/${borrower.id}`}, borrower.name), " ",
        borrower.suspended_until >= today && tag(`Suspended until ${calendarDay(borrower.suspended_until)}`, "bad"),
        borrower.leaving && tag("Has left")),
      h("span", {class: "row-facts"}, h("code", {}, borrower.card), ` · ${kinds.get(borrower.category) ?? ""}`)),
  });
  const search = textField({name: "search", label: "Find", hint: "a card, or words of a name", type: "search", maxlength: 200,
    spellcheck: "false"});
  const find = debounced(150, () => list.show(borrowers, queryFor(search.value())));
  search.input.addEventListener("input", () => find());
  search.input.addEventListener("keydown", (event) => event.key === "Enter" && find.now());
  await list.show(borrowers);
  return {
    title: "Borrowers",
    children: [h("section", {class: "part", "aria-label": "Borrowers"},
      h("div", {class: "bar-of-actions"}, search.node, h("a", {class: "button", href: "#borrowers/new"}, "Add a borrower")),
      list.node)],
  };
}
