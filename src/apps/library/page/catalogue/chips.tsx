// What the list is narrowed to, each with a press that takes it away.
import {language, year} from "../words";
import type {Names} from "./names";
import type {Go} from "./shelf";
import {everything, type Shelf} from "./state";
import css from "./catalogue.module.css";

const inWords = (text: string) => (Number.isFinite(Number(text)) ? year(Number(text)) : text);
const years = ({from, until}: Shelf) => (from && until ? `${inWords(from)} – ${inWords(until)}` : from ? `From ${inWords(from)}` : `Until ${inWords(until)}`);

export function Chips({shelf, go, names}: {shelf: Shelf; go: Go; names: Names}) {
  const all: [string, string, Partial<Shelf>][] = [];
  if (shelf.search) all.push(["search", `“${shelf.search}”`, {search: ""}]);
  if (shelf.author) all.push(["author", names.author(shelf.author) ?? "one author", {author: ""}]);
  for (const slug of shelf.genres) all.push(["genre", names.genre(slug), {genres: shelf.genres.filter((other) => other !== slug)}]);
  if (shelf.language) all.push(["language", language(shelf.language), {language: ""}]);
  if (shelf.from || shelf.until) all.push(["years", years(shelf), {from: "", until: ""}]);
  if (!all.length) return null;
  return (
    <ul class={`chips ${css.chosen}`} aria-label="Chosen filters">
      {all.map(([kind, label, without]) => (
        <li key={`${kind} ${label}`}>
          <button type="button" class="chip is-on" aria-label={`Remove ${kind}: ${label}`} onClick={() => go(without)}>{label}<span class="cross" aria-hidden="true">×</span></button>
        </li>
      ))}
      {all.length > 1 && <li><button type="button" class="quiet" onClick={() => go({...everything, sort: shelf.sort})}>Clear all</button></li>}
    </ul>
  );
}
