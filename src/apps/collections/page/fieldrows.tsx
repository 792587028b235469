// The fields of a collection as rows of a form.
import type {Form} from "stoa/form";
import {kinds, newField, type FieldDraft, type Kind} from "./schema";
import css from "./collections.module.css";

export function FieldRows({drafts, onChange, collections, errors}: {
  drafts: FieldDraft[]; onChange: (drafts: FieldDraft[]) => void; collections: string[]; errors: Form["errors"];
}) {
  const put = (at: number, change: Partial<FieldDraft>) => onChange(drafts.map((one, i) => (i === at ? {...one, ...change} : one)));
  return (
    <fieldset class={css.fields}>
      <legend class="legend">Fields</legend>
      {drafts.map((draft, at) => (
        <Row key={draft.key} draft={draft} collections={collections} error={errors[`schema/properties/${draft.name}`]}
          put={(change) => put(at, change)} drop={() => onChange(drafts.filter((_, i) => i !== at))} />
      ))}
      <div><button type="button" onClick={() => onChange([...drafts, newField()])}>Add a field</button></div>
      {errors.schema && !drafts.some(({name}) => errors[`schema/properties/${name}`]) && <p class="note" role="alert">{errors.schema}</p>}
    </fieldset>
  );
}

function Row({draft, put, drop, collections, error}: {
  draft: FieldDraft; put: (change: Partial<FieldDraft>) => void; drop: () => void; collections: string[]; error: string | undefined;
}) {
  const {name, kind} = draft, about = name || "new field";
  const bad = error ? {"aria-invalid": "true" as const} : {};
  return (
    <div class={css.fieldRow} role="group" aria-label={about}>
      <input {...bad} aria-label={`Name of ${about}`} placeholder="name" spellcheck={false} value={name} onInput={({currentTarget}) => put({name: currentTarget.value})} />
      <select aria-label={`Kind of ${about}`} value={kind} onChange={({currentTarget}) => put({kind: currentTarget.value as Kind})}>
        {kinds.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
        {kind === "other" && <option value="other">As it stands</option>}
      </select>
      <Detail draft={draft} put={put} collections={collections} about={about} />
      <label class={css.check}><input type="checkbox" checked={draft.required} disabled={kind === "file"} onChange={({currentTarget}) => put({required: currentTarget.checked})} /> required</label>
      <select aria-label={`Index of ${about}`} value={draft.index} onChange={({currentTarget}) => put({index: currentTarget.value as FieldDraft["index"]})}>
        <option value="">no index</option>
        <option value="index">indexed</option>
        <option value="unique">unique</option>
      </select>
      <button type="button" class="cross" aria-label={`Remove ${about}`} onClick={drop}>×</button>
      {error && <p class={`field-error ${css.fieldError}`} role="alert">{error}</p>}
    </div>
  );
}

// What a kind asks in addition.
function Detail({draft, put, collections, about}: {draft: FieldDraft; put: (change: Partial<FieldDraft>) => void; collections: string[]; about: string}) {
  switch (draft.kind) {
    case "choice":
      return <input aria-label={`Values of ${about}`} placeholder="red, green, blue" value={draft.options} onInput={({currentTarget}) => put({options: currentTarget.value})} />;
    case "record":
      return (
        <select aria-label={`Collection of ${about}`} value={draft.record} onChange={({currentTarget}) => put({record: currentTarget.value})}>
          <option value="">of which collection?</option>
          {collections.map((one) => <option key={one} value={one}>{one}</option>)}
        </select>
      );
    case "text":
    case "long":
      return <input type="number" min="1" aria-label={`Greatest length of ${about}`} placeholder="at most … characters" value={draft.most} onInput={({currentTarget}) => put({most: currentTarget.value})} />;
    case "other":
      return <code class={css.raw}>{JSON.stringify(draft.was)}</code>;
    default:
      return <span class={css.nothing} />;
  }
}
