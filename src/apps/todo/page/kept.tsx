// A field that keeps what one wrote as soon as one leaves it, and takes what others write meanwhile.
import {useState} from "preact/hooks";
import {sentence} from "stoa/api";
import {Field} from "stoa/ui";

type Keep<T> = (value: T) => Promise<unknown>;

// Says at the field why a value was not kept.
export function useKeeping<T>(keep: Keep<T>) {
  const [error, setError] = useState("");
  const run = async (value: T) => {
    setError("");
    try {
      await keep(value);
    } catch (thrown) {
      setError(sentence(thrown));
    }
  };
  return {error, run};
}

export function KeptText({label, value, keep, rows, hint, line, ...rest}: {
  label: string; value: string; keep: Keep<string>; rows?: number; hint?: string; line?: boolean; class?: string | undefined; placeholder?: string; maxLength?: number;
}) {
  const [text, setText] = useState(value), [was, setWas] = useState(value);
  const {error, run} = useKeeping(keep);
  if (value !== was) {
    if (text === was) setText(value);
    setWas(value);
  }
  const shared = {
    ...rest, value: text,
    onInput: ({currentTarget}: {currentTarget: {value: string}}) => setText(currentTarget.value),
    onBlur: () => text.trim() !== was.trim() && run(text.trim()),
    // In one line, which a narrow screen may break, Enter is the end of it.
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || (rows && !line)) return;
      event.preventDefault();
      (event.currentTarget as HTMLElement).blur();
    },
  };
  return (
    <Field label={label} hint={hint} error={error}>{(control) => (rows ? <textarea rows={rows} {...control} {...shared} /> : <input {...control} {...shared} />)}</Field>
  );
}

export function KeptChoice({label, value, options, keep, hint}: {
  label: string; value: string; options: [string, string][]; keep: Keep<string>; hint?: string;
}) {
  const {error, run} = useKeeping(keep);
  return (
    <Field label={label} hint={hint} error={error}>{(control) => (
      <select {...control} value={value} onChange={({currentTarget}) => run(currentTarget.value)}>
        {options.map(([one, words]) => <option key={one} value={one}>{words}</option>)}
      </select>
    )}</Field>
  );
}
