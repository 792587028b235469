// What a form sends, and what the server says about each field of it.
import type {ComponentChildren} from "preact";
import {useState} from "preact/hooks";
import {Refused, sentence, type FieldError} from "./api";
import {Alert} from "./ui";
import {capital} from "./words";

// "/schema/properties/title/type" is known by each of its beginnings: a form shows an error at the most
// exact that it has a field for.
function byPlace(errors: FieldError[]) {
  const all: Record<string, string> = {};
  for (const {pointer = "", message} of errors) {
    const steps = pointer.split("/").slice(1);
    for (let n = 1; n <= steps.length; n++) all[steps.slice(0, n).join("/")] ??= capital(message);
  }
  return all;
}

export interface Form {
  submit: (event: Event) => void;
  errors: Record<string, string>;  // by place: "title", "schema/properties/size"
  note: ComponentChildren;
  busy: boolean;
}

const errorsOf = (error: unknown, codes: Record<string, string>): FieldError[] => {
  if (!(error instanceof Refused)) return [];
  const field = codes[error.code];
  return field ? [{pointer: `/${field}`, code: error.code, message: error.message}] : error.errors;
};

// `fields`: whose errors the form shows beside them; all others are said in its note. `codes`: the field that
// a problem is about which names none, {wrong_password: "password"}.
export function useForm(save: () => Promise<unknown>, fields: string[] = ["title", "name"], codes: Record<string, string> = {}): Form {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const node = event.currentTarget as HTMLElement;
    setBusy(true);
    setErrors({});
    setSaid("");
    try {
      await save();
    } catch (error) {
      const all = errorsOf(error, codes);
      const homeless = all.filter(({pointer = ""}) => !fields.some((field) => `${pointer}/`.startsWith(`/${field}/`)));
      setErrors(byPlace(all));
      setSaid(all.length && !homeless.length ? "" : [sentence(error), ...homeless.map(({pointer, message}) => `${pointer}: ${message}`)].join(" "));
      requestAnimationFrame(() => node.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    } finally {
      setBusy(false);
    }
  };
  return {submit, errors, busy, note: said && <Alert>{said}</Alert>};
}
