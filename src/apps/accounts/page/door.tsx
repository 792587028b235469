// Signing in: address and password, the code if the account asks for one, or at an identity provider.
import {useState} from "preact/hooks";
import {api, Refused} from "stoa/api";
import {useForm} from "stoa/form";
import {ended, hasAdministrator} from "stoa/session";
import {useComeIn} from "./comein";
import {ProviderButtons} from "./elsewhere";
import {CodeField, EmailField, PasswordField, Send, useValues} from "./fields";
import {Alone} from "./frames";
import {to} from "./places";
import {takeNews} from "./said";
import css from "./accounts.module.css";

const whys = {left: "You are signed out.", over: "Your session is over. Sign in again."};

// The query goes along: it says where to go in the end.
export const Ways = ({ways}: {ways: [part: string, text: string][]}) => (
  <p class={css.ways}>{ways.map(([part, text]) => <a key={part} href={to(part) + location.search}>{text}</a>)}</p>
);

export function SignIn() {
  const [news] = useState(takeNews);
  const {values, bind} = useValues({email: news?.email ?? "", password: "", code: ""});
  const [asksCode, setAsksCode] = useState(false);
  const comeIn = useComeIn();
  const form = useForm(async () => {
    const {email, password, code} = values;
    try {
      await api.post("/api/accounts/sessions", {body: {email, password, ...(asksCode && code && {code})}});
    } catch (error) {
      if (!(error instanceof Refused && error.code === "second_factor_needed")) throw error;
      return setAsksCode(true);
    }
    await comeIn();
  }, ["email", "password", "code"], {wrong_code: "code"});
  const why = ended.value && whys[ended.value];
  return (
    <Alone title="Sign in" news={asksCode ? undefined : news?.text ?? why ?? undefined}>
      {hasAdministrator.value === false && (
        <p class={css.first}>This server has no administrator yet. <a href={to("set-up")}>Set it up</a></p>
      )}
      <form class="form" noValidate onSubmit={form.submit}>
        <EmailField form={form} {...bind("email")} />
        <PasswordField form={form} {...bind("password")} />
        {asksCode && <CodeAsked form={form} {...bind("code")} />}
        <Send form={form} label="Sign in" />
      </form>
      <ProviderButtons />
      <Ways ways={[["register", "Make an account"], ["forgot", "Forgot your password?"]]} />
    </Alone>
  );
}

type Asked = Parameters<typeof CodeField>[0];
const CodeAsked = (field: Asked) => (
  <>
    <p class="note is-good" role="status">Your password is right. Now the code.</p>
    <CodeField hint="of your app, or a recovery code" begin {...field} />
  </>
);
