// For administrators: everybody's accounts, and one of them with its roles.
import {h} from "/dom.js";
import {makeForm} from "/form.js";
import {asTyped, textField} from "/fields.js";
import {call, get} from "/http.js";
import {alertNote, pagedList, pressed, section, sureButton, tag} from "/parts.js";
import {refresh} from "/session.js";
import {capital, date, roleInWords, spaced} from "/words.js";

const api = "/api/accounts";

const state = (account) => (account.leaving ? tag("Leaving", "bad")
  : account.suspended ? tag("Suspended", "bad") : null);

export const peoplePart = (context) => (context.about ? person(context) : everybody());

async function everybody() {
  const list = pagedList({
    label: "Accounts",
    none: "No account has this address.",
    row: (account) => h("li", {class: "row"},
      h("span", {class: "row-title"}, h("a", {href: `#people/${account.id}`}, account.name), " ", state(account)),
      h("span", {class: "row-facts"}, `${account.email} · since ${date(account.created)}`)),
  });
  const email = textField({name: "email", label: "Address", hint: "the whole of it", type: "search", maxlength: 254, ...asTyped});
  const find = (query) => list.show(`${api}/accounts`, query);
  const form = makeForm({fields: [email], saveLabel: "Find", async save(values) {
    if (values.email) await get(`${api}/accounts`, {...values, limit: 1});  // an address that is none is said at the field
    await find(values.email ? values : {});
  }});
  form.node.classList.add("in-line");
  await find({});
  return {title: "All accounts", children: [h("section", {class: "part", "aria-label": "Accounts"}, form.node, list.node)]};
}

// ---- one account ------------------------------------------------------------------------------

function roleRow({name, purpose}, held, change) {
  const app = name.includes(".") ? name.split(".")[0] : "all apps";
  const title = capital(roleInWords(name));
  const note = alertNote();
  const button = h("button", {type: "button", class: "small", "aria-label": `Give: ${title}`}, "Give");
  return h("li", {class: "row"},
    h("span", {class: "row-title"}, title, " ", held && tag("Held", "good")),
    h("span", {class: "row-facts"}, `${capital(spaced(app))}: ${purpose}.`), note,
    h("span", {class: "row-end"}, held
      ? sureButton({label: "Take", about: title, question: "Take this role away?", yes: "Take it", run: () => change(name, false)})
      : pressed(button, note, () => change(name, true))));
}

async function person({about, account: own}) {
  const path = `${api}/accounts/${encodeURIComponent(about)}`;
  const status = h("p", {role: "status", tabindex: "-1"});
  const roles = h("ul", {class: "rows", "aria-label": "Roles"});
  const suspension = h("div", {class: "part"});
  const facts = h("p", {class: "lead"});
  const known = (await get(`${api}/roles`)).items;
  let account;

  function draw(said = "") {
    const app = account.second_factor ? "with an authenticator app" : "without an authenticator app";
    facts.replaceChildren(`${account.email} · since ${date(account.created)} · ${app} `, state(account) ?? "");
    roles.replaceChildren(...known.map((role) => roleRow(role, account.roles.includes(role.name), change)));
    suspension.replaceChildren(...suspensionOf());
    status.textContent = said;
    if (said) status.focus();
  }

  async function done(said) {
    account = await get(path);
    draw(said);
    if (account.id === own.id) await refresh();
  }

  async function change(name, held) {
    await call(held ? "PUT" : "DELETE", `${path}/roles/${encodeURIComponent(name)}`);
    await done(held ? "The role is given." : "The role is taken.");
  }

  function suspensionOf() {
    if (!account.suspended) {
      return [h("p", {}, "A suspended account is signed out everywhere, its keys are refused, and it cannot sign in."),
        h("p", {}, sureButton({label: "Suspend", about: account.name, question: `Suspend ${account.name}?`, no: "No",
          async run() {
            await call("PUT", `${path}/suspension`);
            await done("The account is suspended.");
          }}))];
    }
    const note = alertNote();
    return [h("p", {}, `Suspended since ${date(account.suspended)}.`),
      h("p", {}, pressed(h("button", {type: "button"}, "End the suspension"), note, async () => {
        await call("DELETE", `${path}/suspension`);
        await done("The account may sign in again.");
      })), note];
  }

  account = await get(path);
  draw();
  return {
    title: account.name,
    children: [
      h("div", {class: "part"}, facts, status, h("p", {}, h("a", {href: "#people"}, "All accounts"))),
      section("Roles", roles),
      section("Suspension", suspension),
    ],
  };
}
