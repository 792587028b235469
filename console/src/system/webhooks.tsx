// Who is told of events, whether they hear, and each delivery: try again, give up.
import {useState} from "preact/hooks";
import {api, ofApp, type Schemas} from "../kit/api";
import {useForm} from "../kit/form";
import {Table, useEvery, usePages} from "../kit/pages";
import type {Column} from "../kit/table";
import {Copy, Dialog, Doing, Field, Sure, Tag} from "../kit/ui";
import {ago, when} from "../kit/words";
import {AppChoice, useAppWith} from "./choice";

type Webhook = Schemas["WebhookPage"];
type Delivery = Schemas["WebhookDelivery"];

export function Webhooks() {
  const apps = useAppWith("webhooks"), {app} = apps;
  const [open, setOpen] = useState<Webhook>();
  const [adding, setAdding] = useState(false);
  const pages = usePages(async (after) => (app ? api.get(ofApp(app, "/api/library/webhooks"), {query: {
    limit: 50, ...(after && {after})}}) : {items: [], next: null}), [app]);
  const columns: Column<Webhook>[] = [
    {name: "Address", main: true, cell: (one) => <button type="button" class="quiet" onClick={() => setOpen(one)}>{one.url}</button>},
    {name: "Events", cell: ({events}) => events.map((event) => <code key={event} class="event">{event}</code>)},
    {name: "State", cell: (one) => <State of={one} />},
    {name: "", cell: (one) => app && (
      <span class="deeds">
        <Doing class="small" aria-label={`Ping ${one.url}`} run={async () => {
          await api.post(ofApp(app, "/api/library/webhooks/{id}/ping"), {path: {id: one.id}});
          setOpen(one);
        }}>Ping</Doing>
        <Sure label="Remove" about={one.url} question="It is told of nothing more." run={async () => {
          await api.delete(ofApp(app, "/api/library/webhooks/{id}"), {path: {id: one.id}});
          pages.again();
        }} />
      </span>
    )},
  ];
  return (
    <>
      <div class="bar-of-actions"><AppChoice {...apps} /><button type="button" class="primary" onClick={() => setAdding(true)}>Add a webhook</button></div>
      <Table label="Webhooks" columns={columns} pages={pages} none="Nobody is told of this app's events." />
      {open && app && <Deliveries app={app} webhook={open} onClose={() => setOpen(undefined)} />}
      {adding && app && <NewWebhook app={app} onClose={() => setAdding(false)} done={pages.again} />}
    </>
  );
}

function State({of: one}: {of: Webhook}) {
  if (one.disabled_because) return <Tag kind="bad">{one.disabled_because}</Tag>;
  if (!one.enabled) return <Tag>off</Tag>;
  if (one.failing_since) return <span title={`since ${when(one.failing_since)}`}><Tag kind="bad">failing</Tag></span>;
  return <Tag kind="good">on</Tag>;
}

function Deliveries({app, webhook, onClose}: {app: string; webhook: Webhook; onClose: () => void}) {
  const pages = usePages((after) => api.get(ofApp(app, "/api/library/webhooks/{id}/deliveries"), {
    path: {id: webhook.id}, query: {limit: 20, sort: "-created", ...(after && {after})}}), [app, webhook.id]);
  useEvery(3000, pages.again);
  const deed = (work: Promise<unknown>) => work.then(pages.again);
  const columns: Column<Delivery>[] = [
    {name: "Event", main: true, cell: ({event, error}) => <><code>{event}</code>{error && <p class="muted">{error}</p>}</>},
    {name: "State", cell: ({state, status}) => <Tag kind={state === "delivered" ? "good" : state === "dead" ? "bad" : undefined}>{state}{status ? ` ${status}` : ""}</Tag>},
    {name: "Attempts", number: true, cell: ({attempts}) => attempts},
    {name: "Made", cell: ({created}) => <span title={when(created)}>{ago(created)}</span>},
    {name: "", cell: ({id, state}) => (
      <span class="deeds">
        {state !== "waiting" && <Doing class="small" run={() => deed(api.post(ofApp(app, "/api/library/webhook-deliveries/{id}/replay"), {path: {id}}))}>Send again</Doing>}
        {state === "waiting" && <Doing class="small" run={() => deed(api.post(ofApp(app, "/api/library/webhook-deliveries/{id}/give-up"), {path: {id}}))}>Give up</Doing>}
      </span>
    )},
  ];
  return (
    <Dialog wide title="Deliveries" onClose={onClose}>
      <p class="muted">{webhook.url}</p>
      <Table label="Deliveries" columns={columns} pages={pages} none="Nothing was to be told yet." />
    </Dialog>
  );
}

function NewWebhook({app, onClose, done}: {app: string; onClose: () => void; done: () => void}) {
  const [url, setUrl] = useState("https://"), [events, setEvents] = useState(`${app}.*`);
  const [secret, setSecret] = useState("");
  const form = useForm(async () => {
    const made = await api.post(ofApp(app, "/api/library/webhooks"), {body: {url, events: events.split(/[\s,]+/).filter(Boolean), enabled: true}});
    setSecret(made.secret);
    done();
  }, ["url", "events"]);
  return (
    <Dialog title="Add a webhook" onClose={onClose}>
      {secret ? (
        <div class="once">
          <p>This secret signs what is sent there. It is shown only once.</p>
          <p class="secret">{secret}</p>
          <div class="actions"><Copy text={secret} /><button type="button" onClick={onClose}>Done</button></div>
        </div>
      ) : (
        <form class="form" noValidate onSubmit={form.submit}>
          <Field label="Address" error={form.errors.url}>{(control) => <input {...control} type="url" value={url} onInput={({currentTarget}) => setUrl(currentTarget.value)} />}</Field>
          <Field label="Events" hint="with spaces between" error={form.errors.events}>{(control) => <input {...control} type="text" value={events} onInput={({currentTarget}) => setEvents(currentTarget.value)} />}</Field>
          {form.note}
          <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Add it</button></div>
        </form>
      )}
    </Dialog>
  );
}
