// What is written about a copy: a new one, or a change.
import type {RefObject} from "preact";
import {api, type Schemas} from "stoa/api";
import {capital} from "stoa/words";
import {codeWords} from "../faults";
import {itemTypes} from "../model";
import {AreaField, asTyped, changes, ChoiceField, orNull, SheetForm, TextField, useSheet} from "../sheet";

export interface CopyDraft {copy: Schemas["Copy"] | null; etag: string | null; location: string; types: Schemas["ItemType"][]}

export async function readCopy(id: string): Promise<CopyDraft> {
  const [{data, etag}, types] = await Promise.all([api.read("/api/library/copies/{id}", {path: {id}, cache: "no-store"}), itemTypes()]);
  return {copy: data, etag, location: data.location, types};
}

const conditions = ["good", "damaged", "lost", "withdrawn"].map((value): [string, string] => [value, capital(value)]);

export function CopyForm({draft: {copy, etag, location, types}, edition, unsaved, cancel, done}: {
  draft: CopyDraft; edition: string; unsaved: RefObject<boolean>; cancel: () => void; done: (said: string) => void;
}) {
  const before = {barcode: copy?.barcode ?? "", location, item_type: copy?.item_type ?? types[0]?.id ?? "", condition: copy?.condition ?? "good", note: copy?.note ?? ""};
  const valuesOf = (draft: typeof before) => ({...draft, barcode: draft.barcode.trim(), location: draft.location.trim(), note: orNull(draft.note)});
  const sheet = useSheet(before, async (now, kept) => {
    if (!copy) {
      const made = await api.post("/api/library/copies", {body: {...valuesOf(now), edition}});
      return done(`${made.barcode} is in the library.`);
    }
    const changed = changes(valuesOf(kept), valuesOf(now));
    if (Object.keys(changed).length) await api.patch("/api/library/copies/{id}", {path: {id: copy.id}, body: changed, etag});
    done("Saved.");
  }, {codes: {barcode_taken: "barcode", unknown_item_type: "item_type"}, words: {barcode: codeWords}});
  return (
    <SheetForm focus sheet={sheet} label={copy ? "Save" : "Add the copy"} unsaved={unsaved} cancel={cancel}>
      <TextField sheet={sheet} name="barcode" label="Barcode" required maxLength={40} {...asTyped} />
      <TextField sheet={sheet} name="location" label="Place" hint="such as Main hall, shelf 12" required maxLength={80} />
      <ChoiceField sheet={sheet} name="item_type" label="Kind" options={types.map(({id, name}) => [id, name])} />
      <ChoiceField sheet={sheet} name="condition" label="Condition" hint="lost and withdrawn copies are not lent" options={conditions} />
      <AreaField sheet={sheet} name="note" label="Note" hint="for librarians" maxLength={2000} />
    </SheetForm>
  );
}
