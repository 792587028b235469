// Which weekdays are closed, how long holds lie ready and how long history is kept.
import {useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Section} from "stoa/ui";
import {capital} from "stoa/words";
import {changes, numberOrNull, SheetForm, TextField, useSheet, whole, wholeWords, type Sheet} from "../sheet";
import {etagOf} from "./kind";
import css from "./rules.module.css";

type Kept = Schemas["LibrarySettings"];
type Weekday = Kept["closed_weekdays"][number];
type Draft = {closed_weekdays: Weekday[]; pickup_days: string; max_holds: string; keep_history_days: string};

const week: Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const inOrder = (days: Weekday[]) => week.filter((day) => days.includes(day));
const draftOf = ({closed_weekdays, pickup_days, max_holds, keep_history_days}: Kept): Draft => ({
  closed_weekdays: inOrder(closed_weekdays), pickup_days: String(pickup_days), max_holds: String(max_holds), keep_history_days: String(keep_history_days),
});
const valuesOf = ({closed_weekdays, pickup_days, max_holds, keep_history_days}: Draft) => ({
  closed_weekdays, pickup_days: whole(pickup_days), max_holds: whole(max_holds), keep_history_days: whole(keep_history_days),
});
const words = {pickup_days: wholeWords, max_holds: wholeWords, keep_history_days: wholeWords};

export function Settings() {
  const {data, error, again} = useLoad((signal) => api.get("/api/library/settings", {signal, cache: "no-store"}), []);
  const [turn, setTurn] = useState(0);
  return (
    <Section title="Weekdays, holds and history">
      {error && <Alert>{error}</Alert>}
      {data && <SettingsForm key={turn} settings={data} again={async () => {
        await again();
        setTurn((before) => before + 1);
      }} />}
    </Section>
  );
}

function SettingsForm({settings, again}: {settings: Kept; again: () => void}) {
  const known = useRef(settings);
  const sheet = useSheet(draftOf(settings), async (draft, kept) => {
    const changed = changes(valuesOf(kept), valuesOf(draft));
    if (!Object.keys(changed).length) return "Nothing is changed.";
    known.current = await api.patch("/api/library/settings", {body: changed, etag: etagOf(known.current)});
    return "Saved.";
  }, {words, again});
  const keeps = numberOrNull(sheet.values.keep_history_days), forgets = keeps !== null && keeps < known.current.keep_history_days;
  return (
    <SheetForm sheet={sheet} label="Save">
      <Week sheet={sheet} />
      <TextField sheet={sheet} name="pickup_days" label="A hold lies ready" hint="days, then it is the next one's" type="number" min={1} max={60} step={1} required />
      <TextField sheet={sheet} name="max_holds" label="Holds at a time" hint="of one borrower" type="number" min={0} max={500} step={1} required />
      <TextField sheet={sheet} name="keep_history_days" label="History is kept" hint="days after a return, then a loan is nobody's" type="number" min={0} max={36500} step={1} required />
      <p class="note" role="status">{forgets && "Older loans lose their borrower within the hour, for good."}</p>
    </SheetForm>
  );
}

function Week({sheet: {values: {closed_weekdays: closed}, set}}: {sheet: Sheet<Draft>}) {
  return (
    <fieldset class={css.week}>
      <legend class="legend">Closed on</legend>
      <div class="choice">
        {week.map((day) => {
          const name = capital(day), isClosed = closed.includes(day);
          return (
            <button key={day} type="button" title={name} aria-pressed={isClosed}
              onClick={() => set("closed_weekdays", inOrder(isClosed ? closed.filter((one) => one !== day) : [...closed, day]))}>{name.slice(0, 3)}</button>
          );
        })}
      </div>
      <p class="note" role="status">{closed.length === week.length && "Without an open day nothing is lent."}</p>
    </fieldset>
  );
}
