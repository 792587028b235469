// What was found, how much of it, in which order; or why there is nothing.
import type {ComponentChildren, RefObject} from "preact";
import {useEffect, useRef} from "preact/hooks";
import {withQuery} from "stoa/api";
import {useDoing} from "stoa/load";
import {Alert} from "stoa/ui";
import {count, plural} from "stoa/words";
import type {useWorks} from "./asked";
import {Ghosts, Hits} from "./hits";
import type {Go} from "./shelf";
import {everything, isNarrowed, orders, questionOf, type Shelf} from "./state";
import css from "./catalogue.module.css";

type Works = ReturnType<typeof useWorks>;

interface ResultsProps {
  title: string; shelf: Shelf; go: Go; works: Works; said: string; children: ComponentChildren;
  list: RefObject<HTMLOListElement | null>; node: RefObject<HTMLElement | null>; onLeave: () => void;
}

export function Results({title, shelf, go, works, said, children, list, node, onLeave}: ResultsProps) {
  return (
    <section ref={node} class={css.results} tabIndex={-1} aria-label="Works found" aria-busy={works.busy}>
      <div class={css.resultsHead}>
        <h2>{title}</h2>
        <p role="status">{said || (works.error ? "" : howMany(works))}</p>
        <select aria-label="Order" value={shelf.sort} onChange={({currentTarget}) => go({sort: currentTarget.value})}>
          {orders.map(([sort, label]) => <option key={sort} value={sort}>{sort === "" && shelf.search ? "Best match first" : label}</option>)}
        </select>
      </div>
      {children}
      {works.error && !works.busy ? <Failed error={works.error} again={works.again} />
        : !works.works ? <Ghosts />
        : works.works.length === 0 ? (works.busy ? <Ghosts /> : <Nothing shelf={shelf} go={go} />)
        : <Hits works={works.works} shelf={shelf} list={list} onLeave={onLeave} />}
      {!works.error && works.next && <More works={works} list={list} />}
      <Calls shelf={shelf} />
    </section>
  );
}

function howMany({works, next, total}: Works) {
  if (!works?.length) return "";
  if (!next || !total) return plural(works.length, "work");
  return `${count(works.length)} of ${total.capped ? "more than " : ""}${plural(total.rows, "work")}`;
}

function Failed({error, again}: {error: string; again: () => void}) {
  useEffect(() => {
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [again]);
  return (
    <div class="message">
      <h3>The list cannot be shown</h3>
      <p role="alert">{error}</p>
      <button type="button" onClick={again}>Try again</button>
    </div>
  );
}

function Nothing({shelf, go}: {shelf: Shelf; go: Go}) {
  if (!isNarrowed(shelf)) {
    return <div class="message"><h3>The shelves are empty</h3><p>Add the first work, or start the server with its demo data.</p></div>;
  }
  return (
    <div class="message">
      <h3>Nothing on this shelf</h3>
      <p>No work is all of that at once. Fewer words or filters find more.</p>
      <button type="button" onClick={() => go(everything)}>Show all works</button>
    </div>
  );
}

function More({works, list}: {works: Works; list: RefObject<HTMLOListElement | null>}) {
  const {busy, error, run} = useDoing();
  const had = useRef(0);
  // The first of those that came has the focus next.
  useEffect(() => {
    if (had.current) list.current?.children[had.current]?.querySelector<HTMLElement>("h3 a")?.focus();
    had.current = 0;
  }, [works.works?.length]);
  return (
    <div class={css.more}>
      {error && <Alert>{error}</Alert>}
      <button type="button" aria-disabled={busy || undefined} onClick={() => {
        if (busy) return;
        had.current = works.works?.length ?? 0;
        run(works.more);
      }}>More works</button>
    </div>
  );
}

function Calls({shelf}: {shelf: Shelf}) {
  const call = withQuery("/api/library/works", questionOf(shelf));
  return (
    <p class={css.call}>This list is <a href={call}>GET {call}</a>; all of it as a table is <a href={withQuery("/api/library/works/export", questionOf(shelf))}>CSV</a>.</p>
  );
}
