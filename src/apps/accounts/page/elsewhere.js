// Signing in at an identity provider: a button that leads there, and what to do when somebody comes
// back. The code leaves the address bar and the history at once; where somebody wanted to go before
// is kept in the tab meanwhile.
import {h} from "/dom.js";
import {codeField, hiddenUser, passwordField} from "/fields.js";
import {makeForm} from "/form.js";
import {call, get, post} from "/http.js";
import {alertNote, pressed} from "/parts.js";
import {comeIn} from "./door.js";

const api = "/api/accounts";
const place = "stoa-elsewhere";  // of the query that somebody left with

// Away from here; the query says where to go after signing in.
function leaveFor({address}) {
  sessionStorage.setItem(place, location.search);
  location.assign(address);
}

export async function elsewhereButtons() {
  const {items} = await get(`${api}/providers`);
  return items.map(({name}) => {
    const note = alertNote();
    const button = h("button", {type: "button"}, `Sign in with ${name}`);
    pressed(button, note, async () => leaveFor(await post(`${api}/provider-sign-ins`)));
    return h("div", {class: "part"}, button, note);
  });
}

// What a provider sent somebody back with; null for an address that is no answer.
export function takeAnswer() {
  const query = new URLSearchParams(location.search);
  const [state, code, error, iss] = ["state", "code", "error", "iss"].map((name) => query.get(name) ?? undefined);
  if (!state || !(code || error)) return null;
  history.replaceState(history.state, "", location.pathname + (sessionStorage.getItem(place) ?? "") + location.hash);
  sessionStorage.removeItem(place);
  return {state, code, error, iss};
}

function secondFactor(token, goTo) {
  const code = codeField({optional: false, hint: "of your app, or a recovery code"});
  const form = makeForm({
    fields: [code],
    saveLabel: "Sign in",
    codes: {wrong_code: "code"},
    async save(values) {
      await post(`${api}/provider-codes`, {token, ...values});
      await comeIn(goTo);
    },
  });
  return {title: "One step left", lead: "Now the code of your second factor.", children: [form.node], focus: () => code.focus()};
}

// The part that stands there for an answer, or nothing when it has led on.
export async function answerPart(answer, goTo) {
  try {
    const {outcome, token} = await post(`${api}/provider-answers`, answer);
    if (outcome === "second_factor") return secondFactor(token, goTo);
    if (outcome === "linked") return goTo("security", {text: "From now on you can sign in there as well."});
    return await comeIn(goTo);
  } catch (error) {
    return {title: "You are not signed in", children: [alertNote(error.message),
      h("p", {}, h("a", {class: "button", href: "/accounts/#sign-in"}, "To signing in"))]};
  }
}

function linking(account, name) {
  const form = makeForm({
    fields: [hiddenUser(account.email), passwordField({})],
    saveLabel: `Link ${name}`,
    codes: {wrong_password: "password"},
    save: async (values) => leaveFor(await post(`${api}/me/identities`, values)),
  });
  return form.node;
}

// For the security of one's account: what is linked, and another link.
export async function identitiesPart(account, goTo) {
  const [{items: providers}, {items: mine}] = await Promise.all([get(`${api}/providers`), get(`${api}/me/identities`)]);
  if (!providers.length && !mine.length) return null;
  const rows = mine.map(({id, issuer}) => {
    const note = alertNote();
    const remove = h("button", {type: "button", class: "small", "aria-label": `Remove the link to ${issuer}`}, "Remove");
    pressed(remove, note, async () => {
      await call("DELETE", `${api}/me/identities/${id}`);
      goTo("security", {text: "The link is removed."});
    });
    return h("li", {class: "row"}, h("p", {class: "row-title"}, issuer), note, h("div", {class: "row-end"}, remove));
  });
  const linked = new Set(mine.map(({issuer}) => issuer));
  return [rows.length ? h("ul", {class: "rows"}, rows) : null,
    ...providers.filter(({issuer}) => !linked.has(issuer)).map(({name}) => linking(account, name))];
}
