// A list as a file, to keep or to take elsewhere; and a file as tasks.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {send, type Schemas} from "stoa/api";
import {useDoing} from "stoa/load";
import {Alert, Field} from "stoa/ui";
import {plural} from "stoa/words";
import {readLists, settle, stir, type List} from "./model";
import css from "./todo.module.css";

type Report = Schemas["ListImport"];

const formats: [string, string, string][] = [["json", ".json", "JSON, with everything"], ["csv", ".csv", "CSV, for spreadsheets"], ["todo_txt", ".txt", "todo.txt"]];

export const ListAsFile = ({list}: {list: List}) => (
  <section class={css.files}>
    <h3>Keep it as a file</h3>
    <p class="chips">{formats.map(([format, , name]) => (
      <a key={format} class="chip" download href={`/api/todo/lists/${list.id}/file?format=${format}`}>{name}</a>
    ))}</p>
  </section>
);

// Into a list, or as a new one.
export function FromFile({list, onDone}: {list?: List; onDone: () => void}) {
  const {route} = useLocation();
  const doing = useDoing();
  const [report, setReport] = useState<Report>();
  const take = (file: File) => doing.run(async () => {
    setReport(undefined);
    const format = formats.find(([, ending]) => file.name.toLowerCase().endsWith(ending))?.[0];
    if (!format) throw new Error("A file that ends in .json, .csv or .txt is one that can be read.");
    await settle();
    const form = new FormData();
    form.append("format", format);
    if (list) form.append("list", list.id);
    form.append("file", file);
    const {data} = await send<Report>("POST", "/api/todo/lists/import", {body: form});
    await readLists();
    stir();
    if (data.not_understood.length) return setReport(data);
    onDone();
    route(`/todo/lists/${data.list}`);
  });
  return (
    <section class={css.files}>
      <h3>{list ? "Add tasks from a file" : "Or from a file"}</h3>
      <Field label="A list that was kept: .json, .csv or todo.txt">{(control) => (
        <input {...control} type="file" accept=".json,.csv,.txt" aria-disabled={doing.busy || undefined}
          onChange={({currentTarget}) => currentTarget.files?.[0] && take(currentTarget.files[0])} />
      )}</Field>
      {doing.error && <Alert>{doing.error}</Alert>}
      {report && <Told report={report} onDone={onDone} />}
    </section>
  );
}

function Told({report, onDone}: {report: Report; onDone: () => void}) {
  return (
    <>
      <p role="status"><a href={`/todo/lists/${report.list}`} onClick={onDone}>{plural(report.tasks, "task")} added.</a> This was not understood:</p>
      <ul>
        {report.not_understood.map(({line, text, because}) => <li key={`${line} ${text}`}>Line {line}: {text && <strong>{text} </strong>}{because}</li>)}
        {report.others > 0 && <li>and {report.others} more</li>}
      </ul>
    </>
  );
}
