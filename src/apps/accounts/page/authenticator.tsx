// The second factor: an authenticator app is set up by what it scans, confirmed by one of its codes, and
// answered with recovery codes for the day it is lost.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {askWho} from "stoa/session";
import {Copy, Doing, Tag} from "stoa/ui";
import {CodeField, HiddenUser, PasswordField, Send, useValues} from "./fields";
import {QrCode} from "./qr";
import {useSaid} from "./said";
import css from "./accounts.module.css";

type Account = Schemas["AccountPage"];
type Offer = Schemas["AuthenticatorOffer"];

const inGroups = (text: string) => (text.match(/.{1,4}/g) ?? []).join(" ");

export function Authenticator({account}: {account: Account}) {
  const {said, say} = useSaid();
  const [offer, setOffer] = useState<Offer>();
  const [codes, setCodes] = useState<string[]>();
  if (codes) {
    return <Recovery codes={codes} kept={async () => {
      await askWho();
      setCodes(undefined);
      setOffer(undefined);
      say("The authenticator app is on. Other browsers and programs are signed out.");
    }} />;
  }
  if (offer) return <Confirm offer={offer} confirmed={setCodes} onCancel={() => setOffer(undefined)} />;
  return (
    <>
      {said}
      {account.second_factor
        ? <On email={account.email} removed={() => say("The authenticator app is off.")} />
        : <Off email={account.email} offered={setOffer} />}
    </>
  );
}

function Off({email, offered}: {email: string; offered: (offer: Offer) => void}) {
  const {values, bind} = useValues({password: ""});
  const form = useForm(async () => offered(await api.post("/api/accounts/me/authenticators", {body: values})), ["password"], {wrong_password: "password"});
  return (
    <>
      <p>Beside your password, signing in then asks for a code that an app on your phone shows.</p>
      <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
        <HiddenUser email={email} />
        <PasswordField form={form} {...bind("password")} label="Your password" />
        <Send form={form} label="Set one up" />
      </form>
    </>
  );
}

// What is shown once has the focus when it comes.
function Once({title, children}: {title: string; children: ComponentChildren}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return <div class={`once ${css.once}`}><h3 ref={heading} tabIndex={-1}>{title}</h3>{children}</div>;
}

function Confirm({offer, confirmed, onCancel}: {offer: Offer; confirmed: (codes: string[]) => void; onCancel: () => void}) {
  const {values, bind} = useValues({code: ""});
  const form = useForm(async () => {
    const {codes} = await api.post("/api/accounts/me/authenticators/confirmations", {body: values});
    confirmed(codes);
  }, ["code"], {wrong_code: "code"});
  return (
    <Once title="Scan this with your app">
      <QrCode text={offer.uri} />
      <p>Or type this key into it:</p>
      <p class="secret" id="authenticator-secret">{inGroups(offer.secret)}</p>
      <details><summary>The same as an address</summary><p class="secret">{offer.uri}</p></details>
      <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
        <CodeField form={form} {...bind("code")} label="The code it shows now" inputMode="numeric" />
        <Send form={form} label="Confirm" onCancel={onCancel} />
      </form>
    </Once>
  );
}

function Recovery({codes, kept}: {codes: string[]; kept: () => Promise<void>}) {
  return (
    <Once title="Keep these recovery codes">
      <p>Each signs you in once instead of a code, should you lose your phone. They are not shown again.</p>
      <ol class="secret" id="recovery-codes">{codes.map((code) => <li key={code}>{code}</li>)}</ol>
      <div class="actions">
        <Copy text={codes.join("\n")} shown="recovery-codes" />
        <button type="button" class="small" onClick={() => print()}>Print</button>
        <Doing class="primary" run={kept}>I have kept them</Doing>
      </div>
    </Once>
  );
}

function On({email, removed}: {email: string; removed: () => void}) {
  const {values, bind} = useValues({password: "", code: ""});
  const form = useForm(async () => {
    await api.post("/api/accounts/me/authenticators/removals", {body: values});
    await askWho();
    removed();
  }, ["password", "code"], {wrong_password: "password", wrong_code: "code"});
  return (
    <>
      <p><Tag kind="good">On</Tag> Signing in asks for a code of your app.</p>
      <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
        <HiddenUser email={email} />
        <PasswordField form={form} {...bind("password")} label="Your password" />
        <CodeField form={form} {...bind("code")} hint="of the app, or a recovery code" />
        <Send form={form} label="Do without it" danger />
      </form>
    </>
  );
}
