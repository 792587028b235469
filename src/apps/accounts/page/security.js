// What proves who one is: the password, and the codes of an authenticator app.
import {h} from "/dom.js";
import {hiddenUser, passwordField} from "/fields.js";
import {makeForm} from "/form.js";
import {post} from "/http.js";
import {section} from "/parts.js";
import {authenticator} from "./authenticator.js";
import {identitiesPart} from "./elsewhere.js";

function newPassword(account) {
  const form = makeForm({
    fields: [
      hiddenUser(account.email),
      passwordField({name: "current", label: "Present password"}),
      passwordField({label: "New password", autocomplete: "new-password", hint: "8 characters or more"}),
    ],
    saveLabel: "Change the password",
    codes: {wrong_password: "current"},
    async save(values) {
      await post("/api/accounts/me/password", values);
      form.clear();
      return "Your password is changed. Other browsers and programs are signed out.";
    },
  });
  return form;
}

export async function securityPart({account, goTo}) {
  const identities = await identitiesPart(account, goTo);
  return {
    title: "Security",
    children: [
      section("Password",
        newPassword(account).node,
        h("p", {class: "muted"}, "None yet, or forgotten? Sign out and ask for a mail, by which you choose one.")),
      section("Authenticator app",
        authenticator(account)),
      identities && section("Signing in elsewhere", identities),
    ],
  };
}
