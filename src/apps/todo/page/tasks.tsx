// Rows of tasks under the keyboard: arrows go, x ticks, Delete removes, Alt and arrows move; or a hand drags.
import {useLayoutEffect, useRef} from "preact/hooks";
import {move, remove, tick, untick} from "./deeds";
import {useDrag} from "./drag";
import {isOpen, listOf, mayWrite, type Task} from "./model";
import {Row} from "./row";
import {placeOf, type Branch, type Way} from "./tree";
import css from "./todo.module.css";

const ways: Record<string, Way> = {ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out"};

// `movable`: their order is the list's own, which one changes by hand.
// `named`: of which list each is; `day`: what is said already of when they are due.
export function Tasks({label, rows, named, day, movable}: {label: string; rows: Branch[]; named?: boolean; day?: string; movable?: boolean}) {
  const node = useRef<HTMLUListElement>(null), wanted = useRef("");
  const tasks = rows.map(({task}) => task);
  const drag = useDrag(node, tasks);
  const titleOf = (id: string | undefined) => node.current?.querySelector<HTMLElement>(`[data-task="${id}"] a`);
  // A row that was moved, or the next one where a row went, keeps the focus.
  useLayoutEffect(() => {
    const title = wanted.current && titleOf(wanted.current);
    if (!title || node.current?.contains(document.activeElement)) return;
    title.focus();
    wanted.current = "";
  });
  const pressed = (event: KeyboardEvent) => {
    const at = tasks.findIndex(({id}) => id === (event.target as HTMLElement).closest<HTMLElement>("[data-task]")?.dataset.task);
    const branch = rows[at];
    if (!branch || event.ctrlKey || event.metaKey) return;
    const done = run(event, branch, at);
    if (done) event.preventDefault();
  };
  const run = ({key, altKey}: KeyboardEvent, {task, parts}: Branch, at: number): boolean => {
    const editable = mayWrite(listOf(task.list));
    if (altKey) return Boolean(movable && editable && ways[key] && shift(task, ways[key]));
    const beside = (key === "ArrowUp" ? tasks[at - 1] : tasks[at + 1])?.id;
    if (key === "ArrowDown" || key === "ArrowUp") titleOf(beside)?.focus();
    else if (key === "x" && editable) {
      wanted.current = (tasks[at + 1 + parts.length] ?? tasks[at - 1])?.id ?? "";
      if (isOpen(task)) tick(task, parts);
      else untick(task);
    } else if (key === "Delete" && editable) {
      wanted.current = (tasks[at + 1 + parts.length] ?? tasks[at - 1])?.id ?? "";
      remove(task);
    } else return false;
    return true;
  };
  const shift = (task: Task, way: Way) => {
    const place = placeOf(tasks, task, way);
    wanted.current = task.id;
    if (place) move(task, place);
    return true;
  };
  return (
    <ul ref={node} class={css.tasks} aria-label={label} onKeyDown={pressed}>
      {rows.map((branch) => (
        <Row key={branch.task.id} branch={branch} named={named} day={day} {...(movable && mayWrite(listOf(branch.task.list)) ? {grip: drag(branch.task)} : {})} />
      ))}
    </ul>
  );
}
