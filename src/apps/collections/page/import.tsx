// A table from a file, CSV or NDJSON: read, checked, taken in, and what was wrong with which line.
import {useState} from "preact/hooks";
import {api, send, type Schemas} from "stoa/api";
import {useDoing, useLoad} from "stoa/load";
import {Alert, Field, Section, Tag} from "stoa/ui";
import {count, plural} from "stoa/words";
import type {PartProps} from "./collection";
import css from "./collections.module.css";

type Import = Schemas["Import"];
const modes: [Import["mode"], string][] = [
  ["all", "All of it, or nothing"], ["valid", "What is right, and tell me what is not"], ["check", "Nothing: only look at it"],
];

export function ImportPart({place, definition}: PartProps) {
  const [file, setFile] = useState<File>(), [mode, setMode] = useState<Import["mode"]>("all"), [ignore, setIgnore] = useState(true);
  const [now, setNow] = useState<Import>();
  const doing = useDoing();
  const begin = async () => {
    if (!file) throw new Error("Choose a file first.");
    const form = new FormData();
    form.set("collection", `${place.project.name}/${definition.name}`);
    form.set("mode", mode);
    form.set("others", ignore ? "ignore" : "refuse");
    form.set("file", file, file.name);
    let {data} = await send<Import>("POST", "/api/collections/imports", {body: form});
    setNow(data);
    while (!data.ended) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      data = await api.get("/api/collections/imports/{id}", {path: {id: data.id}});
      setNow(data);
    }
  };
  return (
    <>
      <Section title="Import a table">
        <form class="form narrow" noValidate onSubmit={(event) => {
          event.preventDefault();
          if (!doing.busy) doing.run(begin);
        }}>
          <Field label="File" hint="CSV with a header, or NDJSON">{(control) => (
            <input {...control} type="file" accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson" onChange={({currentTarget}) => setFile(currentTarget.files?.[0])} />
          )}</Field>
          <Field label="Take">{(control) => (
            <select {...control} value={mode} onChange={({currentTarget}) => setMode(currentTarget.value as Import["mode"])}>
              {modes.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
            </select>
          )}</Field>
          <label class={css.check}><input type="checkbox" checked={ignore} onChange={({currentTarget}) => setIgnore(currentTarget.checked)} /> Leave out columns that are no fields</label>
          {doing.error && <Alert>{doing.error}</Alert>}
          <div class="actions"><button type="submit" class="primary" aria-disabled={doing.busy || undefined}>Import it</button></div>
        </form>
      </Section>
      {now && <Progress of={now} place={place} definition={definition} />}
    </>
  );
}

const kinds: Partial<Record<Import["state"], "good" | "bad">> = {done: "good", refused: "bad", cancelled: "bad"};

function Progress({of: now, place, definition}: {of: Import} & Pick<PartProps, "place" | "definition">) {
  return (
    <Section title={now.file_name || "The import"} aside={<Tag kind={kinds[now.state]}>{now.state}</Tag>}>
      {!now.ended && <progress class={css.progress} aria-label="How far it is" max={Math.max(1, now.bytes)} value={now.bytes_read} />}
      <p role="status">{now.ended
        ? `${plural(now.imported, "record")} imported${now.refused ? `, ${count(now.refused)} refused` : ""}.`
        : `${now.state}: line ${count(now.line)}, ${count(now.records)} records read, ${count(now.imported)} imported …`}</p>
      {now.ended && now.imported > 0 && <p><a href={`/collections/${place.project.name}/${definition.name}`}>See the records</a></p>}
      {now.ended && now.faults > 0 && <Faults id={now.id} all={now.faults} />}
    </Section>
  );
}

function Faults({id, all}: {id: string; all: number}) {
  const {data} = useLoad((signal) => api.get("/api/collections/imports/{id}/faults", {path: {id}, query: {limit: 50}, signal}), [id]);
  if (!data) return null;
  return (
    <>
      <h3>What was wrong</h3>
      <ul class="rows">
        {data.items.map((one) => (
          <li key={one.number} class="row"><p class="row-title">Line {count(one.line)} {one.pointer && <code>{one.pointer}</code>}</p><p class="row-facts">{one.message}</p></li>
        ))}
      </ul>
      {all > data.items.length && <p><a href={`/api/collections/imports/${id}/faults/export`}>All {count(all)} of them</a></p>}
    </>
  );
}
