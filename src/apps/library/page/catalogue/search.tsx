// The field that searches as one types. "/" leads to it from anywhere, the arrow down from it to what was found.
import type {RefObject} from "preact";
import {useEffect, useState} from "preact/hooks";
import {useSoon, type Go} from "./shelf";
import type {Shelf} from "./state";
import css from "./catalogue.module.css";

export function Search({shelf, go, box, onDown}: {shelf: Shelf; go: Go; box: RefObject<HTMLInputElement | null>; onDown: () => void}) {
  const [text, setText] = useState(shelf.search), [was, setWas] = useState(shelf.search);
  const {soon, now, cancel} = useSoon(150, () => go({search: text.trim()}, {typing: true}));
  if (was !== shelf.search) {
    setWas(shelf.search);
    if (text.trim() !== shelf.search) {
      setText(shelf.search);
      cancel();
    }
  }
  useEffect(() => cancel, [cancel]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const writes = (event.target as HTMLElement).closest?.("input, textarea, select, dialog");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes) return;
      event.preventDefault();
      box.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [box]);
  return (
    <form class={css.search} role="search" onSubmit={(event) => {
      event.preventDefault();
      now();
    }}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"><circle cx="8.5" cy="8.5" r="5.5" /><path d="m13 13 4.5 4.5" /></svg>
      <input ref={box} type="search" aria-label="Search titles, authors and genres" placeholder="A title, an author, a genre" autocomplete="off" spellcheck={false}
        maxLength={200} enterkeyhint="search" aria-keyshortcuts="/" value={text}
        onInput={({currentTarget}) => {
          setText(currentTarget.value);
          soon();
        }}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          onDown();
        }} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
