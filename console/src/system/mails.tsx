// What was sent to whom, as the console's mailbox has it: without a mail server, all of it is kept here.
import {useState} from "preact/hooks";
import {api, ofApp, type Schemas} from "../kit/api";
import {useLoad} from "../kit/load";
import {Table, useEvery, usePages} from "../kit/pages";
import type {Column} from "../kit/table";
import {Alert, Dialog, Doing, Tag} from "../kit/ui";
import {ago, spaced, when} from "../kit/words";
import {AppChoice, useAppWith} from "./choice";

type Mail = Schemas["Mail"];
const kinds: Partial<Record<Mail["state"], "good" | "bad">> = {sent: "good", failed: "bad", suppressed: "bad"};

export function Mails() {
  const apps = useAppWith("mails"), {app} = apps;
  const [open, setOpen] = useState<Mail>();
  const pages = usePages(async (after) => (app ? api.get(ofApp(app, "/api/library/mails"), {query: {
    limit: 50, sort: "-created", ...(after && {after})}}) : {items: [], next: null}), [app]);
  useEvery(10_000, pages.again);
  const columns: Column<Mail>[] = [
    {name: "Mail", main: true, cell: (mail) => <button type="button" class="quiet" onClick={() => setOpen(mail)}>{spaced(mail.mail_template)}</button>},
    {name: "To", cell: ({address, account}) => address ?? (account ? "an account" : "–")},
    {name: "State", cell: ({state}) => <Tag kind={kinds[state]}>{state}</Tag>},
    {name: "Written", cell: ({created}) => <span title={when(created)}>{ago(created)}</span>},
  ];
  return (
    <>
      <div class="bar-of-actions"><AppChoice {...apps} /></div>
      <Table label="Mails" columns={columns} pages={pages} none="No mail was written yet." />
      {open && app && <Letter app={app} mail={open} onClose={() => setOpen(undefined)} done={pages.again} />}
    </>
  );
}

function Letter({app, mail, onClose, done}: {app: string; mail: Mail; onClose: () => void; done: () => void}) {
  const path = {id: mail.id};
  const {data, error, again} = useLoad((signal) => api.get(ofApp(app, "/api/library/mails/{id}"), {path, signal}), [app, mail.id]);
  return (
    <Dialog wide title={data?.subject ?? spaced(mail.mail_template)} onClose={onClose}>
      {error && <Alert>{error}</Alert>}
      {data && (
        <>
          <dl class="facts">
            <dt>To</dt><dd>{data.address ?? "an account whose address is not told"}</dd>
            <dt>State</dt><dd>{data.state}{data.ended && `, ${ago(data.ended)}`}</dd>
            {data.error && <><dt>Why</dt><dd>{data.error}</dd></>}
          </dl>
          <pre class="letter" tabIndex={0}>{data.text ?? "Its text is not kept."}</pre>
          <div class="actions">
            <Doing run={async () => {
              await api.post(ofApp(app, "/api/library/mails/{id}/resend"), {path});
              again();
              done();
            }}>Send it again</Doing>
          </div>
        </>
      )}
    </Dialog>
  );
}
