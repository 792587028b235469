// What is kept of somebody: a copy to take along, and the end of it.
import {h} from "/dom.js";
import {asTyped, passwordField, textField} from "/fields.js";
import {makeForm} from "/form.js";
import {get, post} from "/http.js";
import {alertNote, pressed, section} from "/parts.js";
import {forget} from "/session.js";

const api = "/api/accounts/me";

function save(name, data) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], {type: "application/json"}));
  const link = h("a", {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);  // the browser reads it after the click
}

function copyPart() {
  const note = alertNote();
  const good = h("p", {class: "note is-good", role: "status"});
  const button = pressed(h("button", {type: "button"}, "Download a copy"), note, async () => {
    good.textContent = "";
    save("stoa-account.json", await get(`${api}/export`));
    good.textContent = "It is among your downloads.";
  });
  return section("A copy",
    h("p", {}, "Everything that this server's apps keep of you, as one JSON file."), h("p", {}, button), note, good);
}

function leavePart(account, goTo) {
  const typed = textField({name: "typed", label: "Your address", hint: "to be sure it is meant", optional: false, ...asTyped});
  const form = makeForm({
    fields: [
      {...typed, value() {
        if (typed.input.value.trim().toLowerCase() !== account.email.toLowerCase()) throw new Error(`type ${account.email}`);
      }},
      passwordField({label: "Your password"}),
    ],
    saveLabel: "Delete my account",
    danger: true,
    codes: {wrong_password: "password"},
    async save({password}) {
      await post(`${api}/departure`, {password});
      goTo("sign-in", {text: "Your account is deleted."});
      forget();
    },
  });
  return section("Leaving",
    h("p", {}, "All apps forget you, and your sessions and keys end. This cannot be taken back."), form.node);
}

export const dataPart = ({account, goTo}) => ({
  title: "Your data",
  children: [copyPart(), leavePart(account, goTo)],
});
