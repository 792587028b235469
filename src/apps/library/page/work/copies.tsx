// For librarians: the copies of one edition, to be added, changed and taken out of the library.
import type {RefObject} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {api} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Doing, None, Sure, Tag} from "stoa/ui";
import {capital, spaced} from "stoa/words";
import {copiesOf, itemTypes, type Copy, type Edition} from "../model";
import {calendarDay} from "../words";
import {CopyForm, readCopy, type CopyDraft} from "./copyform";

export function Copies({edition, unsaved, back}: {edition: Edition; unsaved: RefObject<boolean>; back: () => void}) {
  const [writing, setWriting] = useState<CopyDraft | null>(null), [said, setSaid] = useState("");
  const status = useRef<HTMLParagraphElement>(null), add = useRef<HTMLButtonElement>(null), was = useRef(false);
  const {data, error, again} = useLoad(async () => ({copies: await copiesOf({edition: edition.id}), types: await itemTypes()}), [edition.id]);
  useEffect(() => {
    if (said) status.current?.focus();
    else if (was.current && !writing) add.current?.focus();
    was.current = Boolean(writing);
  }, [writing, said]);
  const done = (words: string) => {
    setWriting(null);
    setSaid(words);
    again();
  };
  const write = (draft: CopyDraft) => {
    setSaid("");
    setWriting(draft);
  };
  if (writing) {
    return (
      <>
        <h3>{writing.copy ? `The copy ${writing.copy.barcode}` : "A new copy"}</h3>
        <CopyForm draft={writing} edition={edition.id} unsaved={unsaved} cancel={() => setWriting(null)} done={done} />
      </>
    );
  }
  const kinds = new Map(data?.types.map(({slug, name}) => [slug, name]));
  return (
    <>
      <p ref={status} class="note is-good" role="status" tabIndex={-1}>{said}</p>
      {error && <Alert>{error}</Alert>}
      {!data ? !error && <p class="muted">…</p> : !data.copies.length ? <None>The library has no copy of this edition.</None> : (
        <ul class="rows" aria-label="Copies">
          {data.copies.map((copy) => (
            <CopyRow key={copy.id} copy={copy} kind={kinds.get(copy.item_type) ?? spaced(copy.item_type)} edit={async () => write(await readCopy(copy.id))}
              remove={async () => {
                await api.delete("/api/library/copies/{id}", {path: {id: copy.id}});
                done(`${copy.barcode} is removed.`);
              }} />
          ))}
        </ul>
      )}
      <div class="actions">
        {data && <button ref={add} type="button" onClick={() => write({copy: null, etag: null, location: data.copies.at(-1)?.location ?? "", types: data.types})}>Add a copy</button>}
        <button type="button" onClick={back}>Back to the work</button>
      </div>
    </>
  );
}

function State({copy}: {copy: Copy}) {
  if (copy.due) return <Tag kind="bad">Due {calendarDay(copy.due)}</Tag>;
  if (copy.on_hold) return <Tag>On the hold shelf</Tag>;
  if (copy.available) return <Tag kind="good">In</Tag>;
  return <Tag kind="bad">{capital(copy.condition)}</Tag>;
}

const CopyRow = ({copy, kind, edit, remove}: {copy: Copy; kind: string; edit: () => Promise<void>; remove: () => Promise<void>}) => (
  <li class="row">
    <span class="row-title"><code>{copy.barcode}</code> <State copy={copy} /></span>
    <span class="row-facts">{copy.location} · {kind}{copy.condition === "damaged" && " · damaged"}</span>
    <span class="row-end">
      <Doing class="small" aria-label={`Edit: ${copy.barcode}`} run={edit}>Edit</Doing>
      <Sure label="Remove" about={copy.barcode} question="Remove it and its history?" run={remove} />
    </span>
  </li>
);
