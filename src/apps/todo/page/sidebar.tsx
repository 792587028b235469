// Where one goes: what is due, the lists with how much is to do in each, the trash. A drawer on a phone.
import {useLocation} from "preact-iso";
import {useEffect, useState} from "preact/hooks";
import {Alert} from "stoa/ui";
import {ListForm} from "./listform";
import {lists, listsError} from "./model";
import {Dot} from "./row";
import {SearchField} from "./search";
import css from "./todo.module.css";

const hints = [["q", "add a task"], ["/", "search"], ["↑ ↓", "go"], ["↵", "open"], ["x", "tick"], ["Alt ↑ ↓", "move"], ["Alt → ←", "into, out of"], ["Ctrl Z", "undo"]];

export function Sidebar({due}: {due: number}) {
  const {path} = useLocation();
  const [adding, setAdding] = useState(false), [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const link = (href: string, mark: preact.ComponentChildren, text: string, count = 0, title = "to do") => (
    <li key={href}>
      <a href={href} {...(path === href ? {"aria-current": "page" as const} : {})}>
        {mark}<span class={css.name}>{text}</span>{count > 0 && <span class={css.count}>{count}<span class="unseen"> {title}</span></span>}
      </a>
    </li>
  );
  return (
    <div class={css.side}>
      <button type="button" class={css.drawer} aria-expanded={open} aria-controls="todo-side" onClick={() => setOpen(!open)}><span aria-hidden="true">☰</span> Lists</button>
      <nav id="todo-side" class={open ? `${css.ways} ${css.isOpen}` : css.ways} aria-label="Todo">
        <SearchField />
        <ul>
          {link("/todo", <Mark path="M3 6.5h14M6 3v3M14 3v3M3 5h14v12H3zM7 11.5l2 2 4-4" />, "Today", due, "due")}
          {link("/todo/upcoming", <Mark path="M3 6.5h14M6 3v3M14 3v3M3 5h14v12H3zM6 10h2M9 10h2M12 10h2M6 13.5h2M9 13.5h2" />, "Upcoming")}
          {link("/todo/calendar", <Mark path="M3 5h14v12H3zM3 8.5h14M6 3v3M14 3v3M7.7 8.5V17M12.3 8.5V17M3 12.7h14" />, "Calendar")}
        </ul>
        <h2>Lists</h2>
        {listsError.value && <Alert>{listsError.value}</Alert>}
        <ul>{(lists.value ?? []).map((list) => link(`/todo/lists/${list.id}`, <Dot color={list.color} />, list.title, list.open))}</ul>
        <button type="button" class={css.new} onClick={() => setAdding(true)}><span aria-hidden="true">+</span> New list</button>
        <ul>{link("/todo/trash", <Mark path="M3 5.5h14M8 5.5V3h4v2.5M5 5.5 6 17h8l1-11.5" />, "Trash")}</ul>
        <dl class={css.hints} aria-label="Keyboard">{hints.map(([key, deed]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{deed}</dd></div>)}</dl>
      </nav>
      {adding && <ListForm onClose={() => setAdding(false)} />}
    </div>
  );
}

const Mark = ({path}: {path: string}) => <svg class={css.mark} viewBox="0 0 20 20" aria-hidden="true"><path d={path} /></svg>;
