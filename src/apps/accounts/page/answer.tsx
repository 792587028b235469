// Back from an identity provider: signed in, one code short of it, linked, or refused.
import {useLocation} from "preact-iso";
import {useEffect, useState} from "preact/hooks";
import {api, sentence} from "stoa/api";
import {useForm} from "stoa/form";
import {Alert} from "stoa/ui";
import {answer} from "./arrival";
import {useComeIn} from "./comein";
import {CodeField, Send, useValues} from "./fields";
import {Alone} from "./frames";
import {to} from "./places";
import {tell} from "./said";

export function Returned() {
  const {route} = useLocation();
  const comeIn = useComeIn();
  const [token, setToken] = useState<string>();
  const [error, setError] = useState("");
  const take = async () => {
    const given = answer.value;
    answer.value = null;  // it is good for one question
    if (!given) return setError("What the other side said of you is used up.");
    const {outcome, token} = await api.post("/api/accounts/provider-answers", {body: given});
    if (outcome === "second_factor" && token) return setToken(token);
    if (outcome === "signed_in") return comeIn();
    tell({text: "From now on you can sign in there as well."});
    route(to("security"), true);
  };
  useEffect(() => void take().catch((thrown) => setError(sentence(thrown))), []);
  if (token) return <CodeAfter token={token} />;
  if (!error) return <p class="message" role="status">One moment …</p>;
  return (
    <Alone title="You are not signed in">
      <Alert>{error}</Alert>
      <p><a class="button" href={to("sign-in") + location.search}>To signing in</a></p>
    </Alone>
  );
}

function CodeAfter({token}: {token: string}) {
  const {values, bind} = useValues({code: ""});
  const comeIn = useComeIn();
  const form = useForm(async () => {
    await api.post("/api/accounts/provider-codes", {body: {token, ...values}});
    await comeIn();
  }, ["code"], {wrong_code: "code"});
  return (
    <Alone title="One step left" lead="Now the code of your second factor.">
      <form class="form" noValidate onSubmit={form.submit}>
        <CodeField form={form} {...bind("code")} hint="of your app, or a recovery code" />
        <Send form={form} label="Sign in" />
      </form>
    </Alone>
  );
}
