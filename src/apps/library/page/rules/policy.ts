// Loan policies: which of them a loan is under, and what they say in words.
import {api, type Schemas} from "stoa/api";
import {plural} from "stoa/words";
import {every} from "../model";
import type {Kind} from "./kind";

export type Policy = Schemas["LoanPolicy"];
// Null stands for any.
export interface Pair {category: string | null; item_type: string | null}

export const policiesList = "/api/library/policies";
export const everyPolicy = () => every((after) => api.get(policiesList, {query: {limit: 100, ...after}}));

export const policyOf = (policies: Policy[], {category, item_type}: Pair) => (
  policies.find((one) => one.category === category && one.item_type === item_type)
);

// As the server looks for it: the policy for both, else for the category, else for the item type, else the default.
export function policyFor(policies: Policy[], {category, item_type}: Pair) {
  const order: Pair[] = [{category, item_type}, {category, item_type: null}, {category: null, item_type}, {category: null, item_type: null}];
  return order.map((pair) => policyOf(policies, pair)).find(Boolean);
}

export const isDefault = ({category, item_type}: Pair) => category === null && item_type === null;

export const lends = ({max_loans}: Policy) => max_loans > 0;
export const daysOf = (policy: Policy) => (lends(policy) ? plural(policy.loan_days, "day") : "Not lent");
export const termsOf = ({renewals, max_loans}: Policy) => (
  `${renewals ? plural(renewals, "renewal") : "no renewals"}, up to ${plural(max_loans, "loan")}`
);

export interface Names {types: Kind[]; categories: Kind[]}

const named = (kinds: Kind[], id: string | null) => kinds.find((one) => one.id === id)?.name;
// "Child, DVD", "Child, any item"
export const nameOf = ({types, categories}: Names, {category, item_type}: Pair) => (
  isDefault({category, item_type}) ? "Default policy" : `${named(categories, category) ?? "Any borrower"}, ${named(types, item_type) ?? "any item"}`
);
// Where a pair has its terms from that has no policy of its own: "the default", "Child, any item".
export const sourceOf = (names: Names, policy: Pair) => (isDefault(policy) ? "the default" : nameOf(names, policy));
