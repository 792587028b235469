// A new API key: what it is for, what it may do, until when.
import {useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {faults, Send, TextField, useValues} from "./fields";
import {ScopeField} from "./scopefield";
import css from "./accounts.module.css";

const dayOf = (at: Date) => [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const inDays = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000));
// The end of that day, where its owner lives.
const endOf = (day: string) => (day ? new Date(`${day}T23:59:59`).toISOString() : null);

export function NewKey({done, onCancel}: {done: (made: Schemas["NewApiKey"]) => void; onCancel: () => void}) {
  const {values, bind} = useValues({name: "", expires: inDays(90)});
  const [scopes, setScopes] = useState<string[]>([]);
  const node = useRef<HTMLFormElement>(null);
  const form = useForm(async () => {
    // Half a day reads as none, which would be a key without end.
    const halfDay = node.current?.querySelector<HTMLInputElement>("[type=date]")?.validity.badInput;
    const wrong = {
      ...(!values.name.trim() && {name: "this must not be empty"}), ...(!scopes.length && {scopes: "check at least one"}),
      ...(halfDay && {expires: "must be a day"}),
    };
    if (Object.keys(wrong).length) throw faults(wrong);
    done(await api.post("/api/accounts/api-keys", {body: {name: values.name.trim(), scopes, expires: endOf(values.expires)}}));
  }, ["name", "scopes", "expires"], {expired_already: "expires"});
  return (
    <div class={`once ${css.once}`}>
      <h2>A new key</h2>
      <form ref={node} class="form" noValidate onSubmit={form.submit}>
        <div class={css.narrow}><TextField form={form} {...bind("name")} label="Name" hint="what it is for" maxLength={80} begin /></div>
        <ScopeField error={form.errors.scopes} onChange={setScopes} />
        <TextField form={form} {...bind("expires")} label="Until" hint="leave empty for a key without end" type="date" min={inDays(0)} optional />
        <Send form={form} label="Make the key" onCancel={onCancel} />
      </form>
    </div>
  );
}
