// Lists that come in pages: what has come so far, and a button for those that follow.
import type {ComponentChildren} from "preact";
import {useCallback, useEffect, useState} from "preact/hooks";
import {useDoing, useLoad} from "./load";
import {Alert, None} from "./ui";

export interface PageOf<T> {items: T[]; next: string | null}
export interface Pages<T> {items: T[] | undefined; next: string | null; error: string; busy: boolean; again: () => void; more: () => Promise<void>}

// `read(after)` reads a page; what `about` says changes begins anew. `live` as in useLoad.
export function usePages<T>(read: (after: string | undefined, signal?: AbortSignal) => Promise<PageOf<T>>, about: unknown[], live?: string | null): Pages<T> {
  const begun = useLoad((signal) => read(undefined, signal), about, live);
  const [rest, setRest] = useState<PageOf<T> | null>(null);
  useEffect(() => setRest(null), [begun.data]);
  const next = rest ? rest.next : begun.data?.next ?? null;
  const more = useCallback(async () => {
    const page = await read(next ?? undefined);
    setRest((before) => ({items: [...(before?.items ?? []), ...page.items], next: page.next}));
  }, [next, ...about]);
  return {items: begun.data && [...begun.data.items, ...(rest?.items ?? [])], next, error: begun.error, busy: begun.busy, again: begun.again, more};
}

// Rows of a table whose columns are given; on a phone each row is a card, its cells named.
export interface Column<T> {name: string; cell: (row: T) => ComponentChildren; number?: boolean; main?: boolean}
export function Table<T extends {id: string}>({label, columns, pages, none}: {
  label: string; columns: Column<T>[]; pages: Pages<T>; none: ComponentChildren;
}) {
  const {busy, error, run} = useDoing();
  if (pages.error && !pages.items) return <Alert>{pages.error}</Alert>;
  if (!pages.items) return <p class="muted" aria-busy="true">One moment …</p>;
  if (!pages.items.length) return <None>{none}</None>;
  return (
    <>
      <table class="table" aria-label={label}>
        <thead><tr>{columns.map(({name, number}) => <th key={name} scope="col" class={number ? "is-number" : undefined}>{name}</th>)}</tr></thead>
        <tbody>
          {pages.items.map((row) => (
            <tr key={row.id}>
              {columns.map(({name, cell, number, main}) => (
                <td key={name} data-name={name} class={number ? "is-number" : main ? "is-main" : undefined}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {(error || pages.error) && <Alert>{error || pages.error}</Alert>}
      {pages.next && <div><button type="button" aria-disabled={busy || undefined} onClick={() => busy || run(pages.more)}>More</button></div>}
    </>
  );
}

// Reads again while somebody looks.
export function useEvery(ms: number, run: () => void) {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && run(), ms);
    return () => clearInterval(timer);
  }, [ms, run]);
}
