// A day, or a day with a time and whose clock shows it.
import {useState} from "preact/hooks";
import {useKeeping} from "./kept";
import {zone as here} from "./model";
import {partsOf, plusDays, textOf, today, type Written} from "./when";
import css from "./todo.module.css";

const zones = [...new Set([here, "UTC", ...Intl.supportedValuesOf("timeZone")])];
const whole = (day: string) => day === "" || day >= "1900";  // while a year is typed it is 0002, 0020, …

export function WhenField({label, value, keep, quick}: {label: string; value: string | null; keep: (text: string | null) => Promise<unknown>; quick?: boolean}) {
  const [draft, setDraft] = useState(() => partsOf(value)), [was, setWas] = useState(value);
  const {error, run} = useKeeping(keep);
  if (value !== was) {
    setDraft(partsOf(value));
    setWas(value);
  }
  const set = (change: Partial<Written>) => {
    const next = {...draft, ...change};
    if (change.time && !draft.time) next.zone = here;
    if (!next.day && next.time) next.day = today();
    setDraft(next);
    if (whole(next.day) && textOf(next) !== value) run(textOf(next));
  };
  const shortcut = (text: string, day: string) => <button type="button" class="chip" onClick={() => set(day ? {day} : {day: "", time: ""})}>{text}</button>;
  return (
    <fieldset class={css.when}>
      <legend class="legend">{label}</legend>
      <div class={css.times}>
        <input type="date" aria-label={`${label}: day`} max="9999-12-31" value={draft.day} onChange={({currentTarget}) => set({day: currentTarget.value})} />
        <input type="time" aria-label={`${label}: time`} value={draft.time} onChange={({currentTarget}) => set({time: currentTarget.value})} />
      </div>
      {draft.time && (
        <select aria-label={`${label}: by the clock of`} value={draft.zone} onChange={({currentTarget}) => set({zone: currentTarget.value})}>
          <option value="">wherever I am</option>
          {[...new Set([draft.zone, ...zones])].filter(Boolean).map((zone) => <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>)}
        </select>
      )}
      {quick && (
        <div class="chips">
          {shortcut("today", today())}{shortcut("tomorrow", plusDays(today(), 1))}{shortcut("in a week", plusDays(today(), 7))}{draft.day && shortcut("no date", "")}
        </div>
      )}
      <p class="field-error" role="alert">{error}</p>
    </fieldset>
  );
}
