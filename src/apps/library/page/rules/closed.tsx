// The days to come on which the library is closed though their weekday is not.
import {useState} from "preact/hooks";
import {api, Refused, type Schemas} from "stoa/api";
import {Table, usePages} from "stoa/pages";
import type {Column} from "stoa/table";
import {Section, Sure} from "stoa/ui";
import {changes, SheetForm, TextField, useSheet} from "../sheet";
import {fullDay, today} from "../words";
import {Edit, type Editing} from "./edit";
import {etagOf} from "./kind";
import {Gone} from "./kinds";
import {useSaid} from "./said";

type ClosedDay = Schemas["ClosedDay"];
const list = "/api/library/closed-days";

export function ClosedDays() {
  const [open, setOpen] = useState<ClosedDay | "new">();
  const {say, line} = useSaid();
  const pages = usePages((after, signal) => api.get(list, {query: {from: today(), limit: 50, ...(after && {after})}, ...(signal && {signal})}), [], list);
  const columns: Column<ClosedDay>[] = [
    {name: "Day", main: true, cell: ({date}) => fullDay(date)},
    {name: "Reason", cell: ({reason}) => reason},
    {name: "", cell: (day) => (
      <span class="deeds">
        <button type="button" class="small" aria-label={`Change: ${fullDay(day.date)}`} onClick={() => setOpen(day)}>Change</button>
        <Sure label="Remove" about={fullDay(day.date)} question="Is the library open then?" yes="It is open" run={async () => {
          await api.delete("/api/library/closed-days/{id}", {path: {id: day.id}, etag: etagOf(day)});
          say(`${fullDay(day.date)}: open.`, true);
          await pages.again();
        }} />
      </span>
    )},
  ];
  const close = () => setOpen(undefined);
  return (
    <Section title="Closed days" aside={<button type="button" onClick={() => setOpen("new")}>Add closed days</button>}>
      {line}
      <Table label="Closed days" columns={columns} pages={pages} none="No day to come is closed, but for the weekdays that are." />
      {open && (
        <Edit title={open === "new" ? "Closed days" : fullDay(open.date)} onClose={close} read={pages.again}>{(editing) => (
          <DayForm {...editing} day={open === "new" ? undefined : pages.items?.find(({id}) => id === open.id)} isNew={open === "new"} done={(said) => {
            close();
            say(said);
            void pages.again();
          }} />
        )}</Edit>
      )}
    </Section>
  );
}

const how = {codes: {closed_day_taken: "date"}, words: {date: {bad_format: "A day is expected."}}};
const mostDays = 100;  // of one batch

function days(first: string, last: string) {
  const all: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

const wrongEnd = (message: string) => new Refused(422, {errors: [{pointer: "/until", code: "bad_range", message}]});

// Closes the days of a stretch that are not closed already: all of them, or none.
async function closeDays(first: string, last: string, reason: string) {
  if (last < first) throw wrongEnd("must not be before the first");
  const all = days(first, last);
  if (all.length > mostDays) throw wrongEnd(`must be within ${mostDays} days`);
  const {items} = await api.get(list, {query: {from: first, until: last, limit: mostDays}, cache: "no-store"});
  const closed = new Set(items.map(({date}) => date));
  const operations = all.filter((date) => !closed.has(date)).map((date) => ({method: "POST" as const, path: list, body: {date, reason}}));
  if (operations.length) await api.post("/api/library/batch", {body: {operations}}).catch(asOfOne);
}

// What is wrong with each of them is told as of one.
function asOfOne(error: unknown): never {
  if (!(error instanceof Refused)) throw error;
  const errors = error.errors.map((one) => ({...one, pointer: one.pointer?.replace(/^\/operations\/\d+\/body/, "")}));
  throw new Refused(error.status, {code: error.code, detail: error.message, errors} as ConstructorParameters<typeof Refused>[1]);
}

function DayForm({day, isNew, done, ...editing}: Editing & {day: ClosedDay | undefined; isNew: boolean; done: (said: string) => void}) {
  const [was] = useState(day);  // the state that is changed, whatever comes in behind the dialog
  const sheet = useSheet({date: was?.date ?? "", until: "", reason: was?.reason ?? ""}, async (draft, kept) => {
    const now = {date: draft.date, reason: draft.reason.trim()};
    const changed = changes({date: kept.date, reason: kept.reason}, now);
    if (!was && draft.until) await closeDays(now.date, draft.until, now.reason);
    else if (!was) await api.post("/api/library/closed-days", {body: now});
    else if (Object.keys(changed).length) await api.patch("/api/library/closed-days/{id}", {path: {id: was.id}, body: changed, etag: etagOf(was)});
    done(`${fullDay(now.date)}${draft.until && ` to ${fullDay(draft.until)}`}: closed.`);
  }, {...how, again: editing.again});
  if (!was && !isNew) return <Gone {...editing} />;
  return (
    <SheetForm focus sheet={sheet} label={was ? "Save" : "Add it"} unsaved={editing.unsaved} cancel={editing.cancel}>
      <TextField sheet={sheet} name="date" label="Day" type="date" min={today()} max="9999-12-31" required />
      {!was && <TextField sheet={sheet} name="until" label="Until" hint="if there is more than one" type="date" min={today()} max="9999-12-31" />}
      <TextField sheet={sheet} name="reason" label="Reason" hint="such as Stocktaking" maxLength={200} required />
    </SheetForm>
  );
}
