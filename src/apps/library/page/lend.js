// Lending: a card, then barcodes. Taking back: barcodes. Enter, which scanners press, moves on.
import {h} from "/dom.js";
import {asTyped, textField} from "/fields.js";
import {wasAborted} from "/http.js";
import {tag} from "/parts.js";
import {calendarDay, plural} from "/words.js";
import {borrowerByCard, categories, giveBack, lend, openLoans} from "./lendingapi.js";
import {lateness} from "./loanrow.js";
import {inWords, scanList} from "./scans.js";
import {titleParts} from "./words.js";

const scanField = (name, label, hint) => textField({name, label, hint, optional: false, maxlength: 40, class: "scan-input",
  enterkeyhint: "next", ...asTyped});

// What Enter in a field does with its text.
function onEnter(field, run) {
  field.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (field.value()) run(field.value());
  });
}

const today = () => new Date().toISOString().slice(0, 10);

// Who stands at the desk.
function borrowerPanel() {
  const node = h("div", {class: "at-desk", role: "status"});
  let asking = new AbortController();
  const clear = () => {
    asking.abort();
    node.replaceChildren();
  };

  async function show(card) {
    asking.abort();
    asking = new AbortController();
    const {signal} = asking;
    const borrower = await borrowerByCard(card, signal);
    if (!borrower) throw new Error("No borrower has this card.");
    const [kinds, loans] = await Promise.all([categories(), openLoans(borrower.id)]);
    if (signal.aborted) return;
    const late = loans.filter((loan) => loan.overdue).length;
    const kind = kinds.find(({id}) => id === borrower.category)?.name ?? "";
    const has = loans.length ? plural(loans.length, "loan", "loans") : "nothing on loan";
    node.replaceChildren(
      h("p", {class: "at-desk-name"}, h("a", {href: `#borrowers/${borrower.id}`}, borrower.name)),
      h("p", {class: "muted"}, `${kind} · ${has}`, late > 0 && [" ", tag(`${late} overdue`, "bad")]),
      borrower.suspended_until >= today() ? h("p", {class: "note"}, `Suspended until ${calendarDay(borrower.suspended_until)}.`) : "",
      borrower.note ? h("p", {}, borrower.note) : "");
  }
  return {node, show, clear};
}

export function lendPart() {
  const card = scanField("card", "Card", "then Enter"), barcode = scanField("barcode", "Barcode", "of each copy, Enter after each");
  const panel = borrowerPanel();
  const list = scanList({label: "What was lent", none: "Nothing was scanned yet."});
  let known = "";  // the card that the panel shows

  function who(text) {
    known = text;
    card.say("");
    panel.clear();
    panel.show(text).catch((error) => {
      if (wasAborted(error) || known !== text) return;
      card.say(inWords(error));
      if (!barcode.input.value) card.input.select();
    });
  }

  function next() {
    known = "";
    card.clear();
    barcode.clear();
    card.say("");
    panel.clear();
    card.focus();
  }

  // The field moves on before the server has answered: a scanner does not wait.
  onEnter(card, (text) => {
    who(text);
    barcode.focus();
  });
  onEnter(barcode, (text) => {
    const to = card.value();
    if (!to) {
      card.say("Scan the borrower's card first.");
      return card.focus();
    }
    if (to !== known) who(to);
    barcode.clear();
    list.add(text, async () => {
      const loan = await lend(to, text);
      if (to === known) panel.show(to).catch(() => {});
      return {title: titleParts(loan.title).main, tag: tag(`Due ${calendarDay(loan.due)}`, "good"),
        facts: [h("code", {}, loan.barcode), " to card ", h("code", {}, loan.card)]};
    });
  });
  barcode.input.addEventListener("keydown", (event) => event.key === "Escape" && next());

  return {
    title: "Lend",
    children: [
      h("section", {class: "part", "aria-label": "Scan"},
        h("div", {class: "scan-fields"}, h("div", {}, card.node, panel.node), barcode.node),
        h("p", {}, h("button", {type: "button", onclick: next, "aria-keyshortcuts": "Escape"}, "Next borrower"))),
      list.node],
    focus: () => card.focus(),
  };
}

export function returnPart() {
  const barcode = scanField("barcode", "Barcode", "of each copy, Enter after each");
  const list = scanList({label: "What came back", none: "Nothing was scanned yet."});
  onEnter(barcode, (text) => {
    barcode.clear();
    list.add(text, async () => {
      const loan = await giveBack(text);
      const aside = loan.hold_for && tag(`Lay it aside for card ${loan.hold_for}`, "bad");
      return {title: titleParts(loan.title).main, tag: aside ?? lateness(loan) ?? tag("In time", "good"),
        facts: [h("code", {}, loan.barcode), loan.card && [" from card ", h("code", {}, loan.card)]].flat()};
    });
  });
  return {
    title: "Take back",
    children: [h("section", {class: "part", "aria-label": "Scan"}, h("div", {class: "scan-fields"}, barcode.node)), list.node],
    focus: () => barcode.focus(),
  };
}
