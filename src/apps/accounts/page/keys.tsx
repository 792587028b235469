// API keys: how programs of one's own come in, each with less than its owner may do.
import {useEffect, useRef, useState} from "preact/hooks";
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Copy, None, Sure, Tag} from "stoa/ui";
import {ago, date} from "stoa/words";
import {Inside} from "./frames";
import {NewKey} from "./newkey";
import {useSaid} from "./said";
import css from "./accounts.module.css";

type Key = Schemas["ApiKey"];
type Made = Schemas["NewApiKey"];

export function Keys() {
  const {data, error, again} = useLoad((signal) => api.get("/api/accounts/api-keys", {signal}), []);
  const {said, say} = useSaid();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const begin = useRef<HTMLButtonElement>(null), was = useRef(false);
  const busy = making || made !== undefined;
  useEffect(() => {
    if (was.current && !busy) begin.current?.focus();
    was.current = busy;
  }, [busy]);
  return (
    <Inside title="API keys" lead="A key lets a program of yours in without your password. Give each a key of its own, for no more than it needs.">
      <section class="panel" aria-label="API keys">
        {error && <Alert>{error}</Alert>}
        {said}
        {made ? <Shown made={made} kept={() => setMade(undefined)} />
          : making ? <NewKey onCancel={() => setMaking(false)} done={(key) => {
            setMade(key);
            setMaking(false);
            again();
          }} />
          : <div><button ref={begin} type="button" onClick={() => {
            say("");
            setMaking(true);
          }}>Make a key</button></div>}
        {data && (data.items.length ? (
          <ul class="rows" aria-label="API keys">
            {data.items.toReversed().map((key) => <Row key={key.id} of={key} ended={() => {
              again();
              say(`“${key.name}” is ended.`);
            }} />)}
          </ul>
        ) : <None>You have no API key.</None>)}
      </section>
    </Inside>
  );
}

function Row({of: key, ended}: {of: Key; ended: () => void}) {
  const over = key.expires && new Date(key.expires) < new Date();
  const until = key.expires ? `${over ? "ended" : "until"} ${date(key.expires)}` : "without end";
  return (
    <li class="row">
      <span class="row-title">{key.name} {over && <Tag kind="bad">Over</Tag>}</span>
      <span class="row-facts"><code>{key.shown}…</code> · {key.used ? `used ${ago(key.used)}` : "never used"} · {until}</span>
      <span class={`row-facts ${css.scopes}`}>{key.scopes.map((scope) => <code key={scope}>{scope}</code>)}</span>
      <span class="row-end">
        <Sure label="End" about={key.name} question="Programs with this key are refused from then on." yes="End it" run={async () => {
          await api.delete("/api/accounts/api-keys/{id}", {path: {id: key.id}});
          ended();
        }} />
      </span>
    </li>
  );
}

function Shown({made, kept}: {made: Made; kept: () => void}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class={`once ${css.once}`}>
      <h2 ref={heading} tabIndex={-1}>The key “{made.name}”</h2>
      <p>Copy it now; it is not shown again.</p>
      <p class="secret" id="new-key">{made.key}</p>
      <div class="actions">
        <Copy text={made.key} shown="new-key" />
        <button type="button" class="primary" onClick={kept}>I have kept it</button>
      </div>
      <details><summary>The header that a program sends</summary><p class="secret">Authorization: Bearer {made.key}</p></details>
    </div>
  );
}
