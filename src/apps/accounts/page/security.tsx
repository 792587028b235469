// What proves who one is: the password, the codes of an authenticator app, an identity elsewhere.
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {account} from "stoa/session";
import {Section} from "stoa/ui";
import {Authenticator} from "./authenticator";
import {Identities} from "./elsewhere";
import {HiddenUser, newPassword, PasswordField, Send, useValues} from "./fields";
import {Inside} from "./frames";
import css from "./accounts.module.css";

export function Security() {
  const who = account.value!;
  return (
    <Inside title="Security">
      <Section title="Password">
        <NewPassword email={who.email} />
        <p class="muted">None yet, or forgotten? Sign out and ask for a mail, by which you choose one.</p>
      </Section>
      <Section title="Authenticator app"><Authenticator account={who} /></Section>
      <Identities account={who} />
    </Inside>
  );
}

function NewPassword({email}: {email: string}) {
  const {values, set, bind} = useValues({current: "", password: ""});
  const [good, setGood] = useState("");
  const form = useForm(async () => {
    setGood("");
    await api.post("/api/accounts/me/password", {body: values});
    set({current: "", password: ""});
    setGood("Your password is changed. Other browsers and programs are signed out.");
  }, ["current", "password"], {wrong_password: "current"});
  return (
    <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
      <HiddenUser email={email} />
      <PasswordField form={form} {...bind("current")} label="Present password" />
      <PasswordField form={form} {...bind("password")} label="New password" {...newPassword} />
      <Send form={form} label="Change the password" good={good} />
    </form>
  );
}
