// The dialog in which a work is read, changed, added and deleted.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {api} from "stoa/api";
import {useDoing, useLoad} from "stoa/load";
import {Alert} from "stoa/ui";
import {Guarded, useUnsaved} from "../guarded";
import {copiesOf, isLibrarian, type Edition, type Work} from "../model";
import {mainTitle} from "../words";
import {Copies} from "./copies";
import {EditionForm} from "./editionform";
import {WorkView} from "./view";
import {AddForm, EditForm} from "./workform";
import css from "./work.module.css";

type Part = {part: "view"; said?: string} | {part: "edit" | "remove" | "addEdition"} | {part: "copies" | "removeEdition"; edition: Edition};
export type Show = (next: Part) => void;

export function AddWork({onClose, added}: {onClose: () => void; added: (work: Work) => void}) {
  const guard = useUnsaved();
  return (
    <Guarded title="Add a work" onClose={onClose} guard={guard}>
      <AddForm unsaved={guard.unsaved} cancel={onClose} added={added} />
    </Guarded>
  );
}

export function WorkDialog({id, onClose, onChange, onRemove}: {id: string; onClose: () => void; onChange: (work: Work) => void; onRemove: () => void}) {
  const guard = useUnsaved();
  const [shown, show] = useState<Part>({part: "view"});
  const body = useRef<HTMLDivElement>(null);
  // Never from the browser's cache: who changes a work must see it, editions too, as it is now.
  const {data, error, again} = useLoad(async (signal) => {
    const [read, copies] = await Promise.all([
      api.read("/api/library/works/{id}", {path: {id}, signal, cache: "no-store"}), copiesOf({work: id}).catch(() => null)]);
    return {work: read.data, etag: read.etag, copies};
  }, [id]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.tagName === "DIALOG") body.current?.focus();
  }, [shown]);
  // What was done here is read again, and told to the list behind.
  const back = (said?: string) => {
    again();
    show({part: "view", ...(said && {said})});
  };
  const known = useRef<Work>(undefined);
  useEffect(() => {
    if (data && known.current && known.current !== data.work) onChange(data.work);
    known.current = data?.work;
  }, [data]);
  if (!data) return <Guarded wide title={error ? "This work cannot be shown" : "A work"} onClose={onClose} guard={guard}>{error ? <Failed error={error} again={again} /> : <Ghost />}</Guarded>;
  const {work, etag, copies} = data, view = () => show({part: "view"});
  const title = mainTitle(work.title);
  const parts: Record<Part["part"], [string, () => ComponentChildren]> = {
    view: [title, () => <WorkView work={work} copies={copies} show={isLibrarian() ? show : undefined} />],
    edit: ["Edit the work", () => <EditForm work={work} etag={etag} unsaved={guard.unsaved} cancel={view} saved={() => back("Saved.")} />],
    addEdition: ["Add an edition", () => <EditionForm work={work} unsaved={guard.unsaved} cancel={view} added={() => back("The edition is in the catalogue.")} />],
    copies: ["", () => "edition" in shown && <Copies edition={shown.edition} unsaved={guard.unsaved} back={() => back()} />],
    remove: ["Delete this work?", () => (
      <Confirm keep={view} run={async () => {
        await api.delete("/api/library/works/{id}", {path: {id}, etag});
        onRemove();
      }}>“{title}” leaves the catalogue for good.</Confirm>
    )],
    removeEdition: ["Delete this edition?", () => "edition" in shown && (
      <Confirm keep={view} run={async () => {
        await api.delete("/api/library/editions/{id}", {path: {id: shown.edition.id}});
        back("The edition is deleted.");
      }}>“{shown.edition.title}”{shown.edition.isbn13 && `, ISBN ${shown.edition.isbn13},`} leaves the catalogue for good.</Confirm>
    )],
  };
  const [heading, draw] = parts[shown.part];
  return (
    <Guarded wide title={heading || ("edition" in shown ? `Copies of “${mainTitle(shown.edition.title)}”` : "")} onClose={onClose} guard={guard}>
      <div ref={body} key={shown.part} class={css.body} tabIndex={-1}>
        {shown.part === "view" && <p class="note is-good" role="status">{shown.said}</p>}
        {error && <Alert>{error}</Alert>}
        {draw()}
      </div>
    </Guarded>
  );
}

// Asks first; what is deleted is gone.
function Confirm({keep, run, children}: {keep: () => void; run: () => Promise<void>; children: ComponentChildren}) {
  const doing = useDoing();
  const harmless = useRef<HTMLButtonElement>(null);
  useEffect(() => harmless.current?.focus(), []);
  return (
    <>
      <p>{children}</p>
      {doing.error && <Alert>{doing.error}</Alert>}
      <div class="actions">
        <button type="button" class="danger is-solid" aria-disabled={doing.busy || undefined} onClick={() => doing.busy || doing.run(run)}>Delete it</button>
        <button ref={harmless} type="button" onClick={keep}>Keep it</button>
      </div>
    </>
  );
}

const Failed = ({error, again}: {error: string; again: () => void}) => (
  <>
    <Alert>{error}</Alert>
    <div class="actions"><button type="button" onClick={again}>Try again</button></div>
  </>
);

const Ghost = () => <div class={css.ghost} aria-label="Loading" role="img" />;
