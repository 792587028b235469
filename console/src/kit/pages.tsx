// Lists that come in pages: what has come so far, and a button for those that follow.
import type {ComponentChildren} from "preact";
import {useCallback, useEffect, useState} from "preact/hooks";
import {useDoing, useLoad} from "./load";
import {PlainTable, type Column} from "./table";

export interface PageOf<T> {items: T[]; next: string | null}
export interface Pages<T> {items: T[] | undefined; next: string | null; error: string; busy: boolean; stale: boolean; again: () => Promise<unknown>; more: () => Promise<void>}

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
  return {items: begun.data && [...begun.data.items, ...(rest?.items ?? [])], next, error: begun.error, busy: begun.busy, stale: begun.stale, again: begun.again, more};
}

// A table whose rows come in pages.
export function Table<T extends {id: string}>({pages, ...rest}: {label: string; columns: Column<T>[]; pages: Pages<T>; none: ComponentChildren}) {
  const {busy, error, run} = useDoing();
  return (
    <>
      <PlainTable {...rest} rows={pages.items} keyOf={({id}) => id} stale={pages.stale} error={error || pages.error} />
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
