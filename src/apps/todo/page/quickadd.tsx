// One line of text becomes a task: "pay rent every 1st 9am !high #home".
import {useCallback, useRef, useState} from "preact/hooks";
import {api} from "stoa/api";
import {fail} from "./deeds";
import {useKey} from "./keys";
import {lists, mayWrite, settle, stir} from "./model";
import css from "./todo.module.css";

// Where one wrote to last.
const key = "todo.list";
function kept() {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
function keep(list: string) {
  try {
    localStorage.setItem(key, list);
  } catch {
    // a browser that keeps nothing for pages
  }
}

const example = "pay rent every 1st 9am !high #home";

// Whoever has no list yet begins with one.
async function firstList() {
  const made = await api.post("/api/todo/lists", {body: {title: "Inbox", color: "#3f6fb0"}});
  return made.id;
}

// `list`: where to; without it one chooses. `due`: when it is due if the text says nothing of it.
export function QuickAdd({list, due}: {list?: string; due?: string}) {
  const [text, setText] = useState(""), [chosen, setChosen] = useState(kept), [added, setAdded] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useKey("q", useCallback(() => input.current?.focus(), []));
  const own = (lists.value ?? []).filter(mayWrite);
  const target = list ?? (own.find(({id}) => id === chosen) ?? own[0])?.id;
  const add = async (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    setText("");
    try {
      await settle();
      const task = await api.post("/api/todo/typed-tasks", {body: {list: target ?? await firstList(), text, ...(due && {due})}});
      setAdded(task.title);
    } catch (error) {
      setText((since) => since || text);
      fail(error);
    }
    stir();
  };
  return (
    <form class={css.quick} onSubmit={add} aria-label="Quick add">
      <span class={css.plus} aria-hidden="true">+</span>
      <input ref={input} aria-label="Add a task" aria-keyshortcuts="q" autocomplete="off" enterkeyhint="done" placeholder={example} maxLength={500} value={text}
        onInput={({currentTarget}) => setText(currentTarget.value)} onKeyDown={({key, currentTarget}) => key === "Escape" && currentTarget.blur()} />
      {!list && own.length > 1 && (
        <select aria-label="Into which list" value={target} onChange={({currentTarget}) => {
          setChosen(currentTarget.value);
          keep(currentTarget.value);
        }}>
          {own.map((one) => <option key={one.id} value={one.id}>{one.title}</option>)}
        </select>
      )}
      {text ? <button type="submit" class="primary small">Add</button> : <kbd aria-hidden="true">q</kbd>}
      <span class="unseen" role="status">{added && `Added: ${added}`}</span>
    </form>
  );
}
