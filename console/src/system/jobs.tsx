// What waits, what runs, and what was given up: run now, try again, remove.
import {useState} from "preact/hooks";
import {api, ofApp, type Schemas} from "../kit/api";
import {Table, useEvery, usePages} from "../kit/pages";
import type {Column} from "../kit/table";
import {useLoad} from "../kit/load";
import {Alert, Dialog, Doing, Sure, Tag} from "../kit/ui";
import {ago, spaced, when} from "../kit/words";
import {AppChoice, Choice, useAppWith} from "./choice";

type Job = Schemas["Job"];
const states = [["", "All"], ["waiting", "Waiting"], ["running", "Running"], ["dead", "Dead"]] as const;

export function Jobs() {
  const apps = useAppWith("jobs"), {app} = apps;
  const [state, setState] = useState<(typeof states)[number][0]>("");
  const [open, setOpen] = useState<Job>();
  const pages = usePages(async (after) => (app ? api.get(ofApp(app, "/api/library/jobs"), {query: {
    limit: 50, ...(state && {state}), ...(after && {after})}}) : {items: [], next: null}), [app, state]);
  useEvery(5000, pages.again);
  const columns: Column<Job>[] = [
    {name: "Job", main: true, cell: (job) => <button type="button" class="quiet" onClick={() => setOpen(job)}>{spaced(job.kind)}</button>},
    {name: "State", cell: ({state: is}) => <Tag kind={is === "dead" ? "bad" : is === "running" ? "good" : undefined}>{is}</Tag>},
    {name: "Due", cell: ({due}) => <span title={when(due)}>{ago(due)}</span>},
    {name: "Every", cell: ({schedule}) => (schedule ? <code>{schedule}</code> : "–")},
    {name: "Attempts", number: true, cell: ({attempts}) => attempts},
    {name: "", cell: (job) => app && <Deeds app={app} job={job} done={pages.again} />},
  ];
  return (
    <>
      <div class="bar-of-actions"><AppChoice {...apps} /><Choice label="State" options={states} value={state} onChange={setState} /></div>
      <Table label="Jobs" columns={columns} pages={pages} none="No such job." />
      {open && app && <Details app={app} job={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Deeds({app, job, done}: {app: string; job: Job; done: () => void}) {
  const path = {id: job.id};
  const after = (work: Promise<unknown>) => work.then(done);
  return (
    <span class="deeds">
      {job.state === "waiting" && (
        <Doing class="small" aria-label={`Run now: ${job.kind}`} run={() => after(api.post(ofApp(app, "/api/library/jobs/{id}/run"), {path}))}>Run now</Doing>
      )}
      {job.state === "dead" && (
        <Doing class="small" aria-label={`Try again: ${job.kind}`} run={() => after(api.post(ofApp(app, "/api/library/jobs/{id}/replay"), {path}))}>Try again</Doing>
      )}
      {job.state !== "running" && !job.schedule && (
        <Sure label="Remove" about={job.kind} question="It will not be done." run={() => after(api.delete(ofApp(app, "/api/library/jobs/{id}"), {path}))} />
      )}
    </span>
  );
}

function Details({app, job, onClose}: {app: string; job: Job; onClose: () => void}) {
  const {data, error} = useLoad((signal) => api.get(ofApp(app, "/api/library/jobs/{id}"), {path: {id: job.id}, signal}), [app, job.id]);
  return (
    <Dialog title={spaced(job.kind)} onClose={onClose}>
      {error && <Alert>{error}</Alert>}
      {data && (
        <>
          <dl class="facts">
            <dt>State</dt><dd>{data.state}</dd>
            <dt>Due</dt><dd>{when(data.due)}</dd>
            <dt>Made</dt><dd>{when(data.created)}</dd>
            {data.one_at_a_time && <><dt>In turn with</dt><dd><code>{data.one_at_a_time}</code></dd></>}
          </dl>
          {data.error && <div><h3>Why the last attempt failed</h3><pre class="block" tabIndex={0}>{data.error}</pre></div>}
          <div><h3>What it was given</h3><pre class="block" tabIndex={0}>{JSON.stringify(data.payload, null, 2)}</pre></div>
        </>
      )}
    </Dialog>
  );
}
