// What is kept elsewhere: whole backups, one more of them, and how far the continuous one is. To
// restore is for a terminal, with the server stopped; here stands what to type there.
import {api, type Schemas} from "../kit/api";
import {useLoad} from "../kit/load";
import {useEvery} from "../kit/pages";
import {PlainTable, type Column} from "../kit/table";
import {Alert, Copy, Doing, None, Section, Tag} from "../kit/ui";
import {ago, bytes, duration, plural, when} from "../kit/words";

type List = Schemas["BackupList"];
type Backup = Schemas["BackupItem"];

// A name with blanks or signs in it is one word for a shell too.
const quoted = (name: string) => (/^[\w.@+-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

export function Backups() {
  const {data, error, again} = useLoad((signal) => api.get("/api/accounts/backups", {signal}), []);
  useEvery(3000, again);
  if (!data) return error ? <Alert>{error}</Alert> : <p class="muted" aria-busy="true">One moment …</p>;
  if (!data.configured) return <None>The configuration names no folder for backups. Set <code>backup.folder</code>, on another disk.</None>;
  return (
    <>
      {error && <Alert>{error}</Alert>}
      {data.continuous && <Continuous state={data.continuous} />}
      <Whole list={data} again={again} />
    </>
  );
}

function Continuous({state}: {state: NonNullable<List["continuous"]>}) {
  return (
    <Section title="Continuous" aside={state.complete ? <Tag kind="good">complete</Tag> : <Tag kind="bad">not complete</Tag>}>
      {state.failure && <Alert>{state.failure}</Alert>}
      <dl class="facts">
        <dt>Behind</dt><dd>{duration(state.lag_seconds)}</dd>
        <dt>Moments kept</dt><dd>{state.since ? <>from {when(state.since)}{state.until && <> until {ago(state.until)}</>}</> : "none yet"}</dd>
        <dt>Size</dt><dd>{bytes(state.bytes)}, without the files</dd>
        {state.files_waiting > 0 && <><dt>Files waiting</dt><dd>{state.files_waiting}</dd></>}
        {state.failures > 0 && <><dt>Failures</dt><dd>{state.failures} since the start</dd></>}
      </dl>
      <Command text={`stoa restore --at ${state.until ?? "2026-12-01T10:00:00Z"}`} />
    </Section>
  );
}

function Whole({list, again}: {list: List; again: () => void}) {
  const columns: Column<Backup>[] = [
    {name: "Backup", main: true, cell: ({name, taken_at}) => (taken_at ? <span title={name}>{when(taken_at)}</span> : name)},
    {name: "State", cell: ({state, verified}) => (
      state === "whole"
        ? <Tag kind="good">{verified ? `verified ${ago(verified)}` : "whole"}</Tag>
        : <Tag kind={list.under_way ? undefined : "bad"}>{list.under_way ? "under way" : "unfinished"}</Tag>)},
    {name: "Size", number: true, cell: ({state, bytes: size, files}) => (state === "whole" ? <span title={plural(files, "file")}>{bytes(size)}</span> : "–")},
    {name: "To restore it", cell: ({state, name}) => (state === "whole" ? <Command text={`stoa restore ${quoted(name)}`} /> : "–")},
  ];
  return (
    <Section title="Whole backups" aside={
      <Doing class="primary" disabled={list.under_way} run={async () => {
        await api.post("/api/accounts/backups", {});
        again();
      }}>{list.under_way ? "Backing up …" : "Back up now"}</Doing>
    }>
      <p class="muted">In <code>backup.folder</code>. To restore, stop the server and type on its machine what stands beside a backup.</p>
      <PlainTable label="Backups" columns={columns} rows={list.items} keyOf={({name}) => name} none="There is none yet." />
    </Section>
  );
}

const Command = ({text}: {text: string}) => <span class="command"><code>{text}</code> <Copy text={text} /></span>;
