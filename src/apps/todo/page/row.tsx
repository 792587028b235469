// A task in a list: the ring that is ticked, its title, and what else is good to know of it.
import {useLocation} from "preact-iso";
import {withQuery} from "stoa/api";
import {isTicked, tick, untick} from "./deeds";
import {isOpen, listOf, mayWrite, type Task} from "./model";
import {ruleWords} from "./repeat";
import type {Branch} from "./tree";
import {isLate, seen, whenWords} from "./when";
import css from "./todo.module.css";

export const urgency = (priority: number | null) => (priority === null ? "" : priority < 5 ? css.isHigh! : priority === 5 ? css.isMedium! : css.isLow!);
export const urgencyWord = (priority: number | null) => (priority === null ? "" : priority < 5 ? "high priority" : priority === 5 ? "medium priority" : "low priority");

export function Check({task, parts = []}: {task: Task; parts?: Task[]}) {
  const done = !isOpen(task) || isTicked(task), word = urgencyWord(task.priority);
  return (
    <button type="button" role="checkbox" aria-checked={done} aria-label={word ? `${task.title}, ${word}` : task.title} disabled={!mayWrite(listOf(task.list))}
      class={`${css.check} ${urgency(task.priority)}`} onClick={() => (isOpen(task) ? isTicked(task) || tick(task, parts) : untick(task))}>
      <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m5.5 10.4 3.2 3.2 6-7" /></svg>
    </button>
  );
}

export function Row({branch: {task, depth, parts}, named, day, grip}: {
  branch: Branch; named?: boolean | undefined; day?: string | undefined; grip?: (event: PointerEvent) => void;
}) {
  const {path, query} = useLocation();
  const done = !isOpen(task) || isTicked(task);
  return (
    <li class={done ? `${css.row} ${css.isDone}` : css.row} data-task={task.id} style={{"--depth": Math.min(depth, 5)}}>
      {grip && <span class={css.grip} aria-hidden="true" onPointerDown={grip}>⠿</span>}
      <Check task={task} parts={parts} />
      <div class={css.about}>
        <a class={css.title} href={withQuery(path, {...query, task: task.id})}>{task.title}</a>
        <Meta task={task} parts={parts} named={named} day={day} />
      </div>
    </li>
  );
}

function Meta({task, parts, named, day}: {task: Task; parts: Task[]; named: boolean | undefined; day: string | undefined}) {
  const {due, repeat, notes, labels} = task, list = named ? listOf(task.list) : undefined;
  const late = due && isOpen(task) && isLate(due);
  const words = due && (day && seen(due).day === day ? seen(due).time : whenWords(due));
  if (!words && !repeat && !notes && !labels.length && !parts.length && !list) return null;
  return (
    <p class={css.meta}>
      {words && <time class={late ? css.isLate : undefined} dateTime={task.due_date ?? undefined}>{late && <span class="unseen">late: </span>}{words}</time>}
      {repeat && <span title={ruleWords(repeat)}><span aria-hidden="true">↻</span> {ruleWords(repeat)}</span>}
      {parts.length > 0 && <span>{parts.length} {parts.length === 1 ? "part" : "parts"}</span>}
      {notes && <span class={css.notes}>{notes.split("\n")[0]}</span>}
      {labels.map((label) => <span key={label} class={css.label}>#{label}</span>)}
      {list && <span class={css.of}><Dot color={list.color} />{list.title}</span>}
    </p>
  );
}

export const Dot = ({color}: {color: string | null}) => <span class={css.dot} aria-hidden="true" style={color ? {"--color": color} : {}} />;
