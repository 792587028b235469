// The one way these pages make elements. Text only ever goes in as text, never as markup.

// h("a", {href, class, onclick}, "text", child, …); null and false children are left out.
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

// A bar of `share` (0 to 1). Goes through the style object, which the CSP allows, unlike an attribute.
export function bar(share, name = "bar") {
  const node = h("span", {class: name, "aria-hidden": "true"});
  node.style.setProperty("--share", Math.max(0, Math.min(1, share)).toFixed(4));
  return node;
}

let ids = 0;
export const freshId = (stem) => `${stem}-${++ids}`;

// Calls `run` once things have been quiet for `ms`; now(…) and cancel() cut the wait short.
export function debounced(ms, run) {
  let timer = 0;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms, ...args);
  };
  later.cancel = () => clearTimeout(timer);
  later.now = (...args) => {
    later.cancel();
    run(...args);
  };
  return later;
}

// Replaces what `root` holds but keeps the focus on the element with the same data-key.
export function replaceKeepingFocus(root, ...children) {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  root.replaceChildren(...children);
  if (key !== undefined) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true});
}
