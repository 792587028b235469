// One-time links, which arrive in the fragment: #verify=…, #reset=…. The secret leaves the address
// bar and the history at once. Nothing is done until a person presses the button, because programs
// that look through mail open links as well.
import {h} from "/dom.js";
import {emailField, passwordField, textField} from "/fields.js";
import {makeForm} from "/form.js";
import {post} from "/http.js";
import {refresh} from "/session.js";
import {comeIn} from "./door.js";

const api = "/api/accounts";

export function takeLink() {
  const [, purpose, token] = /^#([a-z-]+)=(.+)$/.exec(location.hash) ?? [];
  if (!Object.hasOwn(parts, purpose ?? "")) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return {purpose, token};
}

export const linkPart = ({purpose, token}, goTo) => parts[purpose](token, goTo);

// A link that is used up or too old: where to get another.
function withAdvice(form, href, text) {
  const advice = h("p", {hidden: true}, h("a", {href}, text));
  form.node.append(advice);
  return (error) => {
    advice.hidden = error.code !== "link_invalid";
    throw error;
  };
}

// A part of one form, whose `send(values)` uses the link up.
function onePart({title, lead, fields = [], saveLabel, send, codes, advice}) {
  let advise;
  const form = makeForm({fields, saveLabel, codes, save: (values) => send(values).catch((error) => advise(error))});
  advise = withAdvice(form, ...advice);
  const first = fields[0] ?? form.node.querySelector("button");
  return {title, lead, children: [form.node], focus: () => first.focus()};
}

const newPassword = () => passwordField({label: "New password", autocomplete: "new-password", hint: "8 characters or more"});
const toDoor = ["#sign-in", "To signing in"];

const parts = {
  verify: (token, goTo) => onePart({
    title: "One step left",
    lead: "With the password that you chose your address is verified and your account begins.",
    fields: [passwordField({})],
    saveLabel: "Begin",
    codes: {wrong_password: "password"},
    advice: ["#register", "Register again"],
    async send({password}) {
      const {email} = await post(`${api}/verifications`, {token, password});
      goTo("sign-in", {text: "Your account is there. Sign in.", email});
    },
  }),

  "change-address": (token, goTo) => onePart({
    title: "Your new address",
    lead: "From now on this address signs you in, and mails go to it.",
    saveLabel: "Use this address",
    advice: toDoor,
    codes: {address_taken: (error) => goTo("profile", {text: error.message})},
    async send() {
      const {email} = await post(`${api}/addresses`, {token});
      const text = `Your address is ${email} now.`;
      goTo(await refresh() ? "profile" : "sign-in", {text, email});
    },
  }),

  reset: (token, goTo) => onePart({
    title: "Choose a new password",
    lead: "Whoever is signed in as you is signed out by this, and your API keys end.",
    fields: [newPassword()],
    saveLabel: "Use this password",
    advice: ["#forgot", "Ask for a new mail"],
    async send({password}) {
      await post(`${api}/passwords`, {token, password});
      await refresh();
      goTo("sign-in", {text: "Your password is changed. Sign in with it."});
    },
  }),

  "sign-in": (token, goTo) => onePart({
    title: "Sign in by this link",
    lead: "The link works once.",
    saveLabel: "Sign in",
    advice: toDoor,
    async send() {
      await post(`${api}/sign-in-links`, {token});
      await comeIn(goTo);
    },
  }),

  "first-administrator": (token, goTo) => onePart({
    title: "Become the administrator",
    lead: "You are the first here. An administrator gives roles to others, and has every role.",
    fields: [textField({name: "name", label: "Name", optional: false, autocomplete: "name", maxlength: 100}), emailField(),
      passwordField({autocomplete: "new-password", hint: "8 characters or more"})],
    saveLabel: "Become the administrator",
    advice: toDoor,
    codes: {address_taken: "email"},
    async send(values) {
      await post(`${api}/first-administrator`, {token, ...values});
      goTo("sign-in", {text: "You are the administrator. Sign in.", email: values.email});
    },
  }),
};
