// Rows of a table whose columns are given; on a phone each row is a card, its cells named.
import type {ComponentChildren} from "preact";
import {Alert, None} from "./ui";

export interface Column<T> {name: string; cell: (row: T) => ComponentChildren; number?: boolean; main?: boolean}

// `keyOf` tells rows apart; without `rows` they are still to come, or `error` says why they do not.
// Rows that are `stale` are of another list than is asked for: nothing can be done to them.
export function PlainTable<T>({label, columns, rows, keyOf, none, stale = false, error}: {
  label: string; columns: Column<T>[]; rows: T[] | undefined; keyOf: (row: T) => string | number; none?: ComponentChildren; stale?: boolean; error?: string;
}) {
  if (!rows) return error ? <Alert>{error}</Alert> : <p class="muted" aria-busy="true">One moment …</p>;
  return (
    <>
      {rows.length || !none ? (
        <table class="table" aria-label={label} aria-busy={stale} inert={stale}>
          <thead><tr>{columns.map(({name, number}, at) => <th key={at} scope="col" class={number ? "is-number" : undefined}>{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({name, cell, number, main}, at) => (
                  <td key={at} data-name={name} class={number ? "is-number" : main ? "is-main" : undefined}>{cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : <None>{none}</None>}
      {error && <Alert>{error}</Alert>}
    </>
  );
}
