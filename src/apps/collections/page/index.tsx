// The console's pages of collections: /collections, /collections/<project>, /collections/<project>/<collection>
// and its parts; /collections/#join=<secret> is the link of a mail.
import {useLocation} from "preact-iso";
import {account, signInLink} from "stoa/session";
import {Page} from "stoa/ui";
import {CollectionPage} from "./collection";
import {NewCollection} from "./define";
import {Join, link} from "./join";
import {ProjectPage} from "./project";
import {Projects} from "./projects";

export default function Collections() {
  const {path, url} = useLocation();
  const [, , project, collection, part] = path.split("/");
  link.useReading();
  if (account.value === undefined) return null;
  if (link.secret.value) return <Join key={account.value?.id} />;
  if (account.value === null) {
    return <Page title="Collections" lead={<><a href={signInLink(url)}>Sign in</a> to see your projects, or to begin one: name what a record looks like, and there is an API for it.</>} />;
  }
  if (!project) return <Projects />;
  if (!collection) return <ProjectPage key={project} name={project} />;
  if (collection === "~new") return <NewCollection key={project} project={project} />;
  return <CollectionPage key={`${project}/${collection}`} project={project} name={collection} part={part ?? "records"} />;
}
