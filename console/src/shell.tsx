// What stands around every page: the bar on top, ways to go, who is signed in, the keyboard.
import {ErrorBoundary, lazy, LocationProvider, Router, Route, useLocation} from "preact-iso";
import {useEffect, useState} from "preact/hooks";
import {Home} from "./home/home";
import {apps} from "./kit/apps";
import {hasAdministrator, isAdmin} from "./kit/session";
import {nextTheme, theme} from "./kit/theme";
import {Page} from "./kit/ui";
import {capital, spaced} from "./kit/words";
import {appPages, own} from "./pages";
import {Palette} from "./palette";
import {useShortcuts} from "./shortcuts";
import {Who} from "./who";

const System = lazy(() => import("./system/system"));

export const Shell = () => (
  <LocationProvider scope={own}>
    <Frame />
  </LocationProvider>
);

function Frame() {
  const [palette, setPalette] = useState(false);
  const [failed, setFailed] = useState("");
  const {path} = useLocation();
  useFirstRun();
  useShortcuts(() => setPalette(true));
  useEffect(() => setFailed(""), [path]);
  return (
    <>
      <a class="skip" href="#content">Skip to the content</a>
      <Masthead openPalette={() => setPalette(true)} />
      <main id="content" tabIndex={-1}>
        {failed ? <Page title="This page broke" lead={failed}><p><a href={path}>Load it again</a></p></Page> : (
          <ErrorBoundary onError={(error) => setFailed(error.message)}>
            <Router>
              <Route path="/" component={Home} />
              <Route path="/system/:rest*" component={System} />
              {appPages.map(({app, Component}) => <Route path={`/${app}/:rest*`} component={Component} />)}
              <Route default component={Nowhere} />
            </Router>
          </ErrorBoundary>
        )}
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
    </>
  );
}

// Who opens a server that nobody administers is led to its set-up, once: the home page is theirs after that.
let led = false;
function useFirstRun() {
  const {path, route} = useLocation();
  const needed = hasAdministrator.value === false;
  useEffect(() => {
    if (!needed || led) return;
    led = true;
    if (path === "/") route("/accounts/set-up", true);
  }, [needed]);
}

const Nowhere = () => (
  <Page title="There is nothing here" lead="No page of this server has this address.">
    <p><a href="/">To the apps</a></p>
  </Page>
);

const marks = {system: "◐", light: "☀", dark: "☾"};

function Masthead({openPalette}: {openPalette: () => void}) {
  const {path} = useLocation();
  const here = path.split("/")[1] ?? "";
  const app = apps.value?.find(({name}) => name === here);
  const current = (is: boolean) => (is ? {"aria-current": "page" as const} : {});
  return (
    <header class="masthead">
      <a class="brand" href="/" {...current(path === "/")}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="currentColor"><path d="M12 2 23 8v2H1V8zM3 12h2.6v7H3zm5.1 0h2.6v7H8.1zm5.2 0h2.6v7h-2.6zm5.1 0H21v7h-2.6zM1 20.4h22V22H1z" /></svg>
        Stoa
      </a>
      {app && <a class="place" href={`/${app.name}`}>{capital(spaced(app.name))}</a>}
      <nav aria-label="Site">
        {isAdmin.value && <a href="/system" {...current(here === "system")}>System</a>}
        <a href="/docs">API<span class="roomy">&nbsp;reference</span></a>
      </nav>
      <div class="tools">
        <button type="button" class="tool" aria-label="Go to…" aria-keyshortcuts="Control+K" title="Go to… (Ctrl K)" onClick={openPalette}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2"><circle cx="8.5" cy="8.5" r="5.5" /><path d="m13 13 5 5" /></svg>
        </button>
        <button type="button" class="tool" aria-label={`Colours: ${theme.value}. Change to ${nextTheme()}.`} title={`Colours: ${theme.value}`}
          onClick={() => (theme.value = nextTheme())}><span aria-hidden="true">{marks[theme.value]}</span></button>
      </div>
      <Who />
    </header>
  );
}
