// Who shares a list: its members and what they may do, and whom its owners asked by mail.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {useDoing, useLoad} from "stoa/load";
import {account} from "stoa/session";
import {Alert, Dialog, Field, Sure} from "stoa/ui";
import {ago} from "stoa/words";
import {readLists, settle, type List, type Role} from "./model";
import css from "./todo.module.css";

type Member = Schemas["ListMemberView"];

const roles: [Role, string][] = [["viewer", "reads"], ["editor", "changes tasks"], ["owner", "owns it"]];

const RoleSelect = ({value, onValue, ...rest}: {value: Role; onValue: (role: Role) => void} & Record<string, unknown>) => (
  <select {...rest} value={value} onChange={({currentTarget}) => onValue(currentTarget.value as Role)}>
    {roles.map(([role, words]) => <option key={role} value={role}>{words}</option>)}
  </select>
);

export function Sharing({list, onClose}: {list: List; onClose: () => void}) {
  const members = useLoad((signal) => api.get("/api/todo/members", {query: {list: list.id, limit: 100}, signal}), [list.id, list.members], `/api/todo/members?list=${list.id}`);
  return (
    <Dialog title={`Share ${list.title}`} onClose={onClose}>
      {members.error && <Alert>{members.error}</Alert>}
      <ul class={css.people} aria-label="Members">
        {(members.data?.items ?? []).map((one) => <MemberRow key={one.id} list={list} member={one} again={members.again} onClose={onClose} />)}
      </ul>
      {list.role === "owner" && <Invitations list={list} />}
    </Dialog>
  );
}

function MemberRow({list, member, again, onClose}: {list: List; member: Member; again: () => void; onClose: () => void}) {
  const {route} = useLocation();
  const doing = useDoing();
  const me = member.account === account.value?.id, name = member.name ?? "Somebody";
  const setRole = (role: Role) => doing.run(async () => {
    await api.patch("/api/todo/members/{id}", {path: {id: member.id}, body: {role}});
    again();
    await readLists();
  });
  const leave = async () => {
    await api.delete("/api/todo/members/{id}", {path: {id: member.id}});
    if (!me) return again();
    onClose();
    route("/todo");
    await readLists();
  };
  return (
    <li>
      <span class="who-letter" aria-hidden="true">{Array.from(name)[0]?.toUpperCase()}</span>
      <span class={css.name}>{name}{me && <span class="muted"> (you)</span>}</span>
      {list.role === "owner" ? <RoleSelect aria-label={`What ${name} does`} value={member.role} onValue={setRole} />
        : <span class="muted">{roles.find(([role]) => role === member.role)?.[1]}</span>}
      {me ? <Sure label="Leave" question="The list goes from yours." run={leave} />
        : list.role === "owner" && <Sure label="Remove" about={name} question={`${name} loses the list.`} run={leave} />}
      {doing.error && <Alert>{doing.error}</Alert>}
    </li>
  );
}

function Invitations({list}: {list: List}) {
  const [email, setEmail] = useState(""), [role, setRole] = useState<Role>("editor"), [sent, setSent] = useState("");
  const open = useLoad((signal) => api.get("/api/todo/invitations", {query: {list: list.id, limit: 100}, signal}), [list.id], `/api/todo/invitations?list=${list.id}`);
  const form = useForm(async () => {
    setSent("");
    await settle();
    await api.post("/api/todo/invitations", {body: {list: list.id, email, role}});
    setSent(`A mail is on its way to ${email}.`);
    setEmail("");
    open.again();
  }, ["email"]);
  return (
    <>
      <form class={`form ${css.invite}`} noValidate onSubmit={form.submit}>
        <Field label="Invite by e-mail" error={form.errors.email}>{(control) => (
          <input {...control} type="email" autocomplete="off" placeholder="somebody@example.com" value={email} onInput={({currentTarget}) => setEmail(currentTarget.value)} />
        )}</Field>
        <Field label="Role">{(control) => <RoleSelect {...control} value={role} onValue={setRole} />}</Field>
        <button type="submit" class="primary" aria-disabled={form.busy || undefined}>Invite</button>
        {form.note}
        <p class="note is-good" role="status">{sent}</p>
      </form>
      {open.error && <Alert>{open.error}</Alert>}
      {Boolean(open.data?.items.length) && (
        <section class={css.group}>
          <h3>Asked, and not here yet</h3>
          <ul class={css.people} aria-label="Invitations">
            {open.data!.items.map((one) => (
              <li key={one.id}>
                <span class={css.name}>{one.email} <span class="muted">{roles.find(([role]) => role === one.role)?.[1]}, asked {ago(one.created)}</span></span>
                <Sure label="Take back" about={one.email} question="The link of the mail is worth nothing then." run={async () => {
                  await api.delete("/api/todo/invitations/{id}", {path: {id: one.id}});
                  open.again();
                }} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
