// A work as it lies open: who, when, what readers gave it, and its editions.
import {plural} from "stoa/words";
import {Authors, Cover, ToShelf} from "../catalogue/links";
import type {Copy, Work} from "../model";
import {date, titleParts, year} from "../words";
import type {Show} from "./dialog";
import {EditionRow} from "./edition";
import {Holdings} from "./holdings";
import {RatingsPanel} from "./ratings";
import {Waiting} from "./waiting";
import css from "./work.module.css";

const editionsTitle = (n: number) => (n === 0 ? "No editions yet" : n === 1 ? "One edition" : plural(n, "edition"));

// `copies`: those of all editions, or null; `show`: leads a librarian to what may be done.
export function WorkView({work, copies, show}: {work: Work; copies: Copy[] | null; show: Show | undefined}) {
  return (
    <article class={css.work}>
      <div class={css.top}>
        <Cover work={work} />
        <div class={css.head}><Head work={work} /></div>
      </div>
      {work.ratings ? <RatingsPanel ratings={work.ratings} /> : <p class="muted">No ratings yet.</p>}
      <section class={css.editions} aria-label="Editions">
        <div class={css.editionsTop}><h3>{editionsTitle(work.editions.length)}</h3><Holdings editions={work.editions} /></div>
        <Waiting work={work} />
        {work.editions.length > 0 && <ol>{work.editions.map((one) => <EditionRow key={one.id} edition={one} work={work} copies={copies} show={show} />)}</ol>}
        {show && <button type="button" class="quiet" onClick={() => show({part: "addEdition"})}>Add an edition</button>}
      </section>
      <div class="actions">
        {show && <button type="button" onClick={() => show({part: "edit"})}>Edit</button>}
        {show && <button type="button" class="danger" onClick={() => show({part: "remove"})}>Delete</button>}
        <p class={`muted ${css.record}`}>Version {work.version}, {date(work.updated)} · <a href={`/api/library/works/${work.id}`}>JSON</a></p>
      </div>
    </article>
  );
}

function Head({work}: {work: Work}) {
  const {main, series} = titleParts(work.title);
  const original = work.original_title && ![work.title, main].includes(work.original_title);
  return (
    <>
      {series && <p class={css.series}>{series}</p>}
      {original && <p class={css.original}>Originally <cite>{work.original_title}</cite></p>}
      <p class={css.by}><Authors authors={work.authors} /></p>
      {work.first_published !== null && <p class="muted">First published {year(work.first_published)}</p>}
      <ul class="chips" aria-label="Genres">{work.genres.map(({slug, name}) => <li key={slug}><ToShelf class="chip" to={{genres: [slug]}}>{name}</ToShelf></li>)}</ul>
    </>
  );
}
