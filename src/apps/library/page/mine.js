// What a reader has on loan and waits for, and how they come to see it: by linking their card to their account.
import {byId, h} from "/dom.js";
import {asTyped, textField} from "/fields.js";
import {makeForm} from "/form.js";
import {alertNote, pagedList, section} from "/parts.js";
import {follow} from "/live.js";
import {announcement, showPart} from "/sections.js";
import {me, signInLink} from "/session.js";
import {calendarDay} from "/words.js";
import {holdRow} from "./holdrow.js";
import {linkCard, myCard, myHolds, myLoans} from "./lendingapi.js";
import {loanRow} from "./loanrow.js";
import {showNav} from "./nav.js";

const view = byId("view");
const put = (part) => showPart(view, {site: "Library", title: "My loans", ...part});

function nobody() {
  put({quiet: true, lead: "Sign in to see what you have and when it is due.", children: [
    h("p", {}, h("a", {class: "button", href: signInLink()}, "Sign in"))]});
}

function withoutCard() {
  const code = textField({name: "code", label: "Code", hint: "from the desk of the library", optional: false, maxlength: 100,
    ...asTyped});
  const form = makeForm({fields: [code], saveLabel: "Link my card", codes: {code_invalid: "code"}, save: async (values) => {
    const card = await linkCard(values.code);
    await withCard(card, `Your card ${card.card} is linked.`);
    view.querySelector("h1").focus();
  }});
  const lead = "No library card is linked to your account yet. At the desk they give you a code for it.";
  put({quiet: true, lead, children: [h("section", {class: "part", "aria-label": "Link my card"}, form.node)]});
}

function cardOf({card, name, category, suspended_until: until}) {
  const fact = (term, said) => h("div", {class: term === "Suspended" && "is-bad"}, h("dt", {}, term), h("dd", {}, said));
  return h("dl", {class: "card"}, fact("Card", h("code", {}, card)), fact("Name", name), fact("Kind", category),
    until && fact("Suspended", `until ${calendarDay(until)}; you can borrow and renew after that`));
}

async function withCard(card, said) {
  const out = pagedList({label: "On loan", row: (loan) => loanRow(loan), none: "You have nothing on loan."});
  const held = pagedList({label: "Waiting for", row: (hold) => holdRow(hold), none: "You wait for nothing."});
  const back = pagedList({label: "Given back", row: (loan) => loanRow(loan), limit: 20,
    none: "Nothing that the library still remembers."});
  let asked = false;
  const before = h("details", {class: "part", ontoggle: () => {
    if (!asked) back.show(myLoans, {open: false});
    asked = true;
  }}, h("summary", {}, "Given back"), back.node);
  await Promise.all([out.show(myLoans, {open: true}), held.show(myHolds)]);
  follow([myLoans, myHolds], () => Promise.all([out.freshen(), held.freshen()]));
  put({quiet: true, children: [said && announcement(said), cardOf(card),
    section("On loan", out.node), section("Waiting for", held.node), before]});
}

async function show() {
  try {
    if (!(await me())) return nobody();
    const card = await myCard();
    await (card ? withCard(card) : withoutCard());
  } catch (error) {
    put({quiet: true, children: [alertNote(error.message),
      h("p", {}, h("button", {type: "button", onclick: show}, "Try again"))]});
  }
}

showNav();
show();
