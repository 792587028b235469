// The running list of what was scanned, the newest first. Scanners are fast: each scan is an entry
// at once and is sent in its turn, so that nobody waits for an answer before the next.
import {h} from "/dom.js";
import {Unreachable} from "/http.js";
import {capital} from "/words.js";
import {codeWords} from "./lendingapi.js";

// What went wrong, in one sentence each.
export function inWords(error) {
  const faults = (error.errors ?? []).map(({code, message}) => codeWords[code] ?? capital(message));
  return faults.length ? faults.join(" ") : error.message;
}

export function scanList({label, none}) {
  const list = h("ol", {class: "rows scans", "aria-label": label, hidden: true});
  const empty = h("p", {class: "none"}, none);
  const node = h("div", {role: "log", "aria-label": label}, list, empty);
  let queue = Promise.resolve();

  // `send()` answers {title, tag, facts} for the entry.
  async function settle(entry, code, send) {
    try {
      const {title, tag, facts} = await send();
      entry.classList.add("is-done");
      entry.replaceChildren(h("span", {class: "row-title"}, title, " ", tag), h("span", {class: "row-facts"}, facts));
    } catch (error) {
      entry.classList.add("is-refused");
      entry.replaceChildren(h("span", {class: "row-title"}, inWords(error)), h("span", {class: "row-facts"}, h("code", {}, code)));
      if (!(error instanceof Unreachable)) return;  // the same scan has the same answer
      const again = h("button", {type: "button", class: "small", onclick: () => enter(entry, code, send)}, "Try again");
      entry.append(h("span", {class: "row-end"}, again));
    }
  }

  function enter(entry, code, send) {
    entry.className = "row scan";
    entry.replaceChildren(h("span", {class: "row-title"}, h("code", {}, code)), h("span", {class: "row-facts"}, "…"));
    queue = queue.then(() => settle(entry, code, send));
    return queue;
  }

  return {
    node,
    add(code, send) {
      const entry = h("li", {});
      list.prepend(entry);
      list.hidden = false;
      empty.hidden = true;
      return enter(entry, code, send);
    },
  };
}
