// One's own reminders of a task, and when its occurrences were done.
import {api} from "stoa/api";
import {useDoing, useLoad} from "stoa/load";
import {account} from "stoa/session";
import {Alert} from "stoa/ui";
import {ago, when} from "stoa/words";
import type {Task} from "./model";
import {whenWords} from "./when";
import css from "./todo.module.css";

const before: [number, string][] = [[0, "when it is due"], [10, "10 minutes before"], [30, "30 minutes before"], [60, "an hour before"], [1440, "a day before"], [10_080, "a week before"]];
const words = (minutes: number) => before.find(([one]) => one === minutes)?.[1] ?? `${minutes} minutes before`;

export function Reminders({task}: {task: Task}) {
  const {data, error, again} = useLoad((signal) => api.get("/api/todo/reminders", {query: {task: task.id, limit: 100}, signal}), [task.id]);
  const doing = useDoing();
  const there = data?.items ?? [], left = before.filter(([minutes]) => !there.some((one) => one.minutes === minutes));
  if (!task.due && !there.length) return null;
  const run = (work: () => Promise<unknown>) => doing.run(async () => {
    await work();
    again();
  });
  return (
    <section class={css.piece}>
      <h3>Reminders</h3>
      <ul class="chips" aria-label="Reminders">
        {there.sort((a, b) => a.minutes - b.minutes).map((one) => (
          <li key={one.id}>
            <button type="button" class="chip is-on" aria-label={`Not to be reminded ${words(one.minutes)}`}
              onClick={() => run(() => api.delete("/api/todo/reminders/{id}", {path: {id: one.id}}))}>{words(one.minutes)}<span class="cross" aria-hidden="true">×</span></button>
          </li>
        ))}
      </ul>
      {there.length < 5 && (
        <select aria-label="Remind me" value="" onChange={({currentTarget}) => {
          const minutes = Number(currentTarget.value);
          currentTarget.value = "";
          run(() => api.post("/api/todo/reminders", {body: {task: task.id, minutes}}));
        }}>
          <option value="" disabled>remind me by mail …</option>
          {left.map(([minutes, text]) => <option key={minutes} value={minutes}>{text}</option>)}
        </select>
      )}
      {(error || doing.error) && <Alert>{error || doing.error}</Alert>}
    </section>
  );
}

export function History({task}: {task: Task}) {
  const members = useLoad((signal) => api.get("/api/todo/members", {query: {list: task.list, limit: 100}, signal}), [task.list]);
  const {data} = useLoad((signal) => api.get("/api/todo/completions", {query: {task: task.id, limit: 20}, signal}), [task.id, task.version]);
  if (!data?.items.length) return null;
  const nameOf = (id: string | null) => (id === account.value?.id ? "you" : members.data?.items.find((one) => one.account === id)?.name ?? "somebody");
  return (
    <section class={css.piece}>
      <h3>History</h3>
      <ul class={css.history}>
        {data.items.map((one) => <li key={one.id}><strong>{whenWords(one.occurrence)}</strong> {one.outcome} by {nameOf(one.account)} <span class="muted" title={when(one.created)}>{ago(one.created)}</span></li>)}
      </ul>
    </section>
  );
}
