// Forms over the API: fields, and what the server says about each of them.
import {Refused} from "./api.js";
import {freshId, h} from "./dom.js";

export function textField({name, label, hint, value = "", type = "text", optional = true, ...rest}) {
  const id = freshId(name);
  const input = h("input", {id, type, autocomplete: "off", "aria-required": optional ? null : "true",
    step: type === "number" ? "1" : null, ...rest});
  input.value = value ?? "";
  const said = h("p", {class: "field-error", id: `${id}-error`, role: "alert"});
  const node = h("div", {class: "field", "data-field": name},
    h("label", {for: id}, label, hint && h("span", {class: "hint"}, ` ${hint}`)), input, said);
  return {
    name,
    node,
    say(text) {
      said.textContent = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (text) input.setAttribute("aria-describedby", said.id);
      else input.removeAttribute("aria-describedby");
    },
    // What is left empty is null to the API; a number that is none is the browser's to refuse.
    value() {
      if (input.validity.badInput) throw new Error("must be a whole number");
      const text = input.value.trim();
      if (text === "") return optional ? null : "";
      return type === "number" ? Number(text) : text;
    },
    focus: () => input.focus(),
  };
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// Says each error at its field, by the first step of its JSON Pointer; answers what found no field.
function sayErrors(fields, errors) {
  const homeless = [];
  let first;
  for (const {pointer, message} of errors) {
    const [, name, place] = (pointer ?? "").split("/");  // "/genres/1" is the second genre
    const field = fields.find((one) => one.name === name);
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
      values[field.name] = field.value();
    } catch (error) {
      errors.push({pointer: `/${field.name}`, message: error.message});
    }
  }
  return {values, errors};
}

// The form of `fields`; `save(values)` sends them and its errors are shown here.
export function makeForm({fields, saveLabel, save, cancel}) {
  const note = h("p", {class: "note", role: "alert"});
  const button = h("button", {type: "submit", class: "primary"}, saveLabel);
  const node = h("form", {class: "form", novalidate: true},
    ...fields.map((field) => field.node),
    note,
    h("div", {class: "actions"}, button, h("button", {type: "button", onclick: cancel}, "Cancel")));
  const before = JSON.stringify(read(fields).values);

  function show(error) {
    const homeless = error instanceof Refused ? sayErrors(fields, error.errors) : [];
    const saidAtFields = error.errors?.length > homeless.length;
    note.textContent = homeless.length ? `${error.message} ${homeless.join("; ")}` : saidAtFields ? "" : error.message;
  }

  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    note.textContent = "";
    for (const field of fields) field.say("");
    const {values, errors} = read(fields);
    if (errors.length) return void sayErrors(fields, errors);
    button.setAttribute("aria-disabled", "true");  // `disabled` would throw the focus away
    try {
      await save(values);
    } catch (error) {
      show(error);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });

  return {
    node,
    focus: () => fields[0].focus(),
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
