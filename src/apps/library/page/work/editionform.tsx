// A new edition of a work.
import type {RefObject} from "preact";
import {api} from "stoa/api";
import type {Work} from "../model";
import {asTyped, numberOrNull, orNull, SheetForm, TextField, useSheet} from "../sheet";

export function EditionForm({work, added, ...rest}: {work: Work; added: () => void; unsaved: RefObject<boolean>; cancel: () => void}) {
  const sheet = useSheet({title: work.title, isbn13: "", isbn10: "", language: "", publisher: "", published: ""}, async (draft) => {
    await api.post("/api/library/editions", {body: {
      work: work.id, title: draft.title.trim(), isbn13: orNull(draft.isbn13), isbn10: orNull(draft.isbn10), language: orNull(draft.language),
      publisher: orNull(draft.publisher), published: numberOrNull(draft.published),
    }});
    added();
  });
  return (
    <SheetForm focus sheet={sheet} label="Add the edition" {...rest}>
      <TextField sheet={sheet} name="title" label="Title of this edition" required maxLength={500} />
      <TextField sheet={sheet} name="isbn13" label="ISBN-13" placeholder="9780441172719" {...asTyped} />
      <TextField sheet={sheet} name="isbn10" label="ISBN-10" {...asTyped} />
      <TextField sheet={sheet} name="language" label="Language" hint="a tag such as en or pt-BR" {...asTyped} />
      <TextField sheet={sheet} name="publisher" label="Publisher" maxLength={200} />
      <TextField sheet={sheet} name="published" label="Published" hint="year" type="number" min={-5000} max={2200} step={1} />
    </SheetForm>
  );
}
