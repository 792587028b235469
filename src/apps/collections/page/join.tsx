// The link of a mail, /collections/#join=<secret>: whoever opens it is asked whether to join, signed in or not yet.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {ComeInToJoin, joinLink} from "stoa/join";
import {useLoad} from "stoa/load";
import {account} from "stoa/session";
import {Field, Page} from "stoa/ui";
import css from "./collections.module.css";

export const link = joinLink("collections");

export function Join() {
  const who = account.value, secret = link.secret.value;
  const {data: project, error} = useLoad(async () => (secret ? api.post("/api/collections/invitations/preview", {body: {secret}}) : null), [secret]);
  if (error) {
    return (
      <Page title="A project" lead="This link is worth nothing any more: it was used, taken back, or is older than two weeks.">
        <div class="actions"><button type="button" onClick={link.forget}>To my projects</button></div>
      </Page>
    );
  }
  if (!project || !secret) return null;
  const may = project.role === "owner" ? "do everything in it" : "do in it what its rules let that role do";
  return (
    <Page title={project.title} lead={<>{project.inviter ?? "Somebody"} invites you to this project, with the role <strong>{project.role}</strong>: you may {may}.</>}>
      {who ? <JoinForm secret={secret} called={who.name} /> : <ComeInToJoin app="collections" />}
    </Page>
  );
}

function JoinForm({secret, called}: {secret: string; called: string}) {
  const {route} = useLocation();
  const [name, setName] = useState(called);
  const form = useForm(async () => {
    const member = await api.post("/api/collections/invitations/accept", {body: {secret, name: name.trim() || null}});
    const project = await api.get("/api/collections/projects/{id}", {path: {id: member.project}});
    link.forget();
    route(`/collections/${project.name}`);
  }, ["name"]);
  return (
    <form class={`form ${css.join}`} noValidate onSubmit={form.submit}>
      <Field label="Your name" hint="as the members of the project read it" error={form.errors.name}>{(control) => (
        <input {...control} autocomplete="name" maxLength={100} value={name} onInput={({currentTarget}) => setName(currentTarget.value)} />
      )}</Field>
      {form.note}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.busy || undefined}>Join the project</button>
        <button type="button" onClick={link.forget}>Not now</button>
      </div>
    </form>
  );
}
