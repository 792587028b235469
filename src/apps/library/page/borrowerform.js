// What people write about a borrower: a new one, or a change.
import {h} from "/dom.js";
import {areaField, asTyped, selectField, textField} from "/fields.js";
import {changes, given, makeForm} from "/form.js";
import {creator} from "/http.js";
import {borrowers, categories, codeWords, patchBorrower} from "./lendingapi.js";

const empty = {card: "", name: "", category: undefined, suspended_until: null, note: null};
const codes = {card_taken: "card", unknown_category: "category"};

async function fieldsFor(borrower) {
  const kinds = (await categories()).map(({id, name}) => [id, name]);
  return [
    textField({name: "card", label: "Card", value: borrower.card, optional: false, maxlength: 40, words: codeWords, ...asTyped}),
    textField({name: "name", label: "Name", value: borrower.name, optional: false, maxlength: 200}),
    selectField({name: "category", label: "Kind", options: kinds, value: borrower.category}),
    textField({name: "suspended_until", label: "Suspended until", hint: "that day included", type: "date",
      value: borrower.suspended_until}),
    areaField({name: "note", label: "Note", hint: "for the desk; its subject may ask for it", value: borrower.note,
      maxlength: 2000}),
  ];
}

export async function editBorrowerForm({data: borrower, etag, saved}) {
  let now = {data: borrower, etag};
  return makeForm({
    fields: await fieldsFor(borrower),
    saveLabel: "Save",
    codes,
    async save(values) {
      const {card, name, category, suspended_until, note} = now.data;
      const changed = changes({card, name, category, suspended_until, note}, values);
      if (Object.keys(changed).length === 0) return "Nothing is changed.";
      now = await patchBorrower(borrower.id, now.etag, changed);
      saved(now.data);
      return "Saved.";
    },
  });
}

export async function newBorrowerPart({goTo}) {
  const create = creator(borrowers);
  const form = makeForm({
    fields: await fieldsFor(empty),
    saveLabel: "Add the borrower",
    cancel: () => goTo("#borrowers"),
    codes,
    async save(values) {
      const {id, name} = await create(given(values));
      goTo(`#borrowers/${id}`, `${name} has a card now.`);
    },
  });
  const part = h("section", {class: "part", "aria-label": "The borrower"}, form.node);
  return {title: "Add a borrower", children: [part], focus: form.focus};
}
