// The catalogue: what the address says is what is shown; every click changes the address.
import {useEffect, useRef, useState} from "preact/hooks";
import {Page} from "stoa/ui";
import {isLibrarian} from "../model";
import {AddWork, WorkDialog} from "../work/dialog";
import {Chips} from "./chips";
import {Facets} from "./facets";
import {focusTitle} from "./hits";
import {useFacets, useWorks} from "./asked";
import {useNames, type Names} from "./names";
import {Results} from "./results";
import {Search} from "./search";
import {useShelf} from "./shelf";
import {isNarrowed, type Shelf} from "./state";
import css from "./catalogue.module.css";

function titleOf(shelf: Shelf, names: Names) {
  if (shelf.search) return `Works for “${shelf.search}”`;
  if (shelf.author) return `Works by ${names.author(shelf.author) ?? "one author"}`;
  return isNarrowed(shelf) ? "Works" : shelf.sort ? "All works" : "Most popular";
}

export function Catalogue() {
  const {shelf, go, closeWork} = useShelf();
  const works = useWorks(shelf), facets = useFacets(shelf), names = useNames(shelf.author);
  const [adding, setAdding] = useState(false), [said, setSaid] = useState("");
  const box = useRef<HTMLInputElement>(null), list = useRef<HTMLOListElement>(null), results = useRef<HTMLElement>(null);
  const title = titleOf(shelf, names), narrowed = isNarrowed(shelf);
  useEffect(() => {
    document.title = narrowed ? `${title} · Library` : "Library · Stoa";
  }, [title, narrowed]);
  useEffect(() => setSaid(""), [shelf]);
  return (
    <Page title="The Library" aside={isLibrarian() && <button type="button" onClick={() => setAdding(true)}>Add a work</button>}>
      <Search shelf={shelf} go={go} box={box} onDown={() => focusTitle(list.current)} />
      <div class={css.shelves}>
        <Filters onFold={() => results.current?.focus()}><Facets facets={facets.data} shelf={shelf} go={go} names={names} /></Filters>
        <Results title={title} shelf={shelf} go={go} works={works} said={said} list={list} node={results} onLeave={() => box.current?.focus()}>
          <Chips shelf={shelf} names={names} go={(change) => {
            go(change);
            results.current?.focus({preventScroll: true});  // what was pressed is gone
          }} />
        </Results>
      </div>
      {shelf.work && (
        <WorkDialog key={shelf.work} id={shelf.work}
          onClose={() => {
            closeWork();
            // Where a link led to the work, nothing here had the focus before.
            if (document.activeElement === document.body) focusTitle(list.current, shelf.work);
          }}
          onChange={(work) => {
            works.replace(work);
            facets.again();
          }}
          onRemove={() => {
            works.remove(shelf.work);
            facets.again();
            closeWork();
            setSaid("The work is deleted.");
            results.current?.focus({preventScroll: true});
          }} />
      )}
      {adding && <AddWork onClose={() => setAdding(false)} added={(work) => {
        setAdding(false);
        works.again();
        facets.again();
        go({work: work.id});
      }} />}
    </Page>
  );
}

// Beside the list where there is room, else folded away above it.
function Filters({onFold, children}: {onFold: () => void; children: preact.ComponentChildren}) {
  const wide = useRef(matchMedia("(min-width: 56rem)")).current;
  const [open, setOpen] = useState(wide.matches);
  useEffect(() => {
    const unfold = () => setOpen(wide.matches);
    wide.addEventListener("change", unfold);
    return () => wide.removeEventListener("change", unfold);
  }, [wide]);
  return (
    <details class={css.filters} open={open} onToggle={({currentTarget}) => setOpen(currentTarget.open)}>
      <summary>Narrow it down</summary>
      {children}
      <p class={css.fold}><button type="button" class="primary" onClick={() => {
        setOpen(false);
        onFold();
      }}>Show the works</button></p>
    </details>
  );
}
