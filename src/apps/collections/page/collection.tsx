// One collection: its records, its definition, an import, and how a program calls it.
import {Alert, Page} from "stoa/ui";
import {CallThis} from "./call";
import {DefinitionForm} from "./define";
import {ImportPart} from "./import";
import {useProject, type Definition, type Place} from "./places";
import {Records} from "./records";

export interface PartProps {place: Place; definition: Definition; address: string}

const parts: [string, string, (props: PartProps) => preact.JSX.Element][] = [
  ["records", "Records", Records],
  ["definition", "Definition", ({place, definition}) => <DefinitionForm key={definition.version} place={place} definition={definition} />],
  ["import", "Import", ImportPart],
  ["call", "Call this", CallThis],
];

export function CollectionPage({project, name, part}: {project: string; name: string; part: string}) {
  const {data: place, error} = useProject(project);
  const definition = place?.definitions.find((one) => one.name === name);
  const [, , Part] = parts.find(([one]) => one === part) ?? parts[0]!;
  if (error && !place) return <Page title={name} lead={<Alert>{error}</Alert>} />;
  if (!place) return null;
  if (!definition) return <Page title="There is nothing here" lead={<>This project has no collection called {name}. <a href={`/collections/${project}`}>{place.project.title}</a></>} />;
  const here = `/collections/${project}/${name}`;
  return (
    <Page wide title={definition.title} lead={<><a href={`/collections/${project}`}>{place.project.title}</a> / <code>{name}</code></>}>
      <nav class="tabs" aria-label={definition.title}>
        {parts.map(([one, label]) => <a key={one} href={one === "records" ? here : `${here}/${one}`} {...(one === part ? {"aria-current": "page" as const} : {})}>{label}</a>)}
      </nav>
      <Part place={place} definition={definition} address={`/api/collections/${project}/${name}`} />
    </Page>
  );
}
