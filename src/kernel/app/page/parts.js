// Small parts that several pages are put together from.
import {freshId, h} from "/dom.js";
import {get, wasAborted} from "/http.js";

// A word or two about a thing; `kind` is "good", "bad" or nothing.
export const tag = (text, kind) => h("span", {class: kind ? `tag is-${kind}` : "tag"}, text);

// Where it is said what went wrong.
export const alertNote = (text) => h("p", {class: "note", role: "alert"}, text);

// A part of a page under a heading of its own.
export function section(title, ...children) {
  const id = freshId("part");
  return h("section", {class: "part", "aria-labelledby": id}, h("h2", {id}, title), ...children);
}

// Runs `work` for one press at a time; what it throws is said in `note`.
export function pressed(button, note, work) {
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    note.textContent = "";
    button.setAttribute("aria-disabled", "true");  // `disabled` would throw the focus away
    try {
      await work();
    } catch (error) {
      note.textContent = error.message;
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  return button;
}

// A button that does something which cannot be taken back: it asks first, in its own place. `about`
// is what a list of many such buttons tells each by: "End" and "Chrome on Linux".
export function sureButton({label, about, question, yes = label, no = "Keep it", run}) {
  const named = (text) => ({type: "button", "aria-label": about && `${text}: ${about}`});
  const first = h("button", {...named(label), class: "small", onclick: () => swap(true)}, label);
  const note = h("span", {class: "note", role: "alert"});
  const keep = h("button", {...named(no), onclick: () => swap(false)}, no);
  const go = pressed(h("button", {...named(yes), class: "danger is-solid"}, yes), note, run);
  const sure = h("span", {class: "sure", role: "group", "aria-label": question}, h("span", {}, question), go, keep, note);
  const node = h("span", {class: "ask"}, first);

  function swap(asking) {
    note.textContent = "";
    node.replaceChildren(asking ? sure : first);
    (asking ? keep : first).focus();  // the harmless one
  }
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || node.contains(first)) return;
    event.stopPropagation();
    event.preventDefault();  // a dialog around it stays open
    swap(false);
  });
  return node;
}

// Puts `text` where people paste from. Over plain http a browser has no clipboard for pages: there
// the text is selected instead.
export function copyButton(text, source) {
  const said = h("span", {class: "muted", role: "status"});
  const button = h("button", {type: "button", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(source);
      said.textContent = "It is selected; copy it with your keyboard.";
    }
  }}, "Copy");
  return [button, said];
}

// A list that comes in pages: rows under each other and a button for those that follow. `row(item)`
// makes one; `none` is said when there is none.
export function pagedList({label, row, none, limit = 50}) {
  const list = h("ul", {class: "rows", "aria-label": label, hidden: true});
  const note = alertNote();
  const empty = h("p", {class: "none", hidden: true}, none);
  const more = h("button", {type: "button", hidden: true}, "More");
  const node = h("div", {class: "paged"}, list, empty, note, more);
  let asking = new AbortController();
  let question, next;

  async function page(after) {
    const {signal} = asking;
    const found = await get(question.path, {...question.query, limit, ...(after && {after})}, signal);
    const rows = found.items.map(row);
    if (after) list.append(...rows);
    else list.replaceChildren(...rows);
    next = found.next;
    list.hidden = list.children.length === 0;
    empty.hidden = !list.hidden;
    more.hidden = !next;
    if (after) rows[0]?.querySelector("a, button")?.focus();
  }

  // Drops what is still under way: only the newest question counts.
  async function show(path, query = {}) {
    asking.abort();
    asking = new AbortController();
    const {signal} = asking;
    question = {path, query};
    note.textContent = "";
    try {
      await page(null);
    } catch (error) {
      if (!wasAborted(error)) note.textContent = error.message;
    }
    return !signal.aborted;
  }

  const again = () => show(question.path, question.query);

  // The same, but not under the hands of whoever is at work in it.
  function freshen() {
    if (!node.contains(document.activeElement)) return again();
    node.addEventListener("focusout", () => setTimeout(freshen), {once: true});
  }

  pressed(more, note, () => page(next));
  return {node, show, again, freshen, length: () => list.children.length};
}
