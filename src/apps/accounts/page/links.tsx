// One-time links. Nothing is done until a person presses the button, because programs that look through mail
// open links as well.
import type {ComponentChildren} from "preact";
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, Refused} from "stoa/api";
import {useForm, type Form} from "stoa/form";
import {account, askWho} from "stoa/session";
import {link, type Purpose} from "./arrival";
import {useComeIn} from "./comein";
import {newPassword, PasswordField, Send, useValues} from "./fields";
import {Alone} from "./frames";
import {to} from "./places";
import {tell, type News} from "./said";

type Given = {token: string};

export function LinkPage() {
  const Shown = link.value && shown[link.value.purpose];
  if (!link.value || !Shown) {
    return (
      <Alone title="Open the link again" lead="What it carries is gone from this page: it is kept nowhere. As long as it was not used, it works.">
        <p><a class="button" href={to("sign-in")}>To signing in</a></p>
      </Alone>
    );
  }
  return <Shown token={link.value.token} />;
}

export function useGoOn() {
  const {route} = useLocation();
  return (part: string, news: News) => {
    tell(news);
    link.value = null;
    route(to(part), true);
  };
}

// One form, whose `send` uses the link up. One that is used up or too old leads to where to get another.
export function LinkForm({title, lead, fields = [], codes = {}, label, advice: [part, words], send, children}: {
  title: string; lead: string; fields?: string[]; codes?: Record<string, string>; label: string; advice: [part: string, words: string];
  send: () => Promise<unknown>; children?: (form: Form) => ComponentChildren;
}) {
  const [over, setOver] = useState(false);
  const form = useForm(() => send().catch((error) => {
    setOver(error instanceof Refused && error.code === "link_invalid");
    throw error;
  }), fields, codes);
  return (
    <Alone title={title} lead={lead}>
      <form class="form" noValidate onSubmit={form.submit}>
        {children?.(form)}
        <Send form={form} label={label} />
        {over && <p><a href={to(part)}>{words}</a></p>}
      </form>
    </Alone>
  );
}

const toDoor: [string, string] = ["sign-in", "To signing in"];

function Verify({token}: Given) {
  const {values, bind} = useValues({password: ""});
  const goOn = useGoOn();
  return (
    <LinkForm title="One step left" lead="With the password that you chose your address is verified and your account begins."
      fields={["password"]} codes={{wrong_password: "password"}} label="Begin" advice={["register", "Register again"]}
      send={async () => {
        const {email} = await api.post("/api/accounts/verifications", {body: {token, ...values}});
        goOn("sign-in", {text: "Your account is there. Sign in.", email});
      }}>
      {(form) => <PasswordField form={form} {...bind("password")} />}
    </LinkForm>
  );
}

function ChangeAddress({token}: Given) {
  const goOn = useGoOn();
  return (
    <LinkForm title="Your new address" lead="From now on this address signs you in, and mails go to it." label="Use this address" advice={toDoor}
      send={async () => {
        try {
          const {email} = await api.post("/api/accounts/addresses", {body: {token}});
          await askWho();
          goOn(account.value ? "profile" : "sign-in", {text: `Your address is ${email} now.`, email});
        } catch (error) {
          if (!(error instanceof Refused && error.code === "address_taken")) throw error;
          goOn("profile", {text: error.message});
        }
      }} />
  );
}

function Reset({token}: Given) {
  const {values, bind} = useValues({password: ""});
  const goOn = useGoOn();
  return (
    <LinkForm title="Choose a new password" lead="Whoever is signed in as you is signed out by this, and your API keys end."
      fields={["password"]} label="Use this password" advice={["forgot", "Ask for a new mail"]}
      send={async () => {
        await api.post("/api/accounts/passwords", {body: {token, ...values}});
        account.value = null;
        await askWho();
        goOn("sign-in", {text: "Your password is changed. Sign in with it."});
      }}>
      {(form) => <PasswordField form={form} {...bind("password")} label="New password" {...newPassword} />}
    </LinkForm>
  );
}

function SignInByLink({token}: Given) {
  const comeIn = useComeIn();
  return (
    <LinkForm title="Sign in by this link" lead="The link works once." label="Sign in" advice={toDoor}
      send={async () => {
        await api.post("/api/accounts/sign-in-links", {body: {token}});
        await comeIn();
        link.value = null;
      }} />
  );
}

const shown: Partial<Record<Purpose, (given: Given) => preact.JSX.Element>> = {
  verify: Verify, "change-address": ChangeAddress, reset: Reset, "sign-in": SignInByLink,
};
