// One borrower: what they have, what is written about them, and the account that is theirs.
import {h} from "/dom.js";
import {alertNote, copyButton, pagedList, pressed, section, sureButton, tag} from "/parts.js";
import {date} from "/words.js";
import {editBorrowerForm} from "./borrowerform.js";
import {getBorrower, linkCode, loans, removeBorrower, unlink} from "./lendingapi.js";
import {loanRow} from "./loanrow.js";
import {atDesk} from "./out.js";

function accountOf(borrower) {
  const root = h("div", {class: "part"});
  const note = alertNote();

  function linked() {
    root.replaceChildren(h("p", {}, tag("Linked", "good"), " They see their own loans and renew them."),
      h("p", {}, sureButton({label: "Unlink", question: "Take the account off this borrower?", async run() {
        await unlink(borrower.id);
        free();
        root.querySelector("button").focus();
      }})));
  }
  function free() {
    const make = pressed(h("button", {type: "button"}, "Make a code"), note, async () => once(await linkCode(borrower.id)));
    root.replaceChildren(h("p", {}, "Not linked. With a code from you they link their account to this card, and see their own loans."),
      h("p", {class: "muted"}, "A new code makes the last one void."), h("p", {}, make), note);
  }
  function once({code, expires}) {
    const how = `It is typed at ${location.host}/library/mine.html, works once, until ${date(expires)}, and is not shown again.`;
    const text = h("p", {class: "secret"}, code);
    const heading = h("h3", {tabindex: "-1"}, `A code for ${borrower.name}`);
    root.replaceChildren(h("div", {class: "once"}, heading, h("p", {}, how), text,
      h("div", {class: "actions"}, copyButton(code, text), h("button", {type: "button", onclick: () => print()}, "Print"),
        h("button", {type: "button", class: "primary", onclick: () => {
          free();
          root.querySelector("button").focus();
        }}, "Done"))));
    heading.focus();
  }

  if (borrower.account) linked();
  else free();
  return root;
}

export async function borrowerPart({about, goTo}) {
  const {data: borrower, etag} = await getBorrower(about);
  const card = h("code", {}, borrower.card);
  const out = pagedList({label: "On loan", none: "Nothing is on loan.",
    row: (loan) => loanRow(loan, {giveBack: atDesk.giveBack})});
  const form = borrower.leaving ? null : await editBorrowerForm({data: borrower, etag, saved: (now) => {
    document.querySelector("#view h1").textContent = now.name;
    card.textContent = now.card;
  }});
  await out.show(loans, {borrower: borrower.id, open: true});
  const forget = sureButton({label: "Forget this borrower", question: "Card, name and history of loans go for good.",
    yes: "Forget", async run() {
      await removeBorrower(borrower.id);
      goTo("#borrowers", `${borrower.name} is forgotten.`);
    }});
  return {
    title: borrower.name,
    children: [
      h("div", {class: "part"}, h("p", {class: "lead"}, "Card ", card, " · ", h("a", {href: "#borrowers"}, "All borrowers")),
        borrower.leaving && h("p", {class: "said is-bad"}, "This borrower has left; what they have can only come back.")),
      section("On loan", out.node),
      form && section("About them", form.node),
      !borrower.leaving && section("Account", accountOf(borrower)),
      section("Forgetting", h("p", {}, "A borrower who has nothing on loan may go."), h("p", {}, forget)),
    ],
  };
}
