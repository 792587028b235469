// A field that holds several things as chips (authors, genres): an ARIA combobox over a list of
// suggestions, which the arrows walk through and Enter takes.
import {debounced, freshId, h} from "/dom.js";
import {wasAborted} from "./api.js";

// chosen: [{value, label}]; suggest(text, signal): the same, in a promise; create(text), if given,
// makes what is not there yet. Answers {node, value(), focus()} like every field of a form.
export function tokenField({name, label, hint, chosen, suggest, create, placeholder}) {
  const id = freshId(name);
  let tokens = [...chosen];
  let options = [];
  let active = -1;
  let asking = new AbortController();

  const list = h("ul", {id: `${id}-list`, class: "suggestions", role: "listbox", "aria-label": label, hidden: true});
  const input = h("input", {id, type: "text", autocomplete: "off", spellcheck: "false", role: "combobox", placeholder,
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list"});
  const chips = h("ul", {class: "chips", "aria-label": `Chosen: ${label}`});
  const said = h("p", {class: "field-error", id: `${id}-error`, role: "alert"});
  const node = h("div", {class: "field", "data-field": name},
    h("label", {for: id}, label, hint && h("span", {class: "hint"}, ` ${hint}`)),
    h("div", {class: "tokens"}, chips, input), list, said);

  function drawChips() {
    chips.replaceChildren(...tokens.map((token) => h("li", {}, h("button", {type: "button", class: "chip is-on",
      "aria-label": `Remove ${token.label}`, onclick: () => {
        drop(token);
        input.focus();
      }}, token.label, h("span", {class: "cross", "aria-hidden": "true"}, "×")))));
    chips.hidden = tokens.length === 0;
  }

  function drop(token) {
    tokens = tokens.filter((other) => other !== token);
    drawChips();
  }

  function close() {
    asking.abort();
    ask.cancel();
    options = [];
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function drawOptions() {
    // mousedown, not click: a click would come after the input has lost the focus and closed the list.
    list.replaceChildren(...options.map((option, i) => h("li", {id: `${id}-${i}`, role: "option",
      "aria-selected": String(i === active), class: option.create ? "is-new" : null, onmousedown: (event) => {
        event.preventDefault();
        take(option);
      }}, option.label)));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({block: "nearest"});
    }
  }

  async function open() {
    asking.abort();
    asking = new AbortController();
    const {signal} = asking;
    const text = input.value.trim();
    try {
      const found = (await suggest(text, signal)).filter((option) => !tokens.some((token) => token.value === option.value));
      if (signal.aborted || document.activeElement !== input) return;
      const known = [...found, ...tokens].some((option) => option.label.toLowerCase() === text.toLowerCase());
      options = create && text && !known ? [...found, {create: true, label: `Add “${text}”`, text}] : found;
      active = text && options.length ? 0 : -1;
      drawOptions();
      say("");
    } catch (error) {
      if (!wasAborted(error)) say(error.message);
    }
  }
  const ask = debounced(150, open);

  async function take(option) {
    close();
    input.value = "";
    try {
      tokens.push(option.create ? await create(option.text) : option);
      drawChips();
      say("");
    } catch (error) {
      input.value = option.text ?? "";
      say(error.message);
    }
  }

  function say(text) {
    said.textContent = text;
    input.toggleAttribute("aria-invalid", Boolean(text));
    if (text) input.setAttribute("aria-describedby", said.id);
    else input.removeAttribute("aria-describedby");
  }

  function walk(step) {
    if (list.hidden) return ask.now();
    active = (active + step + options.length) % options.length;
    drawOptions();
  }

  input.addEventListener("input", () => {
    active = -1;  // Enter must not take what answers the words of a moment ago
    drawOptions();
    ask();
  });
  input.addEventListener("focus", () => ask());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && active >= 0) take(options[active]);
    else if (event.key === "Enter" && input.value.trim()) ask.now();
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Backspace" && !input.value && tokens.length) return drop(tokens.at(-1));
    else return;
    event.preventDefault();  // not the form's Enter, not the dialog's Escape
  });

  drawChips();
  return {
    name,
    node,
    say,
    value: () => tokens.map((token) => token.value),
    itemAt: (i) => tokens[i]?.label,
    focus: () => input.focus(),
  };
}
