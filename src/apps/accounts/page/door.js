// Coming in: signing in, registering, and asking for a mail when the password is forgotten.
import {h} from "/dom.js";
import {codeField, emailField, passwordField, textField} from "/fields.js";
import {makeForm} from "/form.js";
import {post} from "/http.js";
import {fragment} from "/sections.js";
import {refresh} from "/session.js";
import {elsewhereButtons} from "./elsewhere.js";

const api = "/api/accounts";

// Where somebody wanted to go before they had to sign in; only ever a page of this server.
function wanted() {
  const to = new URLSearchParams(location.search).get("to");
  const url = to && URL.canParse(to, location.origin) ? new URL(to, location.origin) : null;
  return url?.origin === location.origin && !url.pathname.startsWith("/accounts/") ? url : null;
}

// After signing in: to where somebody came from, or to the part that the fragment names.
export async function comeIn(goTo) {
  const to = wanted();
  if (to) return location.assign(to);
  const {name} = fragment();
  await refresh();
  goTo(["", "sign-in"].includes(name) ? "profile" : name);
}

const ways = (...links) => h("p", {class: "ways"}, links.map(([href, text]) => h("a", {href}, text)));

export async function signInPart({goTo, email}) {
  const code = codeField({optional: true, hint: "of your app, or a recovery code"});
  const more = h("p", {class: "note is-good", role: "status"});
  code.node.hidden = true;
  const address = emailField({value: email});
  const password = passwordField({});
  const form = makeForm({
    fields: [address, password, {...code, value: () => (code.node.hidden ? undefined : code.value() || undefined)}],
    saveLabel: "Sign in",
    codes: {
      wrong_code: "code",
      second_factor_needed() {
        code.node.hidden = false;
        more.textContent = "Your password is right. Now the code.";
        code.focus();
      },
    },
    async save(values) {
      more.textContent = "";
      await post(`${api}/sessions`, values);
      await comeIn(goTo);
    },
  });
  code.node.before(more);
  return {
    title: "Sign in",
    children: [form.node, ...(await elsewhereButtons()), ways(["#register", "Make an account"], ["#forgot", "Forgot your password?"])],
    focus: () => (email ? password : address).focus(),
  };
}

function mailSent(root, {message, email}) {
  const heading = h("h2", {tabindex: "-1"}, "Look into your mail");
  const hint = `It goes to ${email}. Nothing there after a few minutes? Look among the junk.`;
  root.replaceChildren(heading, h("p", {}, message), h("p", {class: "muted"}, hint));
  heading.focus();
}

export function registerPart() {
  const name = textField({name: "name", label: "Name", hint: "as others see it", optional: false,
    autocomplete: "name", maxlength: 100});
  const root = h("div", {class: "part"});
  const form = makeForm({
    fields: [name, emailField(), passwordField({autocomplete: "new-password", hint: "8 characters or more"})],
    saveLabel: "Make an account",
    save: async (values) => mailSent(root, {...await post(`${api}/registrations`, values), email: values.email}),
  });
  root.append(form.node);
  return {
    title: "Make an account",
    lead: "One account for everything on this server. It begins once you open the link that is mailed to you.",
    children: [root, ways(["#sign-in", "Sign in"])],
    focus: () => name.focus(),
  };
}

export function forgotPart() {
  const email = emailField();
  const root = h("div", {class: "part"});
  const form = makeForm({
    fields: [email],
    saveLabel: "Send me a mail",
    save: async (values) => mailSent(root, {...await post(`${api}/password-resets`, values), email: values.email}),
  });
  root.append(form.node);
  return {
    title: "Forgot your password?",
    lead: "A link to choose a new one is mailed to you. It works for 30 minutes.",
    children: [root, ways(["#sign-in", "Sign in"])],
    focus: () => email.focus(),
  };
}
