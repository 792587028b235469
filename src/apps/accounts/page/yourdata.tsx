// What is kept of somebody: a copy to take along, and the end of it.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {account} from "stoa/session";
import {Doing, Section} from "stoa/ui";
import {asTyped, faults, HiddenUser, PasswordField, Send, TextField, useValues} from "./fields";
import {Inside} from "./frames";
import {to} from "./places";
import {tell} from "./said";
import css from "./accounts.module.css";

export const YourData = () => (
  <Inside title="Your data">
    <Section title="A copy"><TakeCopy /></Section>
    <Section title="Leaving"><Leave email={account.value!.email} /></Section>
  </Inside>
);

function save(name: string, data: unknown) {
  const href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], {type: "application/json"}));
  Object.assign(document.createElement("a"), {href, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);  // the browser reads it after the click
}

function TakeCopy() {
  const [good, setGood] = useState("");
  return (
    <>
      <p>Everything that this server's apps keep of you, as one JSON file.</p>
      <div><Doing run={async () => {
        setGood("");
        save("stoa-account.json", await api.get("/api/accounts/me/export"));
        setGood("It is among your downloads.");
      }}>Download a copy</Doing></div>
      <p class="note is-good" role="status">{good}</p>
    </>
  );
}

function Leave({email}: {email: string}) {
  const {route} = useLocation();
  const {values, bind} = useValues({typed: "", password: ""});
  const form = useForm(async () => {
    if (values.typed.trim().toLowerCase() !== email.toLowerCase()) throw faults({typed: `type ${email}`});
    await api.post("/api/accounts/me/departure", {body: {password: values.password}});
    tell({text: "Your account is deleted."});
    account.value = null;
    route(to("sign-in"), true);
  }, ["typed", "password"], {wrong_password: "password"});
  return (
    <>
      <p>All apps forget you, and your sessions and keys end. This cannot be taken back.</p>
      <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
        <HiddenUser email={email} />
        <TextField form={form} {...bind("typed")} label="Your address" hint="to be sure it is meant" {...asTyped} />
        <PasswordField form={form} {...bind("password")} label="Your password" />
        <Send form={form} label="Delete my account" danger />
      </form>
    </>
  );
}
