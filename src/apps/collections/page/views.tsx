// What is published of a project's collections: some of their fields, for those whom a rule names.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {Table, usePages} from "stoa/pages";
import {Dialog, Field, Section, Sure} from "stoa/ui";
import type {Place} from "./places";
import {nameFrom} from "./projects";
import css from "./collections.module.css";

type View = Schemas["View"];

export function Views({place: {project, definitions}}: {place: Place}) {
  const [open, setOpen] = useState(false);
  const pages = usePages((after) => api.get("/api/collections/views", {query: {limit: 50, project: project.id, ...(after && {after})}}), [project.id], "/api/collections/views");
  const titleOf = (id: string) => definitions.find((one) => one.id === id)?.title ?? "";
  return (
    <Section title="Views" aside={definitions.length > 0 && <button type="button" onClick={() => setOpen(true)}>Publish a view</button>}>
      <Table label="Views" pages={pages} none="Nothing is published but by the rules of the collections themselves." columns={[
        {name: "View", main: true, cell: ({title}) => title},
        {name: "Of", cell: ({collection}) => titleOf(collection)},
        {name: "Address", cell: (view) => <code>/api/collections/{project.name}/{view.name}</code>},
        {name: "Fields", cell: ({fields}) => fields.join(", ")},
        {name: "", cell: (view: View) => (
          <Sure label="Remove" about={view.title} question="Whoever reads it has nothing there any more." run={async () => {
            await api.delete("/api/collections/views/{id}", {path: {id: view.id}});
            pages.again();
          }} />
        )},
      ]} />
      {open && <Publish place={{project, definitions}} onClose={() => setOpen(false)} done={pages.again} />}
    </Section>
  );
}

function Publish({place: {project, definitions}, onClose, done}: {place: Place; onClose: () => void; done: () => void}) {
  const [title, setTitle] = useState(""), [ownName, setName] = useState<string>();
  const [collection, setCollection] = useState(definitions[0]!.id), [fields, setFields] = useState<string[]>([]);
  const [read, setRead] = useState(""), [filter, setFilter] = useState("");
  const name = ownName ?? nameFrom(title);
  const {properties = {}} = definitions.find((one) => one.id === collection)!.schema as {properties?: object};
  const form = useForm(async () => {
    await api.post("/api/collections/views", {body: {project: project.id, title, name, collection, fields, read: read || null, filter: filter || null}});
    done();
    onClose();
  }, ["title", "name", "collection", "fields", "read", "filter"]);
  const toggle = (field: string) => setFields(fields.includes(field) ? fields.filter((one) => one !== field) : [...fields, field]);
  return (
    <Dialog title="Publish a view" onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field label="Title" error={form.errors.title}>{(control) => <input {...control} value={title} onInput={({currentTarget}) => setTitle(currentTarget.value)} />}</Field>
        <Field label="Name" hint="in addresses" error={form.errors.name}>{(control) => <input {...control} spellcheck={false} value={name} onInput={({currentTarget}) => setName(currentTarget.value)} />}</Field>
        <Field label="Collection" error={form.errors.collection}>{(control) => (
          <select {...control} value={collection} onChange={({currentTarget}) => {
            setCollection(currentTarget.value);
            setFields([]);
          }}>{definitions.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}</select>
        )}</Field>
        <fieldset class={css.fields}>
          <legend class="legend">Fields <span class="hint">no other is seen, filtered or sorted by</span></legend>
          {Object.keys(properties).map((field) => (
            <label key={field} class={css.check}><input type="checkbox" checked={fields.includes(field)} onChange={() => toggle(field)} /> {field}</label>
          ))}
          {form.errors.fields && <p class="field-error" role="alert">{form.errors.fields}</p>}
        </fieldset>
        <Field label="Who may read" hint="a rule; true is everybody" error={form.errors.read}>{(control) => (
          <input {...control} class={css.rule} spellcheck={false} value={read} onInput={({currentTarget}) => setRead(currentTarget.value)} />
        )}</Field>
        <Field label="Which records" hint="a filter; all where nothing stands" error={form.errors.filter}>{(control) => (
          <input {...control} class={css.rule} spellcheck={false} value={filter} onInput={({currentTarget}) => setFilter(currentTarget.value)} />
        )}</Field>
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Publish it</button></div>
      </form>
    </Dialog>
  );
}
