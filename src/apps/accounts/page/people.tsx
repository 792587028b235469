// For administrators: everybody's accounts.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {Table, usePages} from "stoa/pages";
import type {Column} from "stoa/table";
import {Tag} from "stoa/ui";
import {date} from "stoa/words";
import {EmailField, useValues} from "./fields";
import {Inside} from "./frames";
import {to} from "./places";
import css from "./accounts.module.css";

type Account = Schemas["Account"];

export const Standing = ({of: {leaving, suspended}}: {of: Pick<Account, "leaving" | "suspended">}) => (
  leaving ? <Tag kind="bad">Leaving</Tag> : suspended ? <Tag kind="bad">Suspended</Tag> : null
);

const columns: Column<Account>[] = [
  {name: "Name", main: true, cell: (one) => <><a href={to(`people/${one.id}`)}>{one.name}</a> <Standing of={one} /></>},
  {name: "Address", cell: ({email}) => email},
  {name: "Since", cell: ({created}) => date(created)},
];

export function People() {
  const {values, bind} = useValues({email: ""});
  const [found, setFound] = useState("");
  const pages = usePages((after, signal) => api.get("/api/accounts/accounts", {
    query: {limit: 50, ...(found && {email: found}), ...(after && {after})}, ...(signal && {signal})}), [found]);
  const form = useForm(async () => {
    const email = values.email.trim();
    if (email) await api.get("/api/accounts/accounts", {query: {email, limit: 1}});  // an address that is none is said at the field
    setFound(email);
  }, ["email"]);
  return (
    <Inside title="All accounts">
      <form class={css.find} role="search" noValidate onSubmit={form.submit}>
        <EmailField form={form} {...bind("email")} type="search" label="Address" hint="the whole of it" autocomplete="off" optional />
        <button type="submit" aria-disabled={form.busy || undefined}>Find</button>
        {form.note}
      </form>
      <Table label="Accounts" columns={columns} pages={pages} none="No account has this address." />
    </Inside>
  );
}
