// How many copies of a book there are, how many of them are in, and when the next comes back.
import {h} from "/dom.js";
import {calendarDay, plural} from "/words.js";

const sum = (editions, name) => editions.reduce((total, edition) => total + (edition[name] ?? 0), 0);

const state = (copies, available) => (available > 0 ? h("strong", {}, `${available} in`)
  : h("strong", {class: "is-out"}, copies === 1 ? "out" : "all out"));

// Of the whole work.
export function holdings(editions) {
  const copies = sum(editions, "copies"), available = sum(editions, "available");
  if (copies === 0) return h("p", {class: "muted"}, "The library has no copy.");
  return h("p", {class: "holdings"}, plural(copies, "copy", "copies"), ", ", state(copies, available));
}

const listed = (words) => [...new Set(words)].join("; ");

// Of one edition; `all` are the copies of the work, or null where they are not known.
export function holding(edition, all) {
  if (!edition.copies) return null;
  const own = all?.filter((copy) => copy.edition === edition.id) ?? [];
  const places = listed(own.filter((copy) => copy.available).map((copy) => copy.location));
  const due = own.map((copy) => copy.due).filter(Boolean).sort()[0];
  return h("span", {class: "holding"}, plural(edition.copies, "copy", "copies"), ", ", state(edition.copies, edition.available),
    places && `: ${places}`, due && ` · the next is due ${calendarDay(due)}`);
}
