// Whom the owners of a project asked to join it, by mail.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {Table, usePages, type Pages} from "stoa/pages";
import {account} from "stoa/session";
import {Dialog, Field, Sure} from "stoa/ui";
import {ago, date} from "stoa/words";
import type {Member, Project} from "./places";
import css from "./collections.module.css";

type Invitation = Schemas["ProjectInvitationView"];

export const useInvitations = (project: Project) =>
  usePages((after, signal) => api.get("/api/collections/invitations", {query: {limit: 50, project: project.id, ...(after && {after})}, ...(signal && {signal})}), [project.id],
    `/api/collections/invitations?project=${project.id}`);

export function Invitations({pages}: {pages: Pages<Invitation>}) {
  if (!pages.items?.length) return null;
  return (
    <div class={css.asked}>
      <h3>Asked, and not here yet</h3>
      <Table label="Invitations" pages={pages} none="" columns={[
        {name: "E-mail", main: true, cell: ({email}) => email},
        {name: "Role", cell: ({role}) => role},
        {name: "Asked", cell: ({created}) => ago(created)},
        {name: "Good until", cell: ({expires}) => date(expires)},
        {name: "", cell: (one) => (
          <span class="deeds">
            <Sure label="Take back" about={one.email} question="The link of the mail is worth nothing then." run={async () => {
              await api.delete("/api/collections/invitations/{id}", {path: {id: one.id}});
              pages.again();
            }} />
          </span>
        )},
      ]} />
    </div>
  );
}

// `mine`: who one is in the project; an administrator may be nobody there.
export function Invite({project, mine, onClose, done}: {project: Project; mine: Member | undefined; onClose: () => void; done: (email: string) => void}) {
  const [email, setEmail] = useState(""), [role, setRole] = useState("editor");
  // As it is when one begins: a first try that is refused has given them the name already.
  const [unnamed] = useState(mine && !mine.name ? mine : undefined), [name, setName] = useState(account.value?.name ?? "");
  const form = useForm(async () => {
    if (unnamed && name.trim()) await api.patch("/api/collections/members/{id}", {path: {id: unnamed.id}, body: {name: name.trim()}});
    await api.post("/api/collections/invitations", {body: {project: project.id, email: email.trim(), role: role.trim()}});
    done(email.trim());
    onClose();
  }, ["email", "role", "name"], {invited_already: "email"});
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <p>They get a mail with a link, and join by it within two weeks.</p>
        <Field label="E-mail" error={form.errors.email}>{(control) => (
          <input {...control} type="email" autocomplete="off" placeholder="somebody@example.com" value={email} onInput={({currentTarget}) => setEmail(currentTarget.value)} />
        )}</Field>
        <Field label="Role" hint="a word of your own, as your rules have it" error={form.errors.role}>{(control) => (
          <input {...control} spellcheck={false} value={role} onInput={({currentTarget}) => setRole(currentTarget.value)} />
        )}</Field>
        {unnamed && (
          <Field label="Your name" hint="as the mail and the members have it" error={form.errors.name}>{(control) => (
            <input {...control} autocomplete="name" maxLength={100} value={name} onInput={({currentTarget}) => setName(currentTarget.value)} />
          )}</Field>
        )}
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Send the mail</button></div>
      </form>
    </Dialog>
  );
}
