// A dialog that does not throw away what is written in it.
import type {ComponentChildren} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import {Dialog} from "stoa/ui";
import css from "./library.module.css";

// Half-written forms are not thrown away by a slip of Esc or of the mouse.
export function useUnsaved() {
  const unsaved = useRef(false);
  const [asking, setAsking] = useState(false);
  const mayClose = () => {
    if (unsaved.current) setAsking(true);
    return !unsaved.current;
  };
  return {unsaved, mayClose, asking, stay: () => setAsking(false)};
}

export function Guarded({title, wide, onClose, guard, children}: {
  title: string; wide?: boolean; onClose: () => void; guard: ReturnType<typeof useUnsaved>; children: ComponentChildren;
}) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (guard.asking) keep.current?.focus();
  }, [guard.asking]);
  return (
    <Dialog title={title} onClose={onClose} mayClose={guard.mayClose} {...(wide ? {wide} : {})}>
      {guard.asking && (
        <div class={css.discard} role="alert">
          <p>What you wrote is not saved.</p>
          <button ref={keep} type="button" class="primary" onClick={({currentTarget}) => {
            currentTarget.closest("dialog")?.querySelector<HTMLElement>("form :is(input, select, textarea)")?.focus();
            guard.stay();
          }}>Keep writing</button>
          <button type="button" onClick={onClose}>Discard it</button>
        </div>
      )}
      {children}
    </Dialog>
  );
}
