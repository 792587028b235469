// The front page: every app, what it does, and one figure of each that is true just now.
import {useEffect, useState} from "preact/hooks";
import {apps, appsError, type App} from "../kit/apps";
import {account, hasAdministrator} from "../kit/session";
import {Copy} from "../kit/ui";
import {capital, plural, spaced} from "../kit/words";
import {figureOf} from "../pages";
import {Facade} from "./facade";
import {Vital} from "./vital";

export function Home() {
  useEffect(() => {
    document.title = "Stoa";
  }, []);
  const call = `curl ${location.origin}/api/apps`;
  return (
    <div class="home">
      <div class="opening">
        <h1>Many backends under one roof</h1>
        <p class="lead">Stoa is one program for the backends that most services need, each good enough to run a real service on, all standing on one small kernel. It runs on its own, with nothing to install beside it.</p>
        <p class="epigraph"><dfn>Stoa</dfn>: the covered hall beside a Greek market square: one roof, and under it the shops, the school, the library, the notice board, the vote.</p>
        <Facade />
      </div>
      <h2 id="apps-title">Under this roof</h2>
      <ul class="apps" aria-labelledby="apps-title" aria-busy={!apps.value && !appsError.value}>
        {(apps.value ?? []).map((app) => <li key={app.name}><Card app={app} /></li>)}
      </ul>
      {appsError.value && <p class="note" role="alert">{appsError.value}</p>}
      {account.value === null && (hasAdministrator.value === false ? (
        <p class="hint-line">This server is new: nobody is its administrator yet. <a href="/accounts/set-up">Set it up</a></p>
      ) : (
        <p class="hint-line"><a href="/accounts/sign-in">Sign in</a>, or <a href="/accounts/register">make an account</a>: one for everything here.</p>
      ))}
      <h2>Talk to it</h2>
      <div class="call">
        <pre tabIndex={0} aria-label="A first call"><code>{call}</code></pre>
        <Copy text={call} />
      </div>
      <ul class="doors">
        <li><a href="/docs">API reference</a><span>Every route, what it takes and what it says</span></li>
        <li><a href="/openapi.json">openapi.json</a><span>The same as OpenAPI 3.1, for generators</span></li>
        <li><a href="/healthz">healthz</a><span>Is it up? For load balancers</span></li>
        <li><a href="/metrics">metrics</a><span>Counters and timings, for Prometheus</span></li>
      </ul>
      <footer><Vital /></footer>
    </div>
  );
}

function Card({app}: {app: App}) {
  const name = capital(spaced(app.name));
  const figure = useFigure(app.name);
  return (
    <article class={app.page ? "app" : "app is-bare"}>
      <h3>{app.page ? <a href={app.page}>{name}</a> : name}</h3>
      <p>{app.title}</p>
      {/* The place is kept, so that nothing jumps when it comes. */}
      <p class="figure">{figure}</p>
      <p class="routes">{plural(app.routes, "route")}{app.page && <span class="open">Open</span>}</p>
    </article>
  );
}

// What the app itself says of how much there is; nothing when it has nothing to say, or not to this person.
function useFigure(app: string) {
  const [figure, setFigure] = useState("");
  const who = account.value;
  useEffect(() => {
    const load = figureOf.get(app);
    if (!load || who === undefined) return;
    load().then((found) => found.figure()).then(setFigure, () => setFigure(""));
  }, [app, who]);
  return figure;
}
