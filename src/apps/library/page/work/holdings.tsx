// How many copies of a book there are, how many of them are in, and when the next comes back.
import {plural} from "stoa/words";
import type {Copy, Edition} from "../model";
import {calendarDay} from "../words";
import css from "./work.module.css";

export const sum = (editions: Edition[], name: "copies" | "available") => editions.reduce((total, edition) => total + edition[name], 0);

const State = ({copies, available}: {copies: number; available: number}) => (
  available > 0 ? <strong>{available} in</strong> : <strong class={css.isOut}>{copies === 1 ? "out" : "all out"}</strong>
);

// Of the whole work.
export function Holdings({editions}: {editions: Edition[]}) {
  const copies = sum(editions, "copies");
  if (copies === 0) return <p class="muted">The library has no copy.</p>;
  return <p class={css.holdings}>{plural(copies, "copy", "copies")}, <State copies={copies} available={sum(editions, "available")} /></p>;
}

// Of one edition; `all` are the copies of the work, or null where they are not known.
export function Holding({edition, all}: {edition: Edition; all: Copy[] | null}) {
  if (!edition.copies) return null;
  const own = all?.filter((copy) => copy.edition === edition.id) ?? [];
  const places = [...new Set(own.filter(({available}) => available).map(({location}) => location))].join("; ");
  const [due] = own.map((copy) => copy.due).filter((day) => day !== null).sort();
  return (
    <span class={css.holding}>
      {plural(edition.copies, "copy", "copies")}, <State copies={edition.copies} available={edition.available} />{places && `: ${places}`}
      {due && ` · the next is due ${calendarDay(due)}`}
    </span>
  );
}
