// The projects that one belongs to, and a new one.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useForm} from "stoa/form";
import {Table, usePages} from "stoa/pages";
import {Dialog, Field, Page} from "stoa/ui";
import {ago, when} from "stoa/words";

export function Projects() {
  const [adding, setAdding] = useState(false);
  const pages = usePages((after, signal) => api.get("/api/collections/projects", {query: {limit: 50, ...(after && {after})}, ...(signal && {signal})}), [],
    "/api/collections/projects");
  return (
    <Page title="Collections" lead="An API for what you have, as soon as you name it: validated, filtered, documented, live."
      aside={<button type="button" class="primary" onClick={() => setAdding(true)}>Begin a project</button>}>
      <Table label="Projects" pages={pages} none="You have no project yet. A project is a name that addresses begin with, and the collections under it."
        columns={[
          {name: "Project", main: true, cell: ({name, title}) => <a href={`/collections/${name}`}>{title}</a>},
          {name: "Address", cell: ({name}) => <code>/api/collections/{name}</code>},
          {name: "Begun", cell: ({created}) => <span title={when(created)}>{ago(created)}</span>},
        ]} />
      {adding && <NewProject onClose={() => setAdding(false)} />}
    </Page>
  );
}

export const nameFrom = (title: string) => title.toLowerCase().normalize("NFKD").replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^[_0-9]+|_+$/g, "").slice(0, 40);

function NewProject({onClose}: {onClose: () => void}) {
  const {route} = useLocation();
  const [title, setTitle] = useState(""), [name, setName] = useState<string>();
  const shown = name ?? nameFrom(title);
  const form = useForm(async () => {
    const made = await api.post("/api/collections/projects", {body: {name: shown, title}});
    onClose();
    route(`/collections/${made.name}`);
  });
  return (
    <Dialog title="Begin a project" onClose={onClose}>
      <form class="form" noValidate onSubmit={form.submit}>
        <Field label="Title" error={form.errors.title}>{(control) => <input {...control} value={title} onInput={({currentTarget}) => setTitle(currentTarget.value)} />}</Field>
        <Field label="Name" hint="in addresses" error={form.errors.name}>{(control) => <input {...control} spellcheck={false} value={shown} onInput={({currentTarget}) => setName(currentTarget.value)} />}</Field>
        {form.note}
        <div class="actions"><button type="submit" class="primary" aria-disabled={form.busy || undefined}>Begin it</button></div>
      </form>
    </Dialog>
  );
}
