// The three things people write about: a work, a change of it, an edition.
import {allGenres, creator, findAuthors, patchWork} from "./api.js";
import {textField} from "/fields.js";
import {changes, given, makeForm} from "/form.js";
import {tokenField} from "./tokens.js";

const earliest = -5000, latest = 2200;

const authorToken = ({id, name}) => ({value: id, label: name});
const genreToken = ({slug, name}) => ({value: slug, label: name});

async function suggestGenres(text) {
  const wanted = text.toLowerCase();
  return (await allGenres()).map(genreToken).filter((token) => token.label.toLowerCase().includes(wanted));
}

function authorField(authors) {
  const createAuthor = creator("/authors");
  return tokenField({
    name: "authors", label: "Authors", hint: "in the order of the title page", chosen: authors.map(authorToken),
    placeholder: "Find or add an author",
    suggest: async (text, signal) => (await findAuthors(text, signal)).map(authorToken),
    create: async (name) => authorToken(await createAuthor({name})),
  });
}

function workFields(work) {
  return [
    textField({name: "title", label: "Title", value: work.title, optional: false, maxlength: 500}),
    textField({name: "original_title", label: "Original title", hint: "if it differs", value: work.original_title,
      maxlength: 500}),
    authorField(work.authors),
    textField({name: "first_published", label: "First published", hint: "year; before our era negative", type: "number",
      min: earliest, max: latest, value: work.first_published}),
    tokenField({name: "genres", label: "Genres", chosen: work.genres.map(genreToken), placeholder: "Find a genre",
      suggest: suggestGenres}),
  ];
}

// What the form reads back from a work that nobody has touched.
const valuesOf = (work) => ({
  title: work.title,
  original_title: work.original_title,
  authors: work.authors.map((author) => author.id),
  first_published: work.first_published,
  genres: work.genres.map((genre) => genre.slug),
});

export function editForm({work, etag, saved, cancel}) {
  return makeForm({
    fields: workFields(work),
    saveLabel: "Save",
    cancel,
    async save(values) {
      const changed = changes(valuesOf(work), values);
      if (Object.keys(changed).length === 0) return cancel();
      saved(await patchWork(work.id, etag, changed));
    },
  });
}

export function addForm({added, cancel}) {
  const create = creator("/works");
  return makeForm({
    fields: workFields({title: "", original_title: null, first_published: null, authors: [], genres: []}),
    saveLabel: "Add the work",
    cancel,
    save: async (values) => added(await create(given(values))),
  });
}

export function editionForm({work, added, cancel}) {
  const create = creator("/editions");
  return makeForm({
    fields: [
      textField({name: "title", label: "Title of this edition", value: work.title, optional: false, maxlength: 500}),
      textField({name: "isbn13", label: "ISBN-13", placeholder: "9780441172719"}),
      textField({name: "isbn10", label: "ISBN-10"}),
      textField({name: "language", label: "Language", hint: "a tag such as en or pt-BR"}),
      textField({name: "publisher", label: "Publisher", maxlength: 200}),
      textField({name: "published", label: "Published", hint: "year", type: "number", min: earliest, max: latest}),
    ],
    saveLabel: "Add the edition",
    cancel,
    async save(values) {
      await create(given({...values, work: work.id}));
      await added();
    },
  });
}
