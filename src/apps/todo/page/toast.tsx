// What was done last, said for a while, with the way back: a button, or Ctrl+Z.
import {useEffect} from "preact/hooks";
import {said, undo} from "./deeds";
import {isWriting} from "./keys";
import css from "./todo.module.css";

const stays = 10_000;

export function Toast() {
  const now = said.value;
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => (said.value = null), stays);
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || isWriting(event.target) || !now.undo) return;
      event.preventDefault();
      undo();
    };
    addEventListener("keydown", pressed);
    return () => {
      clearTimeout(timer);
      removeEventListener("keydown", pressed);
    };
  }, [now]);
  return (
    <div class={css.toasts} role="status">
      {now && (
        <p class={now.bad ? `${css.toast} ${css.isBad}` : css.toast}>
          <span>{now.text}</span>
          {now.undo && <button type="button" class="quiet" onClick={undo}>Undo</button>}
        </p>
      )}
    </div>
  );
}
