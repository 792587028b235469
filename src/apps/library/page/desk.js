// The library's desk, for librarians: the fragment says which of its parts is shown.
import {byId, h} from "/dom.js";
import {alertNote} from "/parts.js";
import {announcement, fragment, onFragment, sectionList, showPart} from "/sections.js";
import {has, me, signInLink} from "/session.js";
import {borrowersPart} from "./borrowers.js";
import {lendPart, returnPart} from "./lend.js";
import {librarian, showNav} from "./nav.js";
import {outPart} from "./out.js";
import {shelfPart} from "./shelf.js";

const view = byId("view");
const parts = {lend: lendPart, return: returnPart, out: outPart, shelf: shelfPart, borrowers: borrowersPart};
const labels = [["lend", "Lend"], ["return", "Take back"], ["out", "On loan"], ["shelf", "Hold shelf"], ["borrowers", "Borrowers"]];
let mark;
let opened = false;
let turn = 0;

const put = (part) => showPart(view, {site: "Desk", ...part});
const failed = (error, again) => put({title: "This cannot be shown", children: [alertNote(error.message),
  h("p", {}, h("button", {type: "button", onclick: again}, "Try again"))]});

// Shows what the fragment names, after `said`, if anything was done there.
async function show(said) {
  const mine = ++turn;
  const {name, about} = fragment();
  const known = Object.hasOwn(parts, name) ? name : "lend";
  mark(known);
  view.setAttribute("aria-busy", "true");
  try {
    const part = await parts[known]({about, goTo});
    if (mine !== turn) return;  // the reader of this page has gone on
    const first = said && announcement(said);
    put({...part, children: [first, ...part.children], quiet: !opened || Boolean(part.focus)});
    part.focus?.();
    opened = true;
  } catch (error) {
    if (mine === turn) failed(error, () => show());
  } finally {
    if (mine === turn) view.removeAttribute("aria-busy");
  }
}

let toSay;
function goTo(hash, said) {
  toSay = said;
  if (location.hash === hash) onward();
  else location.hash = hash;
}
function onward() {
  const said = toSay;
  toSay = undefined;
  show(said);
}

async function begin() {
  let account;
  try {
    account = await me();
  } catch (error) {
    return failed(error, begin);
  }
  if (!has(account, librarian)) {
    const next = account ? "Your account is not a librarian's. An administrator can make it one."
      : h("a", {class: "button", href: signInLink()}, "Sign in");
    return put({title: "Desk", quiet: true, lead: "This is where librarians lend and take back.", children: [h("p", {}, next)]});
  }
  byId("console").classList.add("has-sections");
  mark = sectionList(byId("sections"), "Desk", labels);
  onFragment(onward);
  show();
}

showNav();
begin();
