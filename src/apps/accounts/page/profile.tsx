// Who one is to others, and the address that signs one in.
import {useState} from "preact/hooks";
import {api, Refused, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {useLoad} from "stoa/load";
import {account, askWho} from "stoa/session";
import {Alert, Copy, Section} from "stoa/ui";
import {date} from "stoa/words";
import {asTyped, EmailField, PasswordField, Send, TextField, useValues} from "./fields";
import {Inside} from "./frames";
import {roleInWords} from "./places";
import css from "./accounts.module.css";

type Account = Schemas["AccountPage"];

export function Profile() {
  const who = account.value!;
  const read = useLoad((signal) => api.read("/api/accounts/me", {signal}), []);
  return (
    <Inside title="Profile" lead={`Here since ${[date(who.created), ...who.roles.map(roleInWords)].join(", ")}.`}>
      <section aria-label="About you">
        {read.error && <Alert>{read.error}</Alert>}
        {read.data && <AboutYou key={read.data.etag} me={read.data.data} etag={read.data.etag} again={read.again} />}
      </section>
      <Section title="Address">
        <p>You sign in with <strong>{who.email}</strong>.</p>
        <NewAddress />
      </Section>
      <Section title="Your id">
        <p>Whoever gives you a part in something of theirs may ask for it: <code class={css.id}>{who.id}</code> <Copy text={who.id} /></p>
      </Section>
    </Inside>
  );
}

// What somebody changed meanwhile, in another browser, is not written over.
function AboutYou({me, etag, again}: {me: Account; etag: string | null; again: () => void}) {
  const [known, setKnown] = useState({me, etag});
  const {values, bind} = useValues({name: me.name, locale: me.locale ?? ""});
  const [good, setGood] = useState("");
  const [stale, setStale] = useState(false);
  const form = useForm(async () => {
    setGood("");
    const after = {name: values.name.trim(), locale: values.locale.trim() || null};
    const changed = {...(after.name !== known.me.name && {name: after.name}), ...(after.locale !== known.me.locale && {locale: after.locale})};
    if (!Object.keys(changed).length) return setGood("Nothing is changed.");
    try {
      const now = await api.edit("/api/accounts/me", {body: changed, etag: known.etag});
      setKnown({me: now.data, etag: now.etag});
    } catch (error) {
      setStale(error instanceof Refused && error.code === "precondition_failed");
      throw error;
    }
    await askWho();
    setGood("Saved.");
  }, ["name", "locale"]);
  return (
    <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
      <TextField form={form} {...bind("name")} label="Name" hint="as others see it" autocomplete="name" maxLength={100} />
      <TextField form={form} {...bind("locale")} label="Language" hint="a tag such as en or pt-BR" optional {...asTyped} />
      <Send form={form} label="Save" good={good} />
      {stale && <div><button type="button" onClick={again}>Load it again</button></div>}
    </form>
  );
}

function NewAddress() {
  const {values, set, bind} = useValues({email: "", password: ""});
  const [good, setGood] = useState("");
  const form = useForm(async () => {
    setGood("");
    const {message} = await api.post("/api/accounts/me/addresses", {body: values});
    set({email: "", password: ""});
    setGood(`${message} The old address stays until you open the link in it.`);
  }, ["email", "password"], {wrong_password: "password"});
  return (
    <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
      <EmailField form={form} {...bind("email")} label="New address" autocomplete="email" />
      <PasswordField form={form} {...bind("password")} label="Your password" />
      <Send form={form} label="Mail a link to it" good={good} />
    </form>
  );
}
