// What one does to tasks, each with a way back that stands in the toast for a while.
import {signal} from "@preact/signals";
import {api, sentence} from "stoa/api";
import {isOpen, stir, type List, type Task} from "./model";
import {whenWords} from "./when";

export interface Said {text: string; bad: boolean; undo?: (() => Promise<unknown>) | undefined}
export const said = signal<Said | null>(null);
const tell = (text: string, undo?: () => Promise<unknown>) => (said.value = {text, bad: false, undo});
export const fail = (error: unknown) => (said.value = {text: sentence(error), bad: true});

// Ticked here, and not yet read again as done. By its version, so that none outlives the next change.
const ticked = signal<ReadonlySet<string>>(new Set());
const keyOf = ({id, version}: Task) => `${id} ${version}`;
export const isTicked = (task: Task) => ticked.value.has(keyOf(task));
function mark(tasks: Task[], on: boolean) {
  const all = new Set(ticked.value);
  for (const task of tasks) all[on ? "add" : "delete"](keyOf(task));
  ticked.value = all;
}

// What is shown is read again whatever came of it.
async function doing(work: () => Promise<unknown>) {
  try {
    await work();
  } catch (error) {
    fail(error);
    return false;
  } finally {
    stir();
  }
  return true;
}

export async function undo() {
  const back = said.value?.undo;
  said.value = null;
  if (back) await doing(back);
}

const reopen = (task: Task) => api.post("/api/todo/tasks/{id}/reopen", {path: {id: task.id}});

// What was completed in the same moment: a whole and what of it was open.
async function doneWith({id, list, completed}: Task) {
  if (!completed) return [];
  const {items} = await api.get("/api/todo/tasks", {query: {list, open: false, sort: "-updated", limit: 100}});
  return items.filter((one) => one.id !== id && one.completed === completed);
}

// With a whole its open parts are done; the parts of one that recurs are to do again. The server sees to both.
export async function tick(task: Task, parts: Task[] = []) {
  const all = task.repeat ? [task] : [...parts.filter((part) => isOpen(part) && !part.repeat), task];
  mark(all, true);
  const well = await doing(async () => {
    const done = await api.post("/api/todo/tasks/{id}/complete", {path: {id: task.id}, body: task.repeat ? {occurrence: task.due} : {}});
    const next = done.repeat && isOpen(done) && done.due ? ` Next: ${whenWords(done.due)}.` : "";
    tell(`Done: ${task.title}.${next}`, async () => {
      mark(all, false);
      for (const one of [done, ...await doneWith(done)]) await reopen(one);
    });
  });
  if (!well) mark(all, false);
}

export const untick = (task: Task) => doing(async () => {
  await reopen(task);
  tell(`To do again: ${task.title}`);
});

export const skip = (task: Task) => doing(async () => {
  const next = await api.post("/api/todo/tasks/{id}/skip", {path: {id: task.id}, body: task.repeat ? {occurrence: task.due} : {}});
  tell(next.due && isOpen(next) ? `Skipped. Next: ${whenWords(next.due)}.` : `Cancelled: ${task.title}`, () => reopen(task));
});

export const restore = (task: Task) => api.post("/api/todo/tasks/{id}/restore", {path: {id: task.id}});

export const remove = (task: Task) => doing(async () => {
  await api.delete("/api/todo/tasks/{id}", {path: {id: task.id}});
  tell(`In the trash: ${task.title}`, () => restore(task));
});

export interface Place {list?: string; parent?: string | null; before?: string | null}
export const move = (task: Task, to: Place) => doing(async () => {
  wrote(await api.post("/api/todo/tasks/{id}/move", {path: {id: task.id}, body: to}));
});

// What one wrote oneself, until it is read again: two fields that are left one after the other are no conflict.
const written = new Map<string, number>();
const wrote = ({id, version}: Task) => void written.set(id, version);
let writing: Promise<unknown> = Promise.resolve();

type Fields = Partial<Pick<Task, "title" | "notes" | "priority" | "start" | "due" | "repeat" | "repeat_from" | "labels">>;

// What somebody else wrote meanwhile is not written over.
export function change(task: Task, body: Fields) {
  const done = writing.then(async () => {
    const version = Math.max(task.version, written.get(task.id) ?? 0);
    wrote(await api.patch("/api/todo/tasks/{id}", {path: {id: task.id}, body, etag: `"${version}"`}));
    stir();
  });
  writing = done.catch(() => undefined);
  return done;
}

export const removeList = (list: List) => doing(async () => {
  await api.delete("/api/todo/lists/{id}", {path: {id: list.id}});
  tell(`In the trash: ${list.title}`, () => api.post("/api/todo/lists/{id}/restore", {path: {id: list.id}}));
});
