// Who belongs to a project beside its owner, and the roles that its rules ask for.
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {useLoad} from "stoa/load";
import {Table, usePages} from "stoa/pages";
import {account, isAdmin} from "stoa/session";
import {Dialog, Field, Section, Sure} from "stoa/ui";
import {ago} from "stoa/words";
import type {Project} from "./places";

// Names are what accounts has, and administrators read there; others know each other by their ids.
function useNames() {
  const {data} = useLoad(async (signal) => (isAdmin.value
    ? (await api.get("/api/accounts/accounts", {query: {limit: 100}, signal})).items : []), [isAdmin.value]);
  return data ?? [];
}

export function Members({project}: {project: Project}) {
  const [open, setOpen] = useState(false), people = useNames();
  const pages = usePages((after) => api.get("/api/collections/members", {query: {limit: 50, project: project.id, ...(after && {after})}}), [project.id], "/api/collections/members");
  const nameOf = (id: string) => (id === account.value?.id ? "you" : people.find((one) => one.id === id)?.name ?? <code>{id}</code>);
  return (
    <Section title="Members" aside={<button type="button" onClick={() => setOpen(true)}>Add a member</button>}>
      <Table label="Members" pages={pages} none={<>Nobody yet. A member has a role, which rules ask for: <code>@role = "editor"</code>.</>} columns={[
        {name: "Account", main: true, cell: (member) => nameOf(member.account)},
        {name: "Role", cell: ({role}) => role},
        {name: "Since", cell: ({created}) => ago(created)},
        {name: "", cell: (member) => (
          <Sure label="Remove" about={member.role} question="What the role may do, they may not any more." run={async () => {
            await api.delete("/api/collections/members/{id}", {path: {id: member.id}});
            pages.again();
          }} />
        )},
      ]} />
      {open && <AddMember project={project} people={people} onClose={() => setOpen(false)} done={pages.again} />}
    </Section>
  );
}

function AddMember({project, people, onClose, done}: {project: Project; people: {id: string; name: string}[]; onClose: () => void; done: () => void}) {
  const [member, setMember] = useState(""), [role, setRole] = useState("editor");
  const form = useForm(async () => {
    await api.post("/api/collections/members", {body: {project: project.id, account: member.trim(), role}});
    done();
    onClose();
  }, ["account", "role"]);
  return (
    <Dialog title="Add a member" onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <datalist id="people">{people.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</datalist>
        <Field label="Account" hint="its id, as their profile shows it" error={form.errors.account}>{(control) => (
          <input {...control} list="people" spellcheck={false} value={member} onInput={({currentTarget}) => setMember(currentTarget.value)} />
        )}</Field>
        <Field label="Role" hint="a word of your own, as your rules have it" error={form.errors.role}>{(control) => (
          <input {...control} spellcheck={false} value={role} onInput={({currentTarget}) => setRole(currentTarget.value)} />
        )}</Field>
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Add them</button></div>
      </form>
    </Dialog>
  );
}
