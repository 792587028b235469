// Who belongs to a project beside its owner, and the roles that its rules ask for.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {useLoad} from "stoa/load";
import {Table, usePages} from "stoa/pages";
import {account, isAdmin} from "stoa/session";
import {Dialog, Field, Section, Sure} from "stoa/ui";
import {ago} from "stoa/words";
import {Invitations, Invite, useInvitations} from "./invite";
import type {Member, Project} from "./places";
import css from "./collections.module.css";

// For who gave no name here: administrators read what accounts has, others see an id.
function useNames() {
  const {data} = useLoad(async (signal) => (isAdmin.value
    ? (await api.get("/api/accounts/accounts", {query: {limit: 100}, signal})).items : []), [isAdmin.value]);
  return data ?? [];
}

const live = "/api/collections/members";

// Who one is in the project oneself, on whichever page of its members that stands.
function useMine(project: Project): Member | undefined {
  const me = account.value?.id;
  return useLoad(async (signal) => {
    const {items} = await api.get("/api/collections/members", {query: {project: project.id, filter: `account = ${JSON.stringify(me)}`, limit: 1}, signal});
    return items[0];
  }, [project.id, me], live).data;
}

export function Members({project}: {project: Project}) {
  const [open, setOpen] = useState<"invite" | "add" | Member>(), [sent, setSent] = useState("");
  const {route} = useLocation();
  const people = useNames(), mine = useMine(project), invitations = useInvitations(project);
  const pages = usePages((after) => api.get("/api/collections/members", {query: {limit: 50, project: project.id, ...(after && {after})}}), [project.id], live);
  const owns = isAdmin.value || mine?.role === "owner";
  const nameOf = (member: Member) => {
    const name = member.name ?? people.find(({id}) => id === member.account)?.name;
    if (member.account !== account.value?.id) return name ?? <code>{member.account}</code>;
    return name ? <>{name} <span class="muted">(you)</span></> : "you";
  };
  const leave = async (member: Member) => {
    await api.delete("/api/collections/members/{id}", {path: {id: member.id}});
    if (member.id === mine?.id && !isAdmin.value) route("/collections");
    else pages.again();
  };
  const close = () => setOpen(undefined);
  return (
    <Section title="Members" aside={owns && (
      <span class="deeds">
        <button type="button" onClick={() => setOpen("invite")}>Invite somebody</button>
        <button type="button" onClick={() => setOpen("add")}>Add by id</button>
      </span>
    )}>
      <Table label="Members" pages={pages} none={<>Nobody yet. A member has a role, which rules ask for: <code>@role = "editor"</code>.</>} columns={[
        {name: "Account", main: true, cell: nameOf},
        {name: "Role", cell: ({role}) => role},
        {name: "Since", cell: ({created}) => ago(created)},
        {name: "", cell: (member) => (
          <span class="deeds">
            {(owns || member.id === mine?.id) && (
              <button type="button" class="small" aria-label={`Change: ${member.name ?? member.role}`} onClick={() => setOpen(member)}>Change</button>
            )}
            {member.id === mine?.id
              ? <Sure label="Leave" about={project.title} question="What your role may do here, you may not any more." run={() => leave(member)} />
              : owns && <Sure label="Remove" about={member.name ?? member.role} question="What the role may do, they may not any more." run={() => leave(member)} />}
          </span>
        )},
      ]} />
      <p class={`note is-good ${css.said}`} role="status">{sent}</p>
      {owns && <Invitations pages={invitations} />}
      {open === "invite" && <Invite project={project} mine={mine} onClose={close} done={(email) => {
        setSent(`A mail is on its way to ${email}.`);
        invitations.again();
      }} />}
      {open === "add" && <AddMember project={project} people={people} onClose={close} done={pages.again} />}
      {typeof open === "object" && <EditMember member={open} owns={owns} onClose={close} done={pages.again} />}
    </Section>
  );
}

function AddMember({project, people, onClose, done}: {project: Project; people: {id: string; name: string}[]; onClose: () => void; done: () => void}) {
  const [member, setMember] = useState(""), [name, setName] = useState(""), [role, setRole] = useState("editor");
  const form = useForm(async () => {
    await api.post("/api/collections/members", {body: {project: project.id, account: member.trim(), role, name: name.trim() || null}});
    done();
    onClose();
  }, ["account", "name", "role"]);
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
        <Field label="Name" hint="as the members read it; it may be left out" error={form.errors.name}>{(control) => (
          <input {...control} autocomplete="off" maxLength={100} value={name} onInput={({currentTarget}) => setName(currentTarget.value)} />
        )}</Field>
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Add them</button></div>
      </form>
    </Dialog>
  );
}

// Their name, for oneself and for owners; the role for owners.
function EditMember({member, owns, onClose, done}: {member: Member; owns: boolean; onClose: () => void; done: () => void}) {
  const isMe = member.account === account.value?.id;
  const [name, setName] = useState(member.name ?? (isMe ? account.value?.name : "") ?? ""), [role, setRole] = useState(member.role);
  const form = useForm(async () => {
    await api.patch("/api/collections/members/{id}", {path: {id: member.id}, body: {name: name.trim() || null}});
    if (role.trim() !== member.role) await api.post("/api/collections/members/{id}/role", {path: {id: member.id}, body: {role: role.trim()}});
    done();
    onClose();
  }, ["name", "role"]);
  return (
    <Dialog title={isMe ? "You in this project" : member.name ?? "A member"} onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field label="Name" hint="as the members of this project read it" error={form.errors.name}>{(control) => (
          <input {...control} autocomplete={isMe ? "name" : "off"} maxLength={100} value={name} onInput={({currentTarget}) => setName(currentTarget.value)} />
        )}</Field>
        {owns && (
          <Field label="Role" hint="owner, or a word of your own, as your rules have it" error={form.errors.role}>{(control) => (
            <input {...control} spellcheck={false} value={role} onInput={({currentTarget}) => setRole(currentTarget.value)} />
          )}</Field>
        )}
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Save it</button></div>
      </form>
    </Dialog>
  );
}
