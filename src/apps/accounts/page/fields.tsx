// The fields and buttons of forms about accounts. `autocomplete` is what password managers go by.
import {useState} from "preact/hooks";
import {Refused} from "stoa/api";
import type {Form} from "stoa/form";
import {Field} from "stoa/ui";
import css from "./accounts.module.css";

// What is typed into a form, by the names of its fields.
export function useValues<T extends Record<string, string>>(begin: T) {
  const [values, setValues] = useState(begin);
  const set = (some: Partial<T>) => setValues((before) => ({...before, ...some}));
  const bind = (name: keyof T & string) => ({name, value: values[name]!, onValue: (text: string) => set({[name]: text} as Partial<T>)});
  return {values, set, bind};
}

// What is found wrong before anything is sent, by field.
export const faults = (wrong: Record<string, string>) =>
  new Refused(422, {errors: Object.entries(wrong).map(([field, message]) => ({pointer: `/${field}`, code: "", message}))});

interface Text {
  form: Form;
  name: string;
  label: string;
  hint?: string;
  value: string;
  onValue: (text: string) => void;
  optional?: boolean;
  begin?: boolean;
  type?: "text" | "email" | "search" | "date";
  autocomplete?: string;
  maxLength?: number;
  inputMode?: "numeric";
  min?: string;
  class?: string;
  autocapitalize?: "none";
  spellcheck?: boolean;
}

// The types of JSX have an element for each type of input, and none for one of several.
const oneOf = (type: string | undefined) => type as "text";

// `begin`: what comes up to be filled in next has the focus.
const focus = (node: HTMLInputElement | null) => node?.focus();

export function TextField({form, name, label, hint, value, onValue, type, optional, begin, ...rest}: Text) {
  return (
    <Field label={label} hint={hint} error={form.errors[name]}>{(control) => (
      <input type={oneOf(type)} autocomplete="off" {...control} {...(optional ? {} : {"aria-required": true})} {...rest}
        ref={begin ? focus : null} value={value} onInput={({currentTarget}) => onValue(currentTarget.value)} />
    )}</Field>
  );
}

// What is no text of a language the browser leaves as it is typed.
export const asTyped = {autocapitalize: "none", spellcheck: false} as const;

type Unlabelled = Omit<Text, "label"> & {label?: string};

export const EmailField = ({label = "Email", ...rest}: Unlabelled) => (
  <TextField type="email" autocomplete="username" maxLength={254} {...asTyped} label={label} {...rest} />
);

export function PasswordField({form, name, label = "Password", hint, value, onValue, begin, autocomplete = "current-password"}: Unlabelled) {
  const [seen, setSeen] = useState(false);
  const word = seen ? "Hide" : "Show";
  return (
    <Field label={label} hint={hint} error={form.errors[name]}>{(control) => (
      <div class="password">
        <input {...control} {...asTyped} ref={begin ? focus : null} type={oneOf(seen ? "text" : "password")} autocomplete={autocomplete}
          maxLength={500} aria-required value={value} onInput={({currentTarget}) => onValue(currentTarget.value)} />
        <button type="button" class="look" aria-label={`${word} ${label.toLowerCase()}`} onClick={() => setSeen(!seen)}>{word}</button>
      </div>
    )}</Field>
  );
}

// A code of an authenticator app or a recovery code, typed with or without its gaps.
export const CodeField = ({label = "Code", onValue, ...rest}: Unlabelled) => (
  <TextField class="code-input" autocomplete="one-time-code" maxLength={40} {...asTyped} label={label} {...rest}
    onValue={(text) => onValue(text.replaceAll(/\s/g, ""))} />
);

export const newPassword = {autocomplete: "new-password", hint: "8 characters or more"} as const;

// Tells a password manager whose password a form is about that does not ask for the address.
export const HiddenUser = ({email}: {email: string}) => <input type="text" autocomplete="username" value={email} readOnly hidden />;

// What is wrong, what went well, and the button that sends the form.
export function Send({form, label, good, danger, onCancel}: {
  form: Form; label: string; good?: string | undefined; danger?: boolean; onCancel?: (() => void) | undefined;
}) {
  return (
    <>
      {form.note}
      <p class="note is-good" role="status">{good}</p>
      <div class={`actions ${css.send}`}>
        <button type="submit" class={danger ? "danger is-solid" : "primary"} aria-disabled={form.busy || undefined}>{label}</button>
        {onCancel && <button type="button" onClick={onCancel}>Cancel</button>}
      </div>
    </>
  );
}
