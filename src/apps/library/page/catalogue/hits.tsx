// The list of works: one cover, title, authors, year, genres and popularity each. Arrows walk through it.
import type {RefObject} from "preact";
import {plural} from "stoa/words";
import type {WorkHit} from "../model";
import {ratings, year} from "../words";
import {Authors, Bar, Spine, Title, ToShelf} from "./links";
import {linkTo, toggled, type Shelf} from "./state";
import css from "./catalogue.module.css";

const authorsShown = 3, genresShown = 2;

const titlesIn = (list: HTMLElement | null) => [...(list?.querySelectorAll<HTMLElement>("h3 a") ?? [])];
export const focusTitle = (list: HTMLElement | null, id = "") =>
  (id ? list?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] h3 a`) : titlesIn(list)[0])?.focus();

interface HitsProps {works: WorkHit[]; shelf: Shelf; list: RefObject<HTMLOListElement | null>; onLeave: () => void}

export function Hits({works, shelf, list, onLeave}: HitsProps) {
  const walk = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest("li[data-id]"), node = list.current;
    if (!row || !node || event.altKey || event.ctrlKey || event.metaKey) return;
    // As many as stand side by side, so that the arrows go where the eye goes.
    const columns = getComputedStyle(node).gridTemplateColumns.split(" ").length;
    const step = {ArrowDown: columns, ArrowUp: -columns, ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const all = titlesIn(node), target = all.indexOf(row.querySelector<HTMLElement>("h3 a")!) + step;
    if (target < 0) onLeave();
    else all[Math.min(target, all.length - 1)]?.focus();
  };
  // The most read work is what the bars are measured by.
  const most = Math.max(...works.map(({popularity}) => popularity));
  return (
    <ol ref={list} class={css.hits} aria-label="Works" onKeyDown={walk}>
      {works.map((work) => <Hit key={work.id} work={work} shelf={shelf} most={most} />)}
    </ol>
  );
}

function Hit({work, shelf, most}: {work: WorkHit; shelf: Shelf; most: number}) {
  const chosen = ({slug}: {slug: string}) => shelf.genres.includes(slug);
  const genres = [...work.genres].sort((a, b) => Number(chosen(b)) - Number(chosen(a))).slice(0, genresShown);
  return (
    <li class={css.hit} data-id={work.id}>
      <Spine work={work} />
      <div class={css.hitText}>
        <h3><a class={css.title} href={linkTo({...shelf, work: work.id})}><Title title={work.title} /></a></h3>
        <p class={css.by}>
          <Authors authors={work.authors} most={authorsShown} />
          {work.first_published !== null && <span class={css.year}>{year(work.first_published)}</span>}
        </p>
        <div class={css.meta}>
          <Popularity of={work.popularity} most={most} />
          <ul class="chips" aria-label="Genres">
            {genres.map((genre) => (
              <li key={genre.slug}>
                <ToShelf class={chosen(genre) ? "chip is-on" : "chip"} to={{...shelf, work: "", genres: chosen(genre) ? shelf.genres : toggled(shelf.genres, genre.slug)}}>
                  {genre.name}
                </ToShelf>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </li>
  );
}

function Popularity({of, most}: {of: number; most: number}) {
  if (!of) return <span class={css.ratings}>Not rated yet</span>;
  // The square root keeps the long tail visible beside a bestseller.
  return <span class={css.ratings} title={plural(of, "rating")}><Bar share={Math.sqrt(of / most)} />{ratings(of)}</span>;
}

export const Ghosts = () => (
  <ul class={css.hits} aria-hidden="true">
    {Array.from({length: 8}, (_, i) => (
      <li key={i} class={`${css.hit} ${css.isGhost}`}><span class={css.cover} /><div class={css.hitText}><span class={css.line} /><span class={`${css.line} ${css.short}`} /></div></li>
    ))}
  </ul>
);
