// The fields of forms: each is {name, node, say(error), value(), focus(), clear()}. `words`, if given,
// says in people's words what the server says in a pattern's, by the error's code: {bad_format: "…"}.
import {freshId, h} from "/dom.js";

// A label over `control`, and a place for what is wrong with it.
function labelled({name, label, hint, control}) {
  const id = control.id;
  const said = h("p", {class: "field-error", id: `${id}-error`, role: "alert"});
  const described = control.getAttribute("aria-describedby");
  const node = h("div", {class: "field", "data-field": name},
    h("label", {for: id}, label, hint && h("span", {class: "hint"}, ` ${hint}`)), control, said);
  return {
    name,
    node,
    say(text) {
      said.textContent = text;
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      const ids = [text && said.id, described].filter(Boolean).join(" ");
      if (ids) control.setAttribute("aria-describedby", ids);
      else control.removeAttribute("aria-describedby");
    },
    focus: () => control.focus(),
    clear: () => (control.value = ""),
  };
}

// For what is no text of a language: the browser leaves it as it is typed.
export const asTyped = {autocapitalize: "none", spellcheck: "false"};

const inputOf = ({name, value = "", type = "text", optional = true, ...rest}) => {
  const input = h("input", {id: freshId(name), type, autocomplete: "off", "aria-required": optional ? null : "true",
    step: type === "number" ? "1" : null, ...rest});
  input.value = value ?? "";
  return input;
};

export function textField({label, hint, words, ...rest}) {
  const {name, type, optional = true} = rest;
  const input = inputOf(rest);
  return {
    ...labelled({name, label, hint, control: input}),
    input,
    words,
    // What is left empty is null to the API; a number that is none is the browser's to refuse.
    value() {
      if (input.validity.badInput) throw new Error(type === "date" ? "must be a day" : "must be a whole number");
      const text = input.value.trim();
      if (text === "") return optional ? null : "";
      return type === "number" ? Number(text) : text;
    },
  };
}

// options: [[value, label]]
export function selectField({name, label, hint, options, value}) {
  const select = h("select", {id: freshId(name)}, options.map(([key, text]) => h("option", {value: key}, text)));
  if (value !== undefined && value !== null) select.value = value;
  return {...labelled({name, label, hint, control: select}), value: () => select.value, clear() {}};
}

export function areaField({name, label, hint, value, ...rest}) {
  const area = h("textarea", {id: freshId(name), rows: "3", ...rest});
  area.value = value ?? "";
  return {...labelled({name, label, hint, control: area}), value: () => area.value.trim() || null};
}
