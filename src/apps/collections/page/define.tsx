// A collection's definition by form: a new one, or a change that is looked at before it is made.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {Alert, Field, Page, Sure} from "stoa/ui";
import {FieldRows} from "./fieldrows";
import {useProject, type Definition, type Place} from "./places";
import {nameFrom} from "./projects";
import {Report} from "./report";
import {draftsOf, listed, newField, written, type Schema} from "./schema";
import css from "./collections.module.css";

type Rules = Schemas["RulesInput"];
const deeds = ["read", "create", "update", "remove"] as const;
const examples = ["true", "@signed_in = true", "owner = @me", '@role = "editor"', 'owner = @me OR @role = "editor"'];

export function NewCollection({project}: {project: string}) {
  const {data, error} = useProject(project);
  return (
    <Page title="Define a collection" lead={error ? <Alert>{error}</Alert> : "What a record looks like, and who may do what with it. The API is there as soon as you save."}>
      {data && <DefinitionForm place={data} />}
    </Page>
  );
}

export function DefinitionForm({place, definition}: {place: Place; definition?: Definition}) {
  const {route} = useLocation();
  const [title, setTitle] = useState(definition?.title ?? ""), [ownName, setName] = useState<string>();
  const [drafts, setDrafts] = useState(() => (definition ? draftsOf(definition.schema as Schema, definition.indexes) : [{...newField(), name: "title", required: true}]));
  const [rules, setRules] = useState<Rules>(() => definition?.rules ?? {});
  const [search, setSearch] = useState(definition?.search.join(", ") ?? "");
  const [history, setHistory] = useState(definition?.history ?? false);
  const [report, setReport] = useState<Schemas["ChangeReport"]>();
  const name = definition?.name ?? ownName ?? nameFrom(title);
  const body = () => ({
    title, history, search: listed(search), ...written((definition?.schema ?? {}) as Schema, drafts, definition?.indexes ?? []),
    rules: Object.values(rules).some((rule) => typeof rule === "string" ? rule : Object.keys(rule ?? {}).length) ? rules : null,
  });
  const form = useForm(async () => {
    if (definition) return setReport(await api.post("/api/collections/definitions/{id}/preview", {path: {id: definition.id}, body: body()}));
    await api.post("/api/collections/definitions", {body: {...body(), name, project: place.project.id}});
    route(`/collections/${place.project.name}/${name}`);
  }, ["title", "name", "search", "schema", ...deeds.map((deed) => `rules/${deed}`)]);
  const others = place.definitions.map((one) => one.name);
  return (
    <form class={`form ${css.define}`} noValidate onSubmit={form.submit}>
      <div class={css.pair}>
        <Field label="Title" error={form.errors.title}>{(control) => <input {...control} value={title} onInput={({currentTarget}) => setTitle(currentTarget.value)} />}</Field>
        <Field label="Name" hint="in addresses" error={form.errors.name}>{(control) => (
          <input {...control} spellcheck={false} value={name} readOnly={Boolean(definition)} onInput={({currentTarget}) => setName(currentTarget.value)} />
        )}</Field>
      </div>
      <FieldRows drafts={drafts} onChange={setDrafts} collections={definition ? others : [...others, ...(name ? [name] : [])]} errors={form.errors} />
      <fieldset class={css.fields}>
        <legend class="legend">Who may <span class="hint">Nobody but the project's owners where nothing stands. In the language of filters: <code>@me</code>, <code>@role</code>, <code>@signed_in</code>.</span></legend>
        <datalist id="rule-examples">{examples.map((one) => <option key={one} value={one} />)}</datalist>
        <div class={css.pair}>
          {deeds.map((deed) => (
            <Field key={deed} label={deed} error={form.errors[`rules/${deed}`]}>{(control) => (
              <input {...control} class={css.rule} list="rule-examples" spellcheck={false} value={rules[deed] ?? ""}
                onInput={({currentTarget}) => setRules({...rules, [deed]: currentTarget.value || null})} />
            )}</Field>
          ))}
        </div>
      </fieldset>
      <div class={css.pair}>
        <Field label="Searched" hint="texts, with commas" error={form.errors.search}>{(control) => <input {...control} spellcheck={false} value={search} onInput={({currentTarget}) => setSearch(currentTarget.value)} />}</Field>
        <label class={css.check}><input type="checkbox" checked={history} onChange={({currentTarget}) => setHistory(currentTarget.checked)} /> Keep what records were (history)</label>
      </div>
      {form.note}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.busy || undefined}>{definition ? "Look at what it does" : "Define it"}</button>
        {definition && (
          <Sure label="Remove the collection" question="Only one without records goes." yes="Remove it" run={async () => {
            await api.delete("/api/collections/definitions/{id}", {path: {id: definition.id}});
            route(`/collections/${place.project.name}`);
          }} />
        )}
      </div>
      {definition && report && <Report report={report} definition={definition} body={body} onClose={() => setReport(undefined)} />}
    </form>
  );
}
