// What API keys of an account can do, as the API's own description has it.
import {send} from "stoa/api";
import {has} from "stoa/session";

export const verbs = ["read", "write", "admin"] as const;
export type Verb = (typeof verbs)[number];
export interface Resource {name: string; verbs: Verb[]}
export interface Group {app: string; columns: Verb[]; resources: Resource[]}

type Security = Record<string, string[]>[];
interface Described {paths: Record<string, Record<string, {security?: Security}>>}

// Of one operation: the scopes that a key needs for it, if this account may do it at all.
function scopesOf(security: Security = []) {
  const keys = security.flatMap((way) => way.api_key ?? []);
  const roles = security.find((way) => way.session)?.session ?? [];
  return roles.every(has) ? keys : [];
}

export async function readScopes(signal: AbortSignal): Promise<Group[]> {
  const {data} = await send<Described>("GET", "/openapi.json", {signal});
  const found = new Map<string, Map<string, Set<string>>>();
  for (const {security} of Object.values(data.paths).flatMap((path) => Object.values(path))) {
    for (const scope of scopesOf(security)) {
      const [app = "", resource = "", verb = ""] = scope.split(":");
      const ofApp = found.get(app) ?? new Map<string, Set<string>>();
      found.set(app, ofApp.set(resource, (ofApp.get(resource) ?? new Set()).add(verb)));
    }
  }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => a.localeCompare(b);
  return [...found].sort(byName).map(([app, resources]) => {
    const all = [...resources].sort(byName).map(([name, offered]) => ({name, verbs: verbs.filter((verb) => offered.has(verb))}));
    return {app, resources: all, columns: verbs.filter((verb) => all.some((one) => one.verbs.includes(verb)))};
  });
}
