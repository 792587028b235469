// The server itself, for its administrators.
import {useLocation} from "preact-iso";
import {account, isAdmin, signInLink} from "../kit/session";
import {Page} from "../kit/ui";
import {Audit} from "./audit";
import {Backups} from "./backups";
import {Jobs} from "./jobs";
import {Mails} from "./mails";
import {Overview} from "./overview";
import {parts} from "./parts";
import {Troubles} from "./troubles";
import {Webhooks} from "./webhooks";
import "./system.css";

const shown: Record<string, () => preact.JSX.Element> = {
  "/system": Overview, "/system/jobs": Jobs, "/system/mails": Mails, "/system/webhooks": Webhooks,
  "/system/log": Troubles, "/system/audit": Audit, "/system/backups": Backups,
};

export default function System() {
  const {path} = useLocation();
  if (account.value === undefined) return null;
  if (!isAdmin.value) return <Closed />;
  const part = parts.find((one) => one.path === path);
  const Part = shown[path];
  if (!part || !Part) return <Page title="There is nothing here" lead={<>The system has no such part. <a href="/system">Overview</a></>} />;
  return (
    <Page title={part.path === "/system" ? "System" : part.label} lead={part.about}>
      <nav class="tabs" aria-label="System">
        {parts.map(({path: to, label}) => <a key={to} href={to} {...(to === path ? {"aria-current": "page" as const} : {})}>{label}</a>)}
      </nav>
      <Part />
    </Page>
  );
}

function Closed() {
  const {url} = useLocation();
  return account.value
    ? <Page title="For administrators" lead="What the server does is shown to its administrators alone." />
    : <Page title="System" lead={<><a href={signInLink(url)}>Sign in</a> as an administrator to see how the server is.</>} />;
}
