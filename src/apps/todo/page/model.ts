// What the pages of todo share: the lists and the profile of whoever is signed in, tasks as they are read.
import {signal} from "@preact/signals";
import {useEffect} from "preact/hooks";
import {api, sentence, type Schemas} from "stoa/api";
import {watch} from "stoa/live";
import {useLoad} from "stoa/load";
import {account, type Account} from "stoa/session";

export type List = Schemas["ListView"];
export type Task = Schemas["Task"];
export type Role = List["role"];

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const isOpen = ({status}: Task) => status === "needs_action" || status === "in_process";
export const mayWrite = (list: List | undefined) => list !== undefined && list.role !== "viewer";

// Whatever happens to a task of one's lists is told of this one.
export const everything = "/api/todo/tasks";
// One more after each deed here: what is shown is read again at once, also where no stream tells of it.
export const stirred = signal(0);
export const stir = () => void stirred.value++;

// ---- lists --------------------------------------------------------------------------------------

export const lists = signal<List[] | undefined>(undefined);
export const listsError = signal("");
export const listOf = (id: string) => lists.value?.find((one) => one.id === id);

// What comes a page at a time, up to as many as anybody looks at.
const most = 1000;
async function all<T>(read: (after: {after?: string}) => Promise<{items: T[]; next: string | null}>) {
  const found: T[] = [];
  for (let after: {after?: string} = {}; ;) {
    const {items, next} = await read(after);
    found.push(...items);
    if (!next || found.length >= most) return found;
    after = {after: next};
  }
}

export async function readLists() {
  try {
    lists.value = await all((after) => api.get("/api/todo/lists", {query: {limit: 100, ...after}}));
    listsError.value = "";
  } catch (error) {
    listsError.value = sentence(error);
  }
}

// What stands beside a list changes with its tasks and its members, which the list's own row does not.
export function useLists() {
  useEffect(() => {
    const ends = [...["/api/todo/lists", "/api/todo/members", everything].map((one) => watch(one, readLists)), stirred.subscribe(() => void readLists())];
    return () => {
      ends.forEach((end) => end());
      lists.value = undefined;
    };
  }, []);
}

// ---- tasks --------------------------------------------------------------------------------------

export interface Asked {search?: string; list?: string; parent?: string; open?: boolean; removed?: boolean; filter?: string; sort?: string}

export function useTasks(asked: Asked) {
  const loaded = useLoad((signal) => all((after) => api.get("/api/todo/tasks", {query: {limit: 100, ...asked, ...after}, signal})), [JSON.stringify(asked)],
    asked.removed ? `${everything}?removed=true` : everything);
  useEffect(() => {
    let first = true;
    return stirred.subscribe(() => (first ? (first = false) : loaded.again()));
  }, [loaded.again]);
  return loaded;
}

// ---- the profile --------------------------------------------------------------------------------

let settled: {id: string; done: Promise<unknown>} | undefined;

// Others read one's name, and "tomorrow 9am" needs a zone: both are said for whoever comes for the first time.
export function settle() {
  const who = account.value!;
  if (settled?.id !== who.id) settled = {id: who.id, done: introduce(who).catch(() => (settled = undefined))};
  return settled.done;
}

async function introduce({name}: Account) {
  const profile = await api.get("/api/todo/me");
  const nowhere = profile.zone === "UTC" && zone !== "UTC";  // as it is of whoever never said where
  if (profile.name === null || nowhere) await api.patch("/api/todo/me", {body: {name: profile.name ?? name, zone}});
}
