// The part of the API about copies, loans and borrowers.
import {all, call, get as ask, patch, post} from "/http.js";
import {base} from "./api.js";

const own = (path, id) => `${base}/${path}/${encodeURIComponent(id)}`;

// What a card and a barcode look like.
export const codeWords = {bad_format: "1 to 40 letters, digits and hyphens, no spaces."};

export const loans = `${base}/loans`;
export const myLoans = `${base}/me/loans`;
export const holds = `${base}/holds`;
export const myHolds = `${base}/me/holds`;
export const borrowers = `${base}/borrowers`;

// ---- at the desk ------------------------------------------------------------------------------

export const lend = (card, barcode) => post(loans, {card, barcode});
export const giveBack = (barcode) => post(`${base}/returns`, {barcode});
export const renew = async (id) => (await call("POST", `${own("loans", id)}/renew`)).data;

// ---- in the queue -----------------------------------------------------------------------------

export const placeHold = (work) => post(myHolds, {work});
export const giveUpHold = (id) => call("DELETE", own("holds", id));

// ---- borrowers --------------------------------------------------------------------------------

export const borrowerByCard = async (card, signal) => (await ask(borrowers, {card, limit: 1}, signal)).items[0] ?? null;
export const getBorrower = (id) => call("GET", own("borrowers", id), {cache: "no-store"});
export const patchBorrower = (id, etag, changed) => patch(own("borrowers", id), changed, etag);
export const removeBorrower = (id) => call("DELETE", own("borrowers", id));
export const linkCode = (id) => post(`${own("borrowers", id)}/code`);
export const unlink = (id) => call("DELETE", `${own("borrowers", id)}/account`);
export const openLoans = (borrower) => all(loans, {borrower, open: true});

// Kinds of borrowers and of things change about once a year: asked for once a page.
const kept = new Map();
function once(path) {
  if (!kept.has(path)) {
    kept.set(path, all(`${base}/${path}`).catch((error) => {
      kept.delete(path);  // ask again next time
      throw error;
    }));
  }
  return kept.get(path);
}
export const categories = () => once("borrower-categories");
export const itemTypes = () => once("item-types");

// ---- copies -----------------------------------------------------------------------------------

export const copiesOf = (query) => all(`${base}/copies`, query);
export const getCopy = (id) => call("GET", own("copies", id), {cache: "no-store"});
export const patchCopy = (id, etag, changed) => patch(own("copies", id), changed, etag);
export const removeCopy = (id) => call("DELETE", own("copies", id));

// ---- one's own --------------------------------------------------------------------------------

// The card of who is signed in, or null.
export async function myCard() {
  try {
    return (await call("GET", `${base}/me/card`, {cache: "no-store"})).data;
  } catch (error) {
    if (error.code === "no_card") return null;
    throw error;
  }
}
export const linkCard = (code) => post(`${base}/me/card`, {code});
