// The days to come on which the library is closed though their weekday is not.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
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
    <Section title="Closed days" aside={<button type="button" onClick={() => setOpen("new")}>Add a closed day</button>}>
      {line}
      <Table label="Closed days" columns={columns} pages={pages} none="No day to come is closed, but for the weekdays that are." />
      {open && (
        <Edit title={open === "new" ? "A closed day" : fullDay(open.date)} onClose={close} read={pages.again}>{(editing) => (
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

function DayForm({day, isNew, done, ...editing}: Editing & {day: ClosedDay | undefined; isNew: boolean; done: (said: string) => void}) {
  const [was] = useState(day);  // the state that is changed, whatever comes in behind the dialog
  const sheet = useSheet({date: was?.date ?? "", reason: was?.reason ?? ""}, async (draft, kept) => {
    const now = {date: draft.date, reason: draft.reason.trim()};
    const changed = changes(kept, now);
    if (!was) await api.post("/api/library/closed-days", {body: now});
    else if (Object.keys(changed).length) await api.patch("/api/library/closed-days/{id}", {path: {id: was.id}, body: changed, etag: etagOf(was)});
    done(`${fullDay(now.date)}: closed.`);
  }, {...how, again: editing.again});
  if (!was && !isNew) return <Gone {...editing} />;
  return (
    <SheetForm focus sheet={sheet} label={was ? "Save" : "Add it"} unsaved={editing.unsaved} cancel={editing.cancel}>
      <TextField sheet={sheet} name="date" label="Day" type="date" min={today()} max="9999-12-31" required />
      <TextField sheet={sheet} name="reason" label="Reason" hint="such as Stocktaking" maxLength={200} required />
    </SheetForm>
  );
}
