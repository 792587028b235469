// Identity providers: buttons that lead there to sign in, and for whom one is signed in as, what is linked.
import {useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useForm} from "stoa/form";
import {useLoad} from "stoa/load";
import {Alert, Doing, Section} from "stoa/ui";
import {ago, date, when} from "stoa/words";
import {leaveFor} from "./arrival";
import {HiddenUser, PasswordField, Send, useValues} from "./fields";
import {useSaid} from "./said";
import css from "./accounts.module.css";

type Account = Schemas["AccountPage"];

export function ProviderButtons() {
  const {data, error} = useLoad((signal) => api.get("/api/accounts/providers", {signal}), []);
  if (error) return <Alert>{error}</Alert>;
  if (!data?.items.length) return null;
  return (
    <div class={css.elsewhere}>
      {data.items.map(({name}) => (
        <Doing key={name} run={async () => leaveFor((await api.post("/api/accounts/provider-sign-ins")).address)}>Sign in with {name}</Doing>
      ))}
    </div>
  );
}

// Nothing where no provider is and nothing is linked.
export function Identities({account}: {account: Account}) {
  const {said, say} = useSaid();
  const providers = useLoad((signal) => api.get("/api/accounts/providers", {signal}), []);
  const mine = useLoad((signal) => api.get("/api/accounts/me/identities", {signal}), []);
  const [linked, all] = [mine.data?.items ?? [], providers.data?.items ?? []];
  const error = providers.error || mine.error;
  if (!error && !linked.length && !all.length) return null;
  const others = mine.data ? all.filter(({issuer}) => !linked.some((one) => one.issuer === issuer)) : [];
  return (
    <Section title="Signing in elsewhere">
      {error && <Alert>{error}</Alert>}
      {said}
      {linked.length > 0 && (
        <ul class="rows" aria-label="What is linked">
          {linked.map(({id, issuer, created, used}) => (
            <li key={id} class="row">
              <span class="row-title">{issuer}</span>
              <span class="row-facts" title={when(used)}>Linked {date(created)} · used {ago(used)}</span>
              <span class="row-end">
                <Doing class="small" aria-label={`Remove the link to ${issuer}`} run={async () => {
                  await api.delete("/api/accounts/me/identities/{id}", {path: {id}});
                  mine.again();
                  say("The link is removed.");
                }}>Remove</Doing>
              </span>
            </li>
          ))}
        </ul>
      )}
      {others.map(({name}) => <Linking key={name} account={account} name={name} />)}
    </Section>
  );
}

function Linking({account, name}: {account: Account; name: string}) {
  const {values, bind} = useValues({password: ""});
  const [asking, setAsking] = useState(false);
  const form = useForm(async () => {
    const {address} = await api.post("/api/accounts/me/identities", {body: values});
    leaveFor(address);
  }, ["password"], {wrong_password: "password"});
  if (!asking) {
    return (
      <>
        <p>Who you are at {name} can sign you in here as well.</p>
        <div><button type="button" onClick={() => setAsking(true)}>Link {name}</button></div>
      </>
    );
  }
  return (
    <form class={`form ${css.narrow}`} noValidate onSubmit={form.submit}>
      <HiddenUser email={account.email} />
      <PasswordField form={form} {...bind("password")} label="Your password" begin />
      <Send form={form} label={`Link ${name}`} onCancel={() => setAsking(false)} />
    </form>
  );
}
