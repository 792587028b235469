// What people write about a work: a new one, or a change of it.
import type {RefObject} from "preact";
import {api} from "stoa/api";
import {genres, type Work} from "../model";
import {changes, numberOrNull, orNull, SheetForm, TextField, useSheet, written, type Sheet} from "../sheet";
import {TokenField, type Token} from "./tokens";

const authorToken = ({id, name}: {id: string; name: string}): Token => ({value: id, label: name});
const genreToken = ({slug, name}: {slug: string; name: string}): Token => ({value: slug, label: name});

const findAuthors = async (text: string, signal: AbortSignal) =>
  (await api.get("/api/library/authors", {query: {...(text && {search: text}), limit: 8}, signal})).items.map(authorToken);
const addAuthor = async (name: string) => authorToken(await api.post("/api/library/authors", {body: {name}}));
const findGenres = async (text: string) =>
  (await genres()).map(genreToken).filter(({label}) => label.toLowerCase().includes(text.toLowerCase()));

type Draft = {title: string; original_title: string; authors: Token[]; first_published: string; genres: Token[]};

const draftOf = (work?: Work): Draft => ({
  title: work?.title ?? "", original_title: work?.original_title ?? "", first_published: written(work?.first_published ?? null),
  authors: work?.authors.map(authorToken) ?? [], genres: work?.genres.map(genreToken) ?? [],
});
const valuesOf = (draft: Draft) => ({
  title: draft.title.trim(), original_title: orNull(draft.original_title), authors: draft.authors.map(({value}) => value),
  first_published: numberOrNull(draft.first_published), genres: draft.genres.map(({value}) => value),
});

const Fields = ({sheet}: {sheet: Sheet<Draft>}) => (
  <>
    <TextField sheet={sheet} name="title" label="Title" required maxLength={500} />
    <TextField sheet={sheet} name="original_title" label="Original title" hint="if it differs" maxLength={500} />
    <TokenField name="authors" label="Authors" hint="in the order of the title page" placeholder="Find or add an author" errors={sheet.form.errors}
      tokens={sheet.values.authors} onChange={(next) => sheet.set("authors", next)} suggest={findAuthors} create={addAuthor} />
    <TextField sheet={sheet} name="first_published" label="First published" hint="year; before our era negative" type="number" min={-5000} max={2200} step={1} />
    <TokenField name="genres" label="Genres" placeholder="Find a genre" errors={sheet.form.errors}
      tokens={sheet.values.genres} onChange={(next) => sheet.set("genres", next)} suggest={findGenres} />
  </>
);

interface FormProps {unsaved: RefObject<boolean>; cancel: () => void}

export function EditForm({work, etag, saved, ...rest}: FormProps & {work: Work; etag: string | null; saved: () => void}) {
  const sheet = useSheet(draftOf(work), async (draft, kept) => {
    const changed = changes(valuesOf(kept), valuesOf(draft));
    if (!Object.keys(changed).length) return rest.cancel();
    await api.patch("/api/library/works/{id}", {path: {id: work.id}, body: changed, etag});
    saved();
  });
  return <SheetForm focus sheet={sheet} label="Save" {...rest}><Fields sheet={sheet} /></SheetForm>;
}

export function AddForm({added, ...rest}: FormProps & {added: (work: Work) => void}) {
  const sheet = useSheet(draftOf(), async (draft) => added(await api.post("/api/library/works", {body: valuesOf(draft)})));
  return <SheetForm focus sheet={sheet} label="Add the work" {...rest}><Fields sheet={sheet} /></SheetForm>;
}
