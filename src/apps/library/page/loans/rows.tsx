// A list that comes in pages: rows under each other and a button for those that follow.
import type {ComponentChildren} from "preact";
import {useEffect, useRef} from "preact/hooks";
import {useDoing} from "stoa/load";
import type {Pages} from "stoa/pages";
import {Alert, None} from "stoa/ui";

export function Rows<T extends {id: string}>({label, pages, none, row}: {label: string; pages: Pages<T>; none: ComponentChildren; row: (one: T) => ComponentChildren}) {
  const {busy, error, run} = useDoing();
  const list = useRef<HTMLUListElement>(null), had = useRef(0);
  // The first of those that came has the focus next.
  useEffect(() => {
    if (had.current) list.current?.children[had.current]?.querySelector<HTMLElement>("a, button")?.focus();
    had.current = 0;
  }, [pages.items?.length]);
  const {items} = pages;
  return (
    <>
      {(error || pages.error) && <Alert>{error || pages.error}</Alert>}
      {pages.error && <div><button type="button" onClick={pages.again}>Try again</button></div>}
      {items && !items.length && <None>{none}</None>}
      {items && items.length > 0 && <ul ref={list} class="rows" aria-label={label} aria-busy={pages.busy}>{items.map((one) => <li key={one.id} class="row">{row(one)}</li>)}</ul>}
      {pages.next && <div><button type="button" aria-disabled={busy || undefined} onClick={() => {
        if (busy) return;
        had.current = items?.length ?? 0;
        run(pages.more);
      }}>More</button></div>}
    </>
  );
}
