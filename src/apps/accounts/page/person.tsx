// For administrators: one account, its roles, whether it may sign in.
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {account as own, askWho} from "stoa/session";
import {Alert, Doing, Section, Sure, Tag} from "stoa/ui";
import {capital, date, spaced} from "stoa/words";
import {Inside} from "./frames";
import {Standing} from "./people";
import {roleInWords} from "./places";
import {useSaid} from "./said";

type Account = Schemas["AccountPage"];
type Role = Schemas["RoleList"]["items"][number];

export function Person({id}: {id: string}) {
  const {data: account, error, again} = useLoad((signal) => api.get("/api/accounts/accounts/{id}", {path: {id}, signal}), [id]);
  const roles = useLoad((signal) => api.get("/api/accounts/roles", {signal}), []);
  const {said, say} = useSaid();
  const done = async (text: string) => {
    again();
    say(text);
    if (id === own.value?.id) await askWho();
  };
  if (!account) return error ? <Inside title="This account cannot be shown"><Alert>{error}</Alert></Inside> : null;
  const facts = [account.email, `since ${date(account.created)}`, `${account.second_factor ? "with" : "without"} an authenticator app`].join(" · ");
  return (
    <Inside title={account.name} lead={<>{facts} <Standing of={account} /></>}>
      {said}
      <Section title="Roles">
        {roles.error && <Alert>{roles.error}</Alert>}
        <ul class="rows" aria-label="Roles">
          {(roles.data?.items ?? []).map((role) => <RoleRow key={role.name} role={role} account={account} done={done} />)}
        </ul>
      </Section>
      <Section title="Suspension"><Suspension account={account} done={done} /></Section>
    </Inside>
  );
}

type Done = (text: string) => Promise<void>;

function RoleRow({role: {name, purpose}, account, done}: {role: Role; account: Account; done: Done}) {
  const held = account.roles.includes(name), title = capital(roleInWords(name)), path = {id: account.id, role: name};
  return (
    <li class="row">
      <span class="row-title">{title} {held && <Tag kind="good">Held</Tag>}</span>
      <span class="row-facts">{name.includes(".") ? capital(spaced(name.split(".")[0]!)) : "All apps"}: {purpose}.</span>
      <span class="row-end">
        {held ? (
          <Sure label="Take" about={title} question="Take this role away?" yes="Take it" run={async () => {
            await api.delete("/api/accounts/accounts/{id}/roles/{role}", {path});
            await done("The role is taken.");
          }} />
        ) : (
          <Doing class="small" aria-label={`Give: ${title}`} run={async () => {
            await api.put("/api/accounts/accounts/{id}/roles/{role}", {path});
            await done("The role is given.");
          }}>Give</Doing>
        )}
      </span>
    </li>
  );
}

function Suspension({account: {id, name, suspended}, done}: {account: Account; done: Done}) {
  if (suspended) {
    return (
      <>
        <p>Suspended since {date(suspended)}.</p>
        <div><Doing run={async () => {
          await api.delete("/api/accounts/accounts/{id}/suspension", {path: {id}});
          await done("The account may sign in again.");
        }}>End the suspension</Doing></div>
      </>
    );
  }
  return (
    <>
      <p>A suspended account is signed out everywhere, its keys are refused, and it cannot sign in.</p>
      <div><Sure label="Suspend" about={name} question={`Suspend ${name}?`} run={async () => {
        await api.put("/api/accounts/accounts/{id}/suspension", {path: {id}});
        await done("The account is suspended.");
      }} /></div>
    </>
  );
}
