// Tasks by words of their titles and notes, of all lists: a field beside the lists, which "/" leads to, and what it finds.
import {useLocation} from "preact-iso";
import {useCallback, useEffect, useRef, useState} from "preact/hooks";
import {withQuery} from "stoa/api";
import {Alert, None, Page} from "stoa/ui";
import {plural} from "stoa/words";
import {useKey} from "./keys";
import {isOpen, useTasks} from "./model";
import {Tasks} from "./tasks";
import css from "./todo.module.css";

const path = "/todo/search", pause = 200;  // milliseconds between a letter and the question

export function SearchField() {
  const {path: at, query, route} = useLocation();
  const asked = at === path ? query.q ?? "" : "";
  const [text, setText] = useState(asked), [was, setWas] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  useKey("/", useCallback(() => input.current?.focus(), []));
  if (asked !== was) {
    if (text.trim() === was) setText(asked);
    setWas(asked);
  }
  const find = (words: string) => words !== asked && (words || at === path) && route(withQuery(path, {q: words}), at === path);
  useEffect(() => {
    const timer = setTimeout(() => find(text.trim()), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form role="search" class={css.search} onSubmit={(event) => {
      event.preventDefault();
      find(text.trim());
    }}>
      <input ref={input} type="search" aria-label="Search tasks" aria-keyshortcuts="/" placeholder="Search" maxLength={200} value={text}
        onInput={({currentTarget}) => setText(currentTarget.value)} />
      {!text && <kbd aria-hidden="true">/</kbd>}
    </form>
  );
}

export function Search({words}: {words: string}) {
  return words ? <Found words={words} /> : <Page title="Search" lead="Words of a title or of notes, in all your lists." />;
}

function Found({words}: {words: string}) {
  const found = useTasks({search: words});
  const open = (found.data ?? []).filter(isOpen), done = (found.data ?? []).filter((task) => !isOpen(task));
  const rows = (tasks: typeof open) => tasks.map((task) => ({task, depth: 0, parts: []}));
  return (
    <Page title="Search" lead={found.data && `${plural(found.data.length, "task")} with “${words}”`}>
      {found.error && <Alert>{found.error}</Alert>}
      {open.length > 0 && <Tasks named label="To do" rows={rows(open)} />}
      {done.length > 0 && <section class={css.group}><h2>Done</h2><Tasks named label="Done" rows={rows(done)} /></section>}
      {found.data && !found.data.length && <None>No task of yours has these words.</None>}
    </Page>
  );
}
