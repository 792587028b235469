// One value in the table, which Enter or a click makes a field; Enter keeps it, Escape leaves it as it was.
import {useEffect, useRef, useState} from "preact/hooks";
import {send} from "stoa/api";
import {useDoing} from "stoa/load";
import type {Row} from "./records";
import {kindOf, type Schema} from "./schema";
import {Control, shownValue, textOf, valueOf} from "./value";
import css from "./collections.module.css";

export function Cell({row, name, schema, address, done}: {row: Row; name: string; schema: Schema; address: string; done: () => void}) {
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null), was = useRef(false);
  useEffect(() => {
    if (was.current && !editing) button.current?.focus();
    was.current = editing;
  }, [editing]);
  const shown = shownValue(row[name], schema), kind = kindOf(schema);
  const number = kind === "integer" || kind === "number" || kind === "decimal";
  if (kind === "file") return <td>{row[name] ? <a href={(row[name] as {url: string}).url}>{shown}</a> : null}</td>;
  return (
    <td class={number ? "is-number" : undefined}>
      {editing ? <Editing row={row} name={name} schema={schema} address={address} end={(kept) => {
        setEditing(false);
        if (kept) done();
      }} /> : (
        <button ref={button} type="button" class={css.cell} aria-label={`${name}: ${shown || "nothing"}. Change it.`} onClick={() => setEditing(true)}>
          {shown || <span class="muted" aria-hidden="true">–</span>}
        </button>
      )}
    </td>
  );
}

function Editing({row, name, schema, address, end}: {row: Row; name: string; schema: Schema; address: string; end: (kept: boolean) => void}) {
  const before = textOf(row[name], schema);
  const [text, setText] = useState(before);
  const doing = useDoing();
  const save = () => {
    if (text === before) return end(false);
    doing.run(async () => {
      // What somebody else wrote meanwhile is not written over.
      await send("PATCH", `${address}/${row.id}`, {body: {[name]: valueOf(text, schema)}, etag: `"${row.version}"`});
      end(true);
    });
  };
  return (
    <form class={css.editing} onSubmit={(event) => {
      event.preventDefault();
      save();
    }} onKeyDown={(event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    }}>
      <Control focus schema={schema} value={text} onValue={setText} aria-label={name} aria-invalid={doing.error ? "true" : undefined} />
      <button type="submit" class="small" aria-disabled={doing.busy || undefined}>Keep</button>
      {doing.error && <p class="field-error" role="alert">{doing.error}</p>}
    </form>
  );
}
