// Item types and borrower categories: two registers of names, alike but for what they are called.
import {api, type Schemas} from "stoa/api";
import {categories, itemTypes as types} from "../model";

export type Kind = Schemas["ItemType"] | Schemas["BorrowerCategory"];
export interface KindFields {name: string; slug: string}

export interface Register {
  title: string; one: string; adds: string; none: string; taken: string; list: string;
  read: () => Promise<Kind[]>;
  add: (fields: KindFields) => Promise<Kind>;
  change: (kind: Kind, fields: Partial<KindFields>) => Promise<Kind>;
  remove: (kind: Kind) => Promise<unknown>;
}

// The state of a record that is changed: who was overtaken by somebody else is refused.
export const etagOf = ({version}: {version: number}) => `"${version}"`;
const about = (kind: Kind) => ({path: {id: kind.id}, etag: etagOf(kind)});

export const itemTypes: Register = {
  title: "Item types", one: "item type", adds: "Add an item type",
  none: "There is none yet. A copy is of one: book, short loan, DVD.", taken: "item_type_taken",
  list: "/api/library/item-types",
  read: types.again,
  add: (body) => api.post("/api/library/item-types", {body}),
  change: (kind, body) => api.patch("/api/library/item-types/{id}", {...about(kind), body}),
  remove: (kind) => api.delete("/api/library/item-types/{id}", about(kind)),
};

export const borrowerCategories: Register = {
  title: "Borrower categories", one: "borrower category", adds: "Add a borrower category",
  none: "There is none yet. A borrower is of one: adult, child, staff.", taken: "category_taken",
  list: "/api/library/borrower-categories",
  read: categories.again,
  add: (body) => api.post("/api/library/borrower-categories", {body}),
  change: (kind, body) => api.patch("/api/library/borrower-categories/{id}", {...about(kind), body}),
  remove: (kind) => api.delete("/api/library/borrower-categories/{id}", about(kind)),
};

// "Short loan" is "short-loan" where types are named in tables and links.
export const slugFrom = (name: string) => (
  name.toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 80)
);
