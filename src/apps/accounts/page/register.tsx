// What begins with a mail: an account, or another password for who forgot theirs.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {Ways} from "./door";
import {EmailField, newPassword, PasswordField, Send, TextField, useValues} from "./fields";
import {Alone} from "./frames";

function Mailed({message, email}: {message: string; email: string}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>Look into your mail</h2>
      <p>{message}</p>
      <p class="muted">It goes to {email}. Nothing there after a few minutes? Look among the junk.</p>
    </>
  );
}

function Begun({title, lead, sent, children}: {title: string; lead: string; sent: Parameters<typeof Mailed>[0] | undefined; children: ComponentChildren}) {
  return (
    <Alone title={title} lead={lead}>
      {sent ? <Mailed {...sent} /> : children}
      <Ways ways={[["sign-in", "Sign in"]]} />
    </Alone>
  );
}

export function Register() {
  const {values, bind} = useValues({name: "", email: "", password: ""});
  const [message, setMessage] = useState<string>();
  const form = useForm(async () => setMessage((await api.post("/api/accounts/registrations", {body: values})).message), ["name", "email", "password"]);
  return (
    <Begun title="Make an account" lead="One account for everything on this server. It begins once you open the link that is mailed to you."
      sent={message === undefined ? undefined : {message, email: values.email}}>
      <form class="form" noValidate onSubmit={form.submit}>
        <TextField form={form} {...bind("name")} label="Name" hint="as others see it" autocomplete="name" maxLength={100} />
        <EmailField form={form} {...bind("email")} />
        <PasswordField form={form} {...bind("password")} {...newPassword} />
        <Send form={form} label="Make an account" />
      </form>
    </Begun>
  );
}

export function Forgot() {
  const {values, bind} = useValues({email: ""});
  const [message, setMessage] = useState<string>();
  const form = useForm(async () => setMessage((await api.post("/api/accounts/password-resets", {body: values})).message), ["email"]);
  return (
    <Begun title="Forgot your password?" lead="A link to choose a new one is mailed to you. It works for 30 minutes."
      sent={message === undefined ? undefined : {message, email: values.email}}>
      <form class="form" noValidate onSubmit={form.submit}>
        <EmailField form={form} {...bind("email")} />
        <Send form={form} label="Send me a mail" />
      </form>
    </Begun>
  );
}
