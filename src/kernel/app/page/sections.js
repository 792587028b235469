// A page whose parts are told apart by the address's fragment: its list of parts, and the one shown.
import {h} from "/dom.js";

// "#borrowers/123" is the part "borrowers" about "123".
export function fragment() {
  const [name, about = ""] = location.hash.slice(1).split("/");
  return {name, about};
}

// Calls `show()` when the fragment names another part, not when it is where a link inside the page,
// such as the one past the header, leads.
export function onFragment(show) {
  addEventListener("hashchange", () => document.getElementById(fragment().name) || show());
}

// links: [[name, label]], the first of which is for an address without a fragment.
export function sectionList(node, label, links) {
  const anchors = new Map(links.map(([name, text]) => [name, h("a", {href: `#${name}`}, text)]));
  node.setAttribute("aria-label", label);
  node.replaceChildren(h("ul", {}, [...anchors.values()].map((anchor) => h("li", {}, anchor))));
  node.hidden = false;
  return (current) => anchors.forEach((anchor, name) => {
    if (name === current) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  });
}

// What was done just now. Screen readers read out what changes in a place that is there, not what
// comes with it: the words follow once the place stands.
export function announcement(text) {
  const node = h("p", {class: "said", role: "status"});
  setTimeout(() => (node.textContent = text), 50);
  return node;
}

// Shows a part in `root`: its title in the tab, its heading with the focus, unless it is what the
// page opened with. `children`: what stands below the heading.
export function showPart(root, {title, site, lead, children, quiet = false}) {
  const heading = h("h1", {tabindex: "-1"}, title);
  root.replaceChildren(h("header", {}, heading, lead && h("p", {class: "lead"}, lead)), ...children.filter(Boolean));
  document.title = `${title} · ${site}`;
  if (!quiet) {
    window.scrollTo({top: 0});
    heading.focus({preventScroll: true});
  }
  return heading;
}
