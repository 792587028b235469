// A form of named values: what was written, whether it differs from what is kept, and what is wrong with it.
import type {ComponentChildren, RefObject} from "preact";
import {useEffect, useLayoutEffect, useRef, useState} from "preact/hooks";
import {Refused} from "stoa/api";
import {useForm, type Form} from "stoa/form";
import {Field} from "stoa/ui";
import {atFields} from "./faults";

export type Values = Record<string, unknown>;

export interface Sheet<T extends Values> {
  values: T;
  set: <K extends keyof T>(name: K, value: T[K] | ((before: T[K]) => T[K])) => void;
  form: Form;
  said: string;
  isDirty: boolean;
  anew: (() => void) | undefined;
  node: RefObject<HTMLFormElement | null>;
}

// `again`: begins anew from what somebody else has made of it meanwhile.
interface How {codes?: Record<string, string>; words?: Record<string, Record<string, string>>; again?: () => void}

// Somebody was first: it is not any more as it was read, or not there.
const isOvertaken = (error: unknown) => error instanceof Refused && (error.status === 412 || error.status === 404);

// A number or a day that is none the browser keeps to itself: it gives "" for it.
function refuseBadInput(form: HTMLFormElement | null) {
  const bad = [...(form?.elements ?? [])].find((one) => one instanceof HTMLInputElement && one.validity.badInput) as HTMLInputElement | undefined;
  if (!bad) return;
  const message = bad.type === "date" ? "must be a day" : "must be a whole number";
  throw new Refused(422, {errors: [{pointer: `/${bad.name}`, code: "bad_input", message}]});
}

// `save` gives what is said below the form when it is done, if anything is.
export function useSheet<T extends Values>(before: T, save: (values: T, kept: T) => Promise<string | void>, {codes, words, again}: How = {}): Sheet<T> {
  const [values, setValues] = useState(before), [kept, setKept] = useState(before), [said, setSaid] = useState(""), [isLate, setLate] = useState(false);
  const node = useRef<HTMLFormElement>(null);
  const form = useForm(async () => {
    setSaid("");
    setLate(false);
    refuseBadInput(node.current);
    try {
      const now = values;
      const good = await save(now, kept);
      setKept(now);
      setSaid(good ?? "");
    } catch (error) {
      setLate(isOvertaken(error));
      throw atFields(error, codes, words);
    }
  }, Object.keys(before));
  return {
    values, form, said, node, isDirty: JSON.stringify(values) !== JSON.stringify(kept), anew: isLate ? again : undefined,
    set: (name, value) => setValues((was) => ({...was, [name]: value instanceof Function ? value(was[name]) : value})),
  };
}

// `unsaved`: where it is told that something would be lost.
export function SheetForm<T extends Values>({sheet, label, cancel, unsaved, focus, children}: {
  sheet: Sheet<T>; label: string; cancel?: () => void; unsaved?: RefObject<boolean>; focus?: boolean; children: ComponentChildren;
}) {
  const {form, node, said, isDirty, anew} = sheet;
  useEffect(() => {
    if (focus) node.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, []);
  useEffect(() => {
    if (Object.keys(form.errors).length) node.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [form.errors]);
  // At once: the next key may be the one that closes the dialog.
  useLayoutEffect(() => {
    if (unsaved) unsaved.current = isDirty;
  }, [unsaved, isDirty]);
  useEffect(() => () => void (unsaved && (unsaved.current = false)), [unsaved]);
  return (
    <form ref={node} class="form" noValidate onSubmit={form.submit}>
      {children}
      {form.note}
      {anew && <div><button type="button" onClick={anew}>Load it again</button></div>}
      <p class="note is-good" role="status">{said}</p>
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.busy || undefined}>{label}</button>
        {cancel && <button type="button" onClick={cancel}>Cancel</button>}
      </div>
    </form>
  );
}

// ---- fields -------------------------------------------------------------------------------------

type NameOf<T> = Extract<keyof T, string>;
interface About<T extends Values> {sheet: Sheet<T>; name: NameOf<T>; label: string; hint?: string}

const bound = <T extends Values>({values, set}: Sheet<T>, name: NameOf<T>) => ({
  name, value: values[name] as string, onInput: ({currentTarget}: {currentTarget: {value: string}}) => set(name, currentTarget.value as T[typeof name]),
});

// For what is no text of a language: the browser leaves it as it is typed.
export const asTyped = {autocapitalize: "none", spellcheck: false} as const;

interface Typing {
  type?: "text" | "number" | "date"; required?: boolean; maxLength?: number; min?: number | string; max?: number | string; step?: number; placeholder?: string;
  autocapitalize?: "none"; spellcheck?: false;
}

export const TextField = <T extends Values>({sheet, name, label, hint, required, ...rest}: About<T> & Typing) => (
  <Field label={label} hint={hint} error={sheet.form.errors[name]}>
    {(control) => <input autocomplete="off" {...rest as object} {...control} {...bound(sheet, name)} aria-required={required ? "true" : undefined} />}
  </Field>
);

export const AreaField = <T extends Values>({sheet, name, label, hint, maxLength}: About<T> & {maxLength: number}) => (
  <Field label={label} hint={hint} error={sheet.form.errors[name]}>{(control) => <textarea rows={3} maxLength={maxLength} {...control} {...bound(sheet, name)} />}</Field>
);

export const ChoiceField = <T extends Values>({sheet, name, label, hint, options}: About<T> & {options: [string, string][]}) => (
  <Field label={label} hint={hint} error={sheet.form.errors[name]}>{(control) => (
    <select {...control} {...bound(sheet, name)}>{options.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select>
  )}</Field>
);

// ---- between what stands in fields and what the API has ------------------------------------------

export const orNull = (text: string) => text.trim() || null;
export const numberOrNull = (text: string) => (text.trim() ? Number(text) : null);
// For what must be a number: none goes to the server too, which refuses it at its field, in `wholeWords`.
export const whole = (text: string) => numberOrNull(text) as number;
export const wholeWords: Record<string, string> = {wrong_type: "A whole number is expected."};
export const written = (value: string | number | null) => (value === null ? "" : String(value));

// The JSON merge patch (RFC 7396) from `before` to `after`: only the members that differ.
export const changes = <T extends object>(before: T, after: T) => (
  Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]))) as Partial<T>
);
