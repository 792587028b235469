// A new record, by a form of its collection's fields.
import {useState} from "preact/hooks";
import {send} from "stoa/api";
import {useForm} from "stoa/form";
import {Dialog, Field} from "stoa/ui";
import type {Definition} from "./places";
import {kindOf, type Schema} from "./schema";
import {Control, textOf, valueOf} from "./value";

export function NewRecord({address, definition, onClose, done}: {address: string; definition: Definition; onClose: () => void; done: () => void}) {
  const {properties = {}, required = []} = definition.schema as {properties?: Record<string, Schema>; required?: string[]};
  // A file comes once its record is there.
  const fields = Object.entries(properties).filter(([, schema]) => kindOf(schema) !== "file");
  const [texts, setTexts] = useState<Record<string, string>>(() => Object.fromEntries(fields.map(([name, schema]) => [name, textOf(schema.default, schema)])));
  const form = useForm(async () => {
    const said = fields.filter(([name]) => texts[name]);
    await send("POST", address, {body: Object.fromEntries(said.map(([name, schema]) => [name, valueOf(texts[name]!, schema)]))});
    done();
    onClose();
  }, fields.map(([name]) => name));
  return (
    <Dialog title={`Add to ${definition.title}`} onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        {fields.map(([name, schema]) => (
          <Field key={name} label={name} hint={required.includes(name) ? undefined : "if any"} error={form.errors[name]}>{(control) => (
            <Control {...control} schema={schema} value={texts[name] ?? ""} onValue={(text) => setTexts((before) => ({...before, [name]: text}))} />
          )}</Field>
        ))}
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Add it</button></div>
      </form>
    </Dialog>
  );
}
