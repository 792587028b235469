// What the pages of the library share: what things are called in the API, and what is read once a tab.
import {api, type Schemas} from "stoa/api";
import {has} from "stoa/session";

export type Work = Schemas["WorkPage"];
export type WorkHit = Schemas["WorkHit"];
export type Edition = Work["editions"][number];
export type Copy = Schemas["CopyHit"];
export type Loan = Schemas["LoanView"];
export type Hold = Schemas["HoldView"];
export type Borrower = Schemas["Borrower"];
export type Card = Schemas["MyCard"];

export const isLibrarian = () => has("library.librarian");

// What comes a page at a time, all of it: for lists that are short.
export async function every<T>(read: (after: {after?: string}) => Promise<{items: T[]; next: string | null}>) {
  const found: T[] = [];
  for (let after: {after?: string} = {}; ;) {
    const {items, next} = await read(after);
    found.push(...items);
    if (!next) return found;
    after = {after: next};
  }
}

// Asked for once, and again only when that failed, or by who knows that something has changed (`again`).
function once<T>(read: () => Promise<T>) {
  let kept: Promise<T> | undefined;
  const known = () => (kept ??= read().catch((error) => {
    kept = undefined;
    throw error;
  }));
  return Object.assign(known, {again: () => {
    kept = undefined;
    return known();
  }});
}

// These change about once a year.
export const categories = once(() => every((after) => api.get("/api/library/borrower-categories", {query: {limit: 100, ...after}})));
export const itemTypes = once(() => every((after) => api.get("/api/library/item-types", {query: {limit: 100, ...after}})));
export const genres = once(async () => (
  (await every((after) => api.get("/api/library/genres", {query: {limit: 100, ...after}}))).sort((a, b) => a.name.localeCompare(b.name))
));

export const copiesOf = (about: {work: string} | {edition: string}) => every((after) => api.get("/api/library/copies", {query: {limit: 100, ...about, ...after}}));
export const openLoans = (borrower: string) => every((after) => api.get("/api/library/loans", {query: {borrower, open: true, limit: 100, ...after}}));
export const renew = ({id}: Loan) => api.post("/api/library/loans/{id}/renew", {path: {id}});
