// One edition in the list of a work's.
import type {Copy, Edition, Work} from "../model";
import {isbn, language, mainTitle, year} from "../words";
import type {Show} from "./dialog";
import {Holding} from "./holdings";
import css from "./work.module.css";

export function EditionRow({edition, work, copies, show}: {edition: Edition; work: Work; copies: Copy[] | null; show: Show | undefined}) {
  const facts = [edition.language && language(edition.language), edition.publisher, edition.published !== null && year(edition.published)].filter(Boolean);
  const named = edition.isbn13 ?? edition.title;
  return (
    <li>
      <span class={css.editionTitle}>{edition.title === work.title ? mainTitle(edition.title) : edition.title}</span>
      <span class={css.facts}>{facts.join(" · ") || "No further details"}</span>
      <Holding edition={edition} all={copies} />
      <span class={css.isbn}>{edition.isbn13 ? <><abbr>ISBN</abbr> {isbn(edition.isbn13)}</> : edition.isbn10 && <><abbr>ISBN-10</abbr> {edition.isbn10}</>}</span>
      {show && (
        <span class={css.deeds}>
          <button type="button" class="quiet" aria-label={`Copies of the edition ${named}`} onClick={() => show({part: "copies", edition})}>Copies</button>
          <button type="button" class="quiet" aria-label={`Delete the edition ${named}`} onClick={() => show({part: "removeEdition", edition})}>Delete</button>
        </span>
      )}
    </li>
  );
}
