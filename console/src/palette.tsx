// Ctrl+K: a few letters of where to go, and Enter.
import {useEffect, useRef, useState} from "preact/hooks";
import {destinations} from "./destinations";
import {useGo} from "./shortcuts";

const fits = (words: string, text: string) => words.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

export function Palette({onClose}: {onClose: () => void}) {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const node = useRef<HTMLDialogElement>(null);
  const go = useGo();
  useEffect(() => {
    const before = document.activeElement;
    node.current?.showModal();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  const found = destinations().filter(({label, about}) => fits(words, `${label} ${about}`));
  const take = (index: number) => {
    const chosen = found[index];
    node.current?.close();
    if (chosen) go(chosen.href);
  };
  const walk = (event: KeyboardEvent) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (event.key === "Enter") take(at);
    else if (step && found.length) setAt((at + step + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={node} class="palette" aria-label="Go to" onClose={onClose} onClick={(event) => event.target === node.current && node.current?.close()}>
      <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={found.length ? `palette-${at}` : undefined}
        aria-label="Where to go" placeholder="Where to?" autocomplete="off" spellcheck={false} value={words} onKeyDown={walk}
        onInput={({currentTarget}) => {
          setWords(currentTarget.value);
          setAt(0);
        }} />
      <ul id="palette-list" role="listbox" aria-label="Places">
        {found.map((one, index) => (
          <li key={one.href} id={`palette-${index}`} role="option" aria-selected={index === at} onPointerMove={() => setAt(index)} onClick={() => take(index)}>
            <span class="palette-label">{one.label}</span>
            <span class="palette-about">{one.about}</span>
            {one.keys && <kbd>{one.keys}</kbd>}
          </li>
        ))}
      </ul>
      {!found.length && <p class="palette-none" role="status">Nothing is called that.</p>}
    </dialog>
  );
}
