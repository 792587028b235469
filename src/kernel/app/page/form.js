// Forms over the API: what they send, and what the server says about each field of it.
import {Refused} from "/http.js";
import {h} from "/dom.js";
import {capital} from "/words.js";

// Says each error at its field, by the first step of its JSON Pointer; answers what found no field.
function sayErrors(fields, errors) {
  const homeless = [];
  let first;
  for (const {pointer, code, message: told} of errors) {
    const [, name, place] = (pointer ?? "").split("/");  // "/genres/1" is the second genre
    const field = fields.find((one) => one.name === name);
    const message = field?.words?.[code] ?? told;
    if (!field) homeless.push(pointer ? `${pointer}: ${message}` : message);
    const item = place && field?.itemAt?.(place);
    field?.say(item ? `${item}: ${message}` : capital(message));
    first ??= field;
  }
  first?.focus();
  return homeless;
}

function read(fields) {
  const values = {};
  const errors = [];
  for (const field of fields) {
    try {
      const value = field.value();
      if (value !== undefined) values[field.name] = value;
    } catch (error) {
      errors.push({pointer: `/${field.name}`, message: error.message});
    }
  }
  return {values, errors};
}

// The form of `fields`; `save(values)` sends them and its errors are shown here. What it answers, if
// that is a text, is said below the form. `codes`: which field a problem is about that names none,
// {wrong_password: "current"}, or what to do then, {second_factor_needed: () => …}.
export function makeForm({fields, saveLabel, save, cancel, codes = {}, danger = false}) {
  const note = h("p", {class: "note", role: "alert"});
  const good = h("p", {class: "note is-good", role: "status"});
  const button = h("button", {type: "submit", class: danger ? "danger is-solid" : "primary"}, saveLabel);
  const node = h("form", {class: "form", novalidate: true},
    ...fields.map((field) => field.node),
    note, good,
    h("div", {class: "actions"}, button, cancel && h("button", {type: "button", onclick: cancel}, "Cancel")));
  const before = JSON.stringify(read(fields).values);

  function show(error) {
    const known = codes[error.code];
    if (typeof known === "function") return known(error);
    const errors = known ? [{pointer: `/${known}`, message: error.message}] : error.errors ?? [];
    const homeless = error instanceof Refused ? sayErrors(fields, errors) : [];
    const saidAtFields = errors.length > homeless.length;
    note.textContent = homeless.length ? `${error.message} ${homeless.join("; ")}` : saidAtFields ? "" : error.message;
  }

  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    note.textContent = good.textContent = "";
    for (const field of fields) field.say("");
    const {values, errors} = read(fields);
    if (errors.length) return void sayErrors(fields, errors);
    button.setAttribute("aria-disabled", "true");  // `disabled` would throw the focus away
    try {
      const said = await save(values);
      if (typeof said === "string") good.textContent = said;
    } catch (error) {
      show(error);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });

  return {
    node,
    focus: () => fields[0].focus(),
    clear: () => fields.forEach((field) => field.clear?.()),
    isDirty: () => {
      const {values, errors} = read(fields);
      return errors.length > 0 || JSON.stringify(values) !== before;
    },
  };
}

// The JSON merge patch (RFC 7396) from `before` to `after`: only the members that differ.
export function changes(before, after) {
  const differs = ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]);
  return Object.fromEntries(Object.entries(after).filter(differs));
}

// A new record leaves out what was left empty.
export const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
