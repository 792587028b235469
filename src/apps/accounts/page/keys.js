// API keys: how programs of one's own come in, each with less than its owner may do.
import {h} from "/dom.js";
import {textField} from "/fields.js";
import {makeForm} from "/form.js";
import {call, get, post} from "/http.js";
import {copyButton, sureButton, tag} from "/parts.js";
import {ago, date} from "/words.js";
import {scopeField} from "./scopes.js";

const api = "/api/accounts/api-keys";
const dayMs = 86_400_000;

const isoDay = (time) => {
  const at = new Date(time);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
};
// The end of that day, where its owner lives.
const endOf = (day) => (day ? new Date(`${day}T23:59:59`).toISOString() : null);

function row(key, end) {
  const over = key.expires && new Date(key.expires) < new Date();
  const used = key.used ? `used ${ago(key.used)}` : "never used";
  const until = key.expires ? `${over ? "ended" : "until"} ${date(key.expires)}` : "without end";
  return h("li", {class: "row"},
    h("span", {class: "row-title"}, key.name, over && [" ", tag("Over", "bad")]),
    h("span", {class: "row-facts"}, h("code", {}, `${key.shown}…`), ` · ${used} · ${until}`),
    h("span", {class: "row-facts scope-list"}, key.scopes.map((scope) => h("code", {}, scope))),
    h("span", {class: "row-end"}, sureButton({label: "End", about: key.name, yes: "End it",
      question: "Programs with this key are refused from then on.", run: () => end(key)})));
}

export async function keysPart({account}) {
  const list = h("ul", {class: "rows", "aria-label": "API keys"});
  const none = h("p", {class: "none"}, "You have no API key.");
  const status = h("p", {role: "status", tabindex: "-1"});
  const begin = h("button", {type: "button", onclick: () => make().catch(failed)}, "Make a key");
  const place = h("div", {}, begin);
  const root = h("section", {class: "part", "aria-label": "API keys"}, status, place, list, none);

  async function draw(said = "") {
    const {items} = await get(api);
    list.replaceChildren(...items.reverse().map((key) => row(key, end)));
    list.hidden = items.length === 0;
    none.hidden = !list.hidden;
    status.textContent = said;
    if (said) status.focus();
  }

  async function end(key) {
    await call("DELETE", `${api}/${key.id}`);
    await draw(`“${key.name}” is ended.`);
  }

  function close() {
    place.replaceChildren(begin);
    begin.focus();
  }

  function failed(error) {
    status.textContent = error.message;
  }

  async function make() {
    const name = textField({name: "name", label: "Name", hint: "what it is for", optional: false, maxlength: 80});
    const expires = textField({name: "expires", label: "Until", hint: "leave empty for a key without end", type: "date",
      min: isoDay(Date.now()), value: isoDay(Date.now() + 90 * dayMs)});
    const form = makeForm({
      fields: [name, await scopeField(account), {...expires, value: () => endOf(expires.value())}],
      saveLabel: "Make the key",
      cancel: close,
      codes: {expired_already: "expires"},
      save: async (values) => show(await post(api, values)),
    });
    place.replaceChildren(h("div", {class: "once"}, h("h2", {}, "A new key"), form.node));
    name.focus();
  }

  async function show(made) {
    const text = h("p", {class: "secret"}, made.key);
    const heading = h("h2", {tabindex: "-1"}, `The key “${made.name}”`);
    place.replaceChildren(h("div", {class: "once"}, heading, h("p", {}, "Copy it now; it is not shown again."), text,
      h("div", {class: "actions"}, copyButton(made.key, text),
        h("button", {type: "button", class: "primary", onclick: close}, "I have kept it")),
      h("details", {}, h("summary", {}, "The header that a program sends"),
        h("p", {class: "secret"}, `Authorization: Bearer ${made.key}`))));
    await draw();
    heading.focus();
  }

  await draw();
  return {
    title: "API keys",
    lead: "A key lets a program of yours in without your password. Give each a key of its own, for no more than it needs.",
    children: [root],
  };
}
