// Who one is to others, and the address that signs one in.
import {h} from "/dom.js";
import {emailField, passwordField, textField} from "/fields.js";
import {changes, makeForm} from "/form.js";
import {patch, post} from "/http.js";
import {section} from "/parts.js";
import {refresh} from "/session.js";
import {date, roleInWords} from "/words.js";

const api = "/api/accounts";

function aboutYou(account) {
  let now = account;
  return makeForm({
    fields: [
      textField({name: "name", label: "Name", hint: "as others see it", value: account.name, optional: false,
        autocomplete: "name", maxlength: 100}),
      textField({name: "locale", label: "Language", hint: "a tag such as en or pt-BR", value: account.locale}),
    ],
    saveLabel: "Save",
    async save(values) {
      const changed = changes({name: now.name, locale: now.locale}, values);
      if (Object.keys(changed).length === 0) return "Nothing is changed.";
      now = (await patch(`${api}/me`, changed)).data;
      await refresh();
      return "Saved.";
    },
  });
}

function newAddress() {
  const form = makeForm({
    fields: [emailField({label: "New address", autocomplete: "email"}), passwordField({label: "Your password"})],
    saveLabel: "Mail a link to it",
    codes: {wrong_password: "password"},
    async save(values) {
      const {message} = await post(`${api}/me/addresses`, values);
      form.clear();
      return `${message} The old address stays until you open the link in it.`;
    },
  });
  return form;
}

export function profilePart({account}) {
  return {
    title: "Profile",
    lead: `Here since ${[date(account.created), ...account.roles.map(roleInWords)].join(", ")}.`,
    children: [
      h("section", {class: "part", "aria-label": "About you"}, aboutYou(account).node),
      section("Address",
        h("p", {}, "You sign in with ", h("strong", {}, account.email), "."), newAddress().node),
    ],
  };
}
