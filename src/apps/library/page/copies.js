// For librarians: the copies of one edition, to be added, changed and taken out of the library.
import {h} from "/dom.js";
import {areaField, asTyped, selectField, textField} from "/fields.js";
import {changes, given, makeForm} from "/form.js";
import {creator} from "/http.js";
import {alertNote, pressed, sureButton, tag} from "/parts.js";
import {calendarDay, capital, spaced} from "/words.js";
import {base} from "./api.js";
import {codeWords, copiesOf, getCopy, itemTypes, patchCopy, removeCopy} from "./lendingapi.js";

const conditions = ["good", "damaged", "lost", "withdrawn"].map((value) => [value, capital(value)]);
const codes = {barcode_taken: "barcode", unknown_item_type: "item_type"};

async function fieldsFor(copy) {
  const types = (await itemTypes()).map(({id, name}) => [id, name]);
  return [
    textField({name: "barcode", label: "Barcode", value: copy.barcode, optional: false, maxlength: 40, words: codeWords,
      ...asTyped}),
    textField({name: "location", label: "Place", hint: "such as Main hall, shelf 12", value: copy.location, optional: false,
      maxlength: 80}),
    selectField({name: "item_type", label: "Kind", options: types, value: copy.item_type}),
    selectField({name: "condition", label: "Condition", hint: "lost and withdrawn copies are not lent", options: conditions,
      value: copy.condition ?? "good"}),
    areaField({name: "note", label: "Note", hint: "for librarians", value: copy.note, maxlength: 2000}),
  ];
}

const addForm = async ({edition, location, done, cancel}) => {
  const create = creator(`${base}/copies`);
  return makeForm({
    fields: await fieldsFor({barcode: "", location: location ?? ""}),
    saveLabel: "Add the copy",
    cancel,
    codes,
    save: async (values) => done(`${(await create(given({...values, edition}))).barcode} is in the library.`),
  });
};

async function editForm({id, done, cancel}) {
  const {data: copy, etag} = await getCopy(id);
  const {barcode, location, item_type, condition, note} = copy;
  return makeForm({
    fields: await fieldsFor(copy),
    saveLabel: "Save",
    cancel,
    codes,
    async save(values) {
      const changed = changes({barcode, location, item_type, condition, note}, values);
      if (Object.keys(changed).length) await patchCopy(id, etag, changed);
      await done("Saved.");
    },
  });
}

function state(copy) {
  if (copy.due) return tag(`Due ${calendarDay(copy.due)}`, "bad");
  if (copy.on_hold) return tag("On the hold shelf");
  if (copy.available) return tag("In", "good");
  return h("span", {class: "tag is-bad"}, capital(copy.condition));
}

// `watch(form or null)` tells which form is being written, `back()` leads to the work.
export function copiesPart({edition, watch, back}) {
  const node = h("div", {class: "part"}, h("p", {class: "muted"}, "…"));
  const note = alertNote();

  function row(copy, kinds) {
    const edit = pressed(h("button", {type: "button", class: "small", "aria-label": `Edit: ${copy.barcode}`}, "Edit"), note,
      async () => write(`The copy ${copy.barcode}`, await editForm({id: copy.id, done: draw, cancel: () => draw()})));
    return h("li", {class: "row"},
      h("span", {class: "row-title"}, h("code", {}, copy.barcode), " ", state(copy)),
      h("span", {class: "row-facts"}, `${copy.location} · ${kinds.get(copy.item_type) ?? spaced(copy.item_type)}`,
        copy.condition === "damaged" && " · damaged"),
      h("span", {class: "row-end"}, edit, sureButton({label: "Remove", about: copy.barcode, question: "Remove it and its history?",
        async run() {
          await removeCopy(copy.id);
          await draw(`${copy.barcode} is removed.`);
        }})));
  }

  function write(title, form) {
    watch(form);
    node.replaceChildren(h("h3", {}, title), form.node);
    form.focus();
  }

  async function draw(said = "") {
    const had = node.contains(document.activeElement);
    watch(null);
    const [copies, types] = await Promise.all([copiesOf({edition: edition.id}), itemTypes()]);
    const kinds = new Map(types.map(({slug, name}) => [slug, name]));
    const status = h("p", {class: "note is-good", role: "status", tabindex: "-1"}, said);
    const add = pressed(h("button", {type: "button"}, "Add a copy"), note, async () => {
      const location = copies.at(-1)?.location;
      write("A new copy", await addForm({edition: edition.id, location, done: draw, cancel: () => draw()}));
    });
    const list = h("ul", {class: "rows", "aria-label": "Copies"}, copies.map((copy) => row(copy, kinds)));
    node.replaceChildren(status, copies.length ? list : h("p", {class: "none"}, "The library has no copy of this edition."),
      note, h("div", {class: "actions"}, add, pressed(h("button", {type: "button"}, "Back to the work"), note, back)));
    if (said) status.focus();
    else if (had) add.focus();
  }

  draw().catch((error) => node.replaceChildren(alertNote(error.message),
    h("div", {class: "actions"}, h("button", {type: "button", onclick: back}, "Back to the work"))));
  return {node};
}
