// The end of the bar on top: "Sign in", or who is signed in and what they can do about it.
import {h} from "/dom.js";
import {onSession, signInLink, signOut} from "/session.js";

function door() {
  const link = h("a", {class: "who-door", href: signInLink(), onclick: () => {
    link.href = signInLink();  // the page may show something else by now
  }}, "Sign in");
  return link;
}

// A button that shows and hides a few links: a disclosure, which needs no arrow keys.
function menu(account, signedOut) {
  const button = h("button", {type: "button", class: "who-button", "aria-expanded": "false", "aria-controls": "who-menu"},
    h("span", {class: "who-letter", "aria-hidden": "true"}, Array.from(account.name)[0].toUpperCase()),
    h("span", {class: "who-name"}, h("span", {class: "unseen"}, "Signed in as "), account.name));
  const profile = h("a", {href: "/accounts/#profile", onclick: () => open(false)}, "Account");
  const out = h("button", {type: "button", onclick: leave}, "Sign out");
  const note = h("p", {class: "note", role: "alert"});
  const panel = h("div", {class: "who-menu", id: "who-menu", hidden: true},
    h("p", {class: "who-full"}, h("strong", {}, account.name), h("span", {}, account.email)), profile, out, note);
  const node = h("div", {class: "who-is"}, button, panel);

  function open(on) {
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
  }

  async function leave() {
    if (out.getAttribute("aria-disabled")) return;
    out.setAttribute("aria-disabled", "true");
    try {
      await signOut();
      signedOut();
    } catch (error) {
      note.textContent = error.message;
      out.removeAttribute("aria-disabled");
    }
  }

  button.addEventListener("click", () => open(panel.hidden));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    open(false);
    button.focus();
  });
  node.addEventListener("focusout", (event) => event.relatedTarget && !node.contains(event.relatedTarget) && open(false));
  return {node, close: (target) => node.contains(target) || open(false)};
}

// Keeps `node` up to date. A page that shows other things to other people is loaded anew once they
// have signed out, unless it says what to do.
export function showWho(node, {signedOut = () => location.reload()} = {}) {
  let shown;
  document.addEventListener("pointerdown", (event) => shown?.close(event.target));
  return onSession((account) => {
    shown = account ? menu(account, signedOut) : undefined;
    node.replaceChildren(shown ? shown.node : door());
  });
}
