// What was removed, for thirty days: lists of one's own, and tasks.
import {api} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Doing, None, Page} from "stoa/ui";
import {ago} from "stoa/words";
import {restore} from "./deeds";
import {listOf, stir, useTasks} from "./model";
import css from "./todo.module.css";

interface Thrown {id: string; title: string; of: string; removed: string | null; back: () => Promise<unknown>}

export function Trash() {
  const tasks = useTasks({removed: true, sort: "-removed"});
  const lists = useLoad((signal) => api.get("/api/todo/lists", {query: {removed: true, limit: 100}, signal}), []);
  const all: Thrown[] = [
    ...(lists.data?.items ?? []).map((list) => ({id: list.id, title: list.title, of: "a list", removed: list.removed,
      back: () => api.post("/api/todo/lists/{id}/restore", {path: {id: list.id}}).then(lists.again)})),
    // A part comes back with its whole.
    ...(tasks.data ?? []).filter(({parent}) => !tasks.data?.some(({id}) => id === parent)).map((task) => (
      {id: task.id, title: task.title, of: listOf(task.list)?.title ?? "", removed: task.removed, back: () => restore(task)})),
  ];
  const error = tasks.error || lists.error;
  return (
    <Page title="Trash" lead="What you removed stays for thirty days.">
      {error && <Alert>{error}</Alert>}
      {tasks.data && lists.data && !all.length && <None>The trash is empty.</None>}
      <ul class={css.tasks} aria-label="Trash">
        {all.map((one) => (
          <li key={one.id} class={css.thrown}>
            <span><strong>{one.title}</strong> <span class="muted">{one.of}{one.removed && `, ${ago(one.removed)}`}</span></span>
            <Doing class="small" aria-label={`Take back: ${one.title}`} run={async () => {
              await one.back();
              stir();
            }}>Take back</Doing>
          </li>
        ))}
      </ul>
    </Page>
  );
}
