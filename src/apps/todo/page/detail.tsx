// One task with all that is known of it. Each field is kept as one leaves it.
import {useLocation} from "preact-iso";
import {useEffect} from "preact/hooks";
import {api, withQuery} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Dialog} from "stoa/ui";
import {ago} from "stoa/words";
import {change, move, remove, skip} from "./deeds";
import {KeptChoice, KeptText} from "./kept";
import {everything, isOpen, listOf, lists, mayWrite, stirred, type Task} from "./model";
import {Parts} from "./parts";
import {History, Reminders} from "./reminders";
import {RepeatField} from "./repeatfield";
import {Check} from "./row";
import {WhenField} from "./whenfield";
import {whenWords} from "./when";
import css from "./todo.module.css";

export function Detail({id, onClose}: {id: string; onClose: () => void}) {
  const {data: task, error, again} = useLoad((signal) => api.get("/api/todo/tasks/{id}", {path: {id}, signal}), [id], everything);
  useEffect(() => {
    let first = true;
    return stirred.subscribe(() => (first ? (first = false) : again()));
  }, [again]);
  const list = task && listOf(task.list);
  if (!task) return error ? <Dialog title="Task" onClose={onClose}><Alert>{error}</Alert></Dialog> : null;
  return (
    <Dialog wide title={list ? `Task in ${list.title}` : "Task"} onClose={onClose}>
      {error && <Alert>{error}</Alert>}
      <Whole task={task} />
      {mayWrite(list) ? <Fields task={task} onClose={onClose} /> : <Reading task={task} />}
    </Dialog>
  );
}

// What it is a part of.
function Whole({task}: {task: Task}) {
  const {path, query} = useLocation();
  const {data} = useLoad(async (signal) => (task.parent ? api.get("/api/todo/tasks/{id}", {path: {id: task.parent}, signal}) : null), [task.parent]);
  return data ? <p class="muted">A part of <a href={withQuery(path, {...query, task: data.id})}>{data.title}</a></p> : null;
}

const priorities: [string, string][] = [["", "none"], ["1", "high"], ["5", "medium"], ["9", "low"]];

function Fields({task, onClose}: {task: Task; onClose: () => void}) {
  const priority = task.priority === null ? "" : String(task.priority);
  const own = (lists.value ?? []).filter(mayWrite).map(({id, title}): [string, string] => [id, title]);
  return (
    <div class={css.detail}>
      <div class={css.words}>
        <div class={css.headline}>
          <Check task={task} />
          <KeptText line label="Title" rows={1} class={css.bigTitle} maxLength={500} value={task.title} keep={(title) => change(task, {title})} />
        </div>
        <KeptText label="Notes" rows={4} class={css.growing} placeholder="What one should know of it" value={task.notes ?? ""} keep={(notes) => change(task, {notes: notes || null})} />
        <Parts task={task} editable />
        <History task={task} />
      </div>
      <div class={css.facts}>
        <WhenField quick label="Due" value={task.due} keep={(due) => change(task, {due, ...(due ? {} : {repeat: null})})} />
        <RepeatField task={task} />
        <Reminders task={task} />
        <KeptChoice label="Priority" value={priority} keep={(chosen) => change(task, {priority: chosen ? Number(chosen) : null})}
          options={priorities.some(([one]) => one === priority) ? priorities : [...priorities, [priority, priority]]} />
        <KeptText label="Labels" placeholder="home garden" value={task.labels.join(" ")}
          keep={(text) => change(task, {labels: [...new Set(text.split(/[\s,]+/).map((one) => one.replace(/^#/, "")).filter(Boolean))]})} />
        <WhenField label="Start" value={task.start} keep={(start) => change(task, {start})} />
        {!task.parent && own.length > 1 && <KeptChoice label="List" value={task.list} options={own} keep={(list) => move(task, {list})} />}
      </div>
      <footer class={css.foot}>
        <span class="muted">Added {ago(task.created)}{task.completed && `, done ${ago(task.completed)}`}</span>
        {task.repeat && isOpen(task) && <button type="button" class="small" onClick={() => skip(task)}>Skip this time</button>}
        <button type="button" class="small danger" onClick={() => {
          onClose();
          remove(task);
        }}>Delete</button>
      </footer>
    </div>
  );
}

function Reading({task}: {task: Task}) {
  return (
    <div class={css.detail}>
      <div class={css.words}>
        <h3>{task.title}</h3>
        {task.due && <p>Due {whenWords(task.due)}</p>}
        {task.notes && <p class={css.prose}>{task.notes}</p>}
        <Parts task={task} editable={false} />
        <History task={task} />
      </div>
      <div class={css.facts}><Reminders task={task} /></div>
    </div>
  );
}
