// A project and its collections by the names that stand in addresses.
import {api, Refused, type Schemas} from "stoa/api";
import {useLoad} from "stoa/load";

export type Project = Schemas["Project"];
export type Member = Schemas["Member"];
export type Definition = Schemas["Definition"];

export interface Place {project: Project; definitions: Definition[]}

const named = (name: string) => `name = ${JSON.stringify(name)}`;

export function useProject(name: string) {
  return useLoad<Place>(async (signal) => {
    const {items: [project]} = await api.get("/api/collections/projects", {query: {filter: named(name), limit: 1}, signal});
    if (!project) throw new Refused(404, {detail: `You have no project called ${name}.`});
    const {items: definitions} = await api.get("/api/collections/definitions", {query: {project: project.id, limit: 100}, signal});
    return {project, definitions: definitions.sort((a, b) => a.title.localeCompare(b.title))};
  }, [name], "/api/collections/definitions");
}
