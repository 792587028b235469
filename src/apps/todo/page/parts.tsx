// The parts of a task, in its detail: ticked, opened, added.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, withQuery} from "stoa/api";
import {fail} from "./deeds";
import {isOpen, stir, useTasks, type Task} from "./model";
import {Check} from "./row";
import css from "./todo.module.css";

export function Parts({task, editable}: {task: Task; editable: boolean}) {
  const {path, query} = useLocation();
  const [title, setTitle] = useState("");
  const parts = useTasks({parent: task.id}).data ?? [];
  const add = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return;
    setTitle("");
    try {
      await api.post("/api/todo/tasks", {body: {list: task.list, parent: task.id, title: title.trim(), repeat_from: "due"}});
    } catch (error) {
      setTitle((since) => since || title);
      fail(error);
    }
    stir();
  };
  if (!editable && !parts.length) return null;
  return (
    <section class={css.piece}>
      <h3>Parts {parts.length > 0 && <span class="muted">{parts.filter((one) => !isOpen(one)).length} of {parts.length} done</span>}</h3>
      <ul class={css.tasks} aria-label="Parts">
        {parts.map((part) => (
          <li key={part.id} class={isOpen(part) ? css.row : `${css.row} ${css.isDone}`}>
            <Check task={part} />
            <div class={css.about}><a class={css.title} href={withQuery(path, {...query, task: part.id})}>{part.title}</a></div>
          </li>
        ))}
      </ul>
      {editable && (
        <form class={css.addPart} onSubmit={add}>
          <input aria-label="Add a part" placeholder="Add a part" maxLength={500} value={title} onInput={({currentTarget}) => setTitle(currentTarget.value)} />
          {title && <button type="submit" class="small">Add</button>}
        </form>
      )}
    </section>
  );
}
