// What a change of a definition would do, before it is done; and how far it is, when it takes long.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useDoing} from "stoa/load";
import {Alert, Dialog, Tag} from "stoa/ui";
import {count, plural} from "stoa/words";
import type {Definition} from "./places";
import css from "./collections.module.css";

type Step = Schemas["ChangeStep"];
const deeds: Record<Step["kind"], string> = {
  add_field: "Adds the field", remove_field: "Removes the field", copy_field: "Copies the field", convert_field: "Converts the field",
  add_index: "Adds the index", remove_index: "Removes the index", add_search: "Begins to search", remove_search: "Ends the search of",
};

export function Report({report, definition, body, onClose}: {
  report: Schemas["ChangeReport"]; definition: Definition; body: () => Omit<Schemas["NewChangeInput"], "definition" | "accept_loss">; onClose: () => void;
}) {
  const [accepted, setAccepted] = useState(false);
  const [change, setChange] = useState<Schemas["Change"]>();
  const doing = useDoing();
  const make = async () => {
    let now = await api.post("/api/collections/changes", {body: {...body(), definition: definition.id, accept_loss: accepted}});
    setChange(now);
    while (now.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, 300));
      now = await api.get("/api/collections/changes/{id}", {path: {id: now.id}});
      setChange(now);
    }
    if (now.state === "done") onClose();
  };
  return (
    <Dialog title="What this does" onClose={onClose}>
      <p>{report.steps.length ? `To ${plural(report.records, "record")}:` : "It changes no record: what is allowed, shown or required is all that becomes different."}</p>
      <ol class={css.steps}>
        {report.steps.map((step, i) => (
          <li key={i}>
            <p>{deeds[step.kind]} <code>{step.what}</code> {step.loses && <Tag kind="bad">loses values</Tag>} {step.locks && <Tag>locks for about {Math.max(1, Math.round(step.seconds))} s</Tag>}</p>
            {step.misfits > 0 && <p class="note">{plural(step.misfits, "value does", "values do")} not fit, for example {step.example}.</p>}
          </li>
        ))}
      </ol>
      {!report.possible && <Alert>It cannot be done: values stand in its way.</Alert>}
      {report.loses && <label class={css.check}><input type="checkbox" checked={accepted} onChange={({currentTarget}) => setAccepted(currentTarget.checked)} /> What is lost may go</label>}
      {change && change.state === "running" && <p role="status">{count(change.moved)} of {count(change.records)} <progress max={Math.max(1, change.records)} value={change.moved} /></p>}
      {change?.state === "failed" && <Alert>It failed, and all is as it was: {change.fault}</Alert>}
      {doing.error && <Alert>{doing.error}</Alert>}
      <div class="actions">
        <button type="button" class="primary" disabled={!report.possible || (report.loses && !accepted)} aria-disabled={doing.busy || undefined} onClick={() => doing.busy || doing.run(make)}>Change it</button>
        <button type="button" onClick={onClose}>Not yet</button>
      </div>
    </Dialog>
  );
}
