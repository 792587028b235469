// Links from a work to others like it, and its title and cover as they stand in a list.
import type {ComponentChildren} from "preact";
import type {Work, WorkHit} from "../model";
import {titleParts} from "../words";
import {everything, linkTo, type Shelf} from "./state";
import css from "./catalogue.module.css";

// Another shelf is looked at from its beginning.
const toTop = (event: MouseEvent) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || scrollTo({top: 0});

export const ToShelf = ({to, children, ...rest}: {to: Partial<Shelf>; class?: string | undefined; children: ComponentChildren}) => (
  <a href={linkTo({...everything, ...to})} onClick={toTop} {...rest}>{children}</a>
);

export function Title({title}: {title: string}) {
  const {main, series} = titleParts(title);
  return <>{main}{series && <span class={css.series}> {series}</span>}</>;
}

// "Terry Pratchett, Neil Gaiman and 2 more", each name a link to that author's works.
export function Authors({authors, most = authors.length}: {authors: WorkHit["authors"]; most?: number}) {
  return (
    <>
      {authors.slice(0, most).map(({id, name}, i) => <>{i > 0 && ", "}<ToShelf key={id} class={css.author} to={{author: id}}>{name}</ToShelf></>)}
      {authors.length > most && ` and ${authors.length - most} more`}
    </>
  );
}

// The letter that a cloth cover is stamped with.
function initial(title: string) {
  const [letter] = title.replace(/^(the|an?)\s+/i, "").match(/[\p{L}\p{N}]/u) ?? [];
  return letter ? letter.toUpperCase() : "·";
}

// One of eight cloths, always the same for the same work.
function cloth(id: string) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return css[`cloth${sum % 8}`]!;
}

export const Spine = ({work: {id, title}}: {work: WorkHit}) => <span class={`${css.cover} ${cloth(id)}`} aria-hidden="true">{initial(title)}</span>;

// The picture of the first edition that has one; else a cloth cover with the title.
export function Cover({work}: {work: Work}) {
  const shown = work.editions.find(({cover}) => cover);
  if (shown) {
    return <img class={`${css.cover} ${css.large} ${css.picture}`} alt={`Cover of ${work.title}`} src={`/api/library/editions/${shown.id}/cover?size=medium`} />;
  }
  return (
    <div class={`${css.cover} ${css.large} ${cloth(work.id)}`} aria-hidden="true">
      <span class={css.coverTitle}>{titleParts(work.title).main}</span>
      <span class={css.coverAuthor}>{work.authors[0]?.name}</span>
    </div>
  );
}

export const Bar = ({share}: {share: number}) => <span class={css.bar} aria-hidden="true" style={{"--share": Math.max(0, Math.min(1, share)).toFixed(4)}} />;
