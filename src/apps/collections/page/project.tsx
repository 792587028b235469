// One project: its collections, what of them is published, who belongs to it.
import {useLocation} from "preact-iso";
import {api, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, None, Page, Section, Sure} from "stoa/ui";
import {ago, plural} from "stoa/words";
import {Members} from "./members";
import {useProject, type Definition} from "./places";
import {Views} from "./views";
import css from "./collections.module.css";

export function ProjectPage({name}: {name: string}) {
  const {data, error} = useProject(name);
  const {route} = useLocation();
  if (error && !data) return <Page title={name} lead={<Alert>{error}</Alert>} />;
  if (!data) return null;
  const {project, definitions} = data;
  return (
    <Page title={project.title} lead={<>Addresses begin with <code>/api/collections/{name}</code>.</>}
      aside={<a class="button is-primary" href={`/collections/${name}/~new`}>Define a collection</a>}>
      <Section title="Collections">
        {definitions.length ? (
          <ul class="apps">{definitions.map((one) => <li key={one.id}><Card project={name} definition={one} /></li>)}</ul>
        ) : <None>There is none yet. Define one: its fields and who may do what. Its API is there at once.</None>}
      </Section>
      <Views place={data} />
      <Members project={project} />
      <Section title="As one document" aside={
        <Sure label="Remove the project" question="Only a project without collections goes." yes="Remove it" run={async () => {
          await api.delete("/api/collections/projects/{id}", {path: {id: project.id}});
          route("/collections");
        }} />}>
        <p>The shape of this project, for git or another server: <a href={`/api/collections/projects/${project.id}/export`}>export</a>.
          Its API in OpenAPI 3.1: <a href={`/api/collections/${name}/openapi.json`}>openapi.json</a>.</p>
      </Section>
    </Page>
  );
}

function Card({project, definition}: {project: string; definition: Definition}) {
  const {properties = {}} = definition.schema as {properties?: object};
  const count = useLoad((signal) => fetch(`/api/collections/${project}/${definition.name}?limit=1&count=capped`, {signal})
    .then((answer) => answer.json() as Promise<Schemas["PageProject"]>), [project, definition.name]);
  const total = count.data?.total;
  return (
    <article class="app">
      <h3><a href={`/collections/${project}/${definition.name}`}>{definition.title}</a></h3>
      <p class="figure">{total && `${plural(total.rows, "record")}${total.capped ? " and more" : ""}`}</p>
      <p class={css.names}>{Object.keys(properties).join(", ")}</p>
      <p class="routes"><span>Changed {ago(definition.updated)}</span><span class="open">Open</span></p>
    </article>
  );
}
