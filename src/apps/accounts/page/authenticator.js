// The second factor: an authenticator app is set up by what it scans, confirmed by one of its codes,
// and answered with recovery codes for the day it is lost.
import {h} from "/dom.js";
import {codeField, hiddenUser, passwordField} from "/fields.js";
import {makeForm} from "/form.js";
import {post} from "/http.js";
import {copyButton, tag} from "/parts.js";
import {refresh} from "/session.js";
import {qrCode} from "./qr.js";

const api = "/api/accounts/me/authenticators";

const inGroups = (text) => text.match(/.{1,4}/g).join(" ");

export function authenticator(account) {
  const root = h("div", {class: "part"});
  const show = (...children) => {
    root.replaceChildren(...children.filter(Boolean));
    return root;
  };
  const said = (text) => text && h("p", {class: "said", role: "status", tabindex: "-1"}, text);

  function off(text) {
    const form = makeForm({
      fields: [hiddenUser(account.email), passwordField({label: "Your password"})],
      saveLabel: "Set one up",
      codes: {wrong_password: "password"},
      save: async ({password}) => offer(await post(api, {password})),
    });
    const what = "Beside your password, signing in then asks for a code that an app on your phone shows.";
    return show(said(text), h("p", {}, what), form.node);
  }

  function offer({secret, uri}) {
    const code = codeField({label: "The code it shows now", inputmode: "numeric"});
    const heading = h("h3", {tabindex: "-1"}, "Scan this with your app");
    const form = makeForm({
      fields: [code],
      saveLabel: "Confirm",
      cancel: () => off().querySelector("input:not([hidden])").focus(),
      codes: {wrong_code: "code"},
      save: async (values) => recovery(await post(`${api}/confirmations`, values)),
    });
    show(h("div", {class: "once"}, heading, qrCode(uri),
      h("p", {}, "Or type this key into it:"), h("p", {class: "secret", id: "authenticator-secret"}, inGroups(secret)),
      h("details", {}, h("summary", {}, "The same as an address"), h("p", {class: "secret"}, uri)), form.node));
    heading.focus();
  }

  function recovery({codes}) {
    const list = h("ol", {class: "secret"}, codes.map((code) => h("li", {}, code)));
    const heading = h("h3", {tabindex: "-1"}, "Keep these recovery codes");
    show(h("div", {class: "once"}, heading,
      h("p", {}, "Each signs you in once instead of a code, should you lose your phone. They are not shown again."), list,
      h("div", {class: "actions"}, copyButton(codes.join("\n"), list),
        h("button", {type: "button", onclick: () => print()}, "Print"),
        h("button", {type: "button", class: "primary", onclick: async () => {
          await refresh();
          on("The authenticator app is on. Other browsers and programs are signed out.").querySelector(".said").focus();
        }}, "I have kept them"))));
    heading.focus();
  }

  function on(text) {
    const form = makeForm({
      fields: [hiddenUser(account.email), passwordField({label: "Your password"}),
        codeField({hint: "of the app, or a recovery code"})],
      saveLabel: "Do without it",
      danger: true,
      codes: {wrong_password: "password", wrong_code: "code"},
      async save(values) {
        await post(`${api}/removals`, values);
        await refresh();
        off("The authenticator app is off.").querySelector(".said").focus();
      },
    });
    return show(said(text), h("p", {}, tag("On", "good"), " Signing in asks for a code of your app."), form.node);
  }

  return account.second_factor ? on() : off();
}
