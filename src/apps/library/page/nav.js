// The library's header: what is a librarian's shows once it is known that one is there.
import {has, onSession} from "/session.js";
import {showWho} from "/who.js";

export const librarian = "library.librarian";

export function showNav() {
  onSession((account) => {
    for (const node of document.querySelectorAll("[data-for=librarian]")) node.hidden = !has(account, librarian);
  });
  return showWho(document.getElementById("who"));
}
