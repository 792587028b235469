// Dragging a row by its grip, with a mouse or a finger: a line shows where it would go.
import type {RefObject} from "preact";
import {move} from "./deeds";
import type {Task} from "./model";
import {placeBeside} from "./tree";

interface Over {row: HTMLElement; behind: boolean}

function rowAt(list: HTMLElement, y: number): Over | null {
  const rows = [...list.querySelectorAll<HTMLElement>("[data-task]")];
  const row = rows.find((one) => y < one.getBoundingClientRect().bottom) ?? rows.at(-1);
  if (!row) return null;
  const {top, height} = row.getBoundingClientRect();
  return {row, behind: y > top + height / 2};
}

export function useDrag(list: RefObject<HTMLUListElement | null>, tasks: Task[]) {
  return (task: Task) => (event: PointerEvent) => {
    const grip = event.currentTarget as HTMLElement, own = grip.closest<HTMLElement>("[data-task]");
    if (event.button !== 0 || !own) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    let over: Over | null = null;
    const show = (next: Over | null) => {
      delete over?.row.dataset.drop;
      over = next;
      if (over) over.row.dataset.drop = over.behind ? "behind" : "before";
    };
    const moved = ({clientY}: PointerEvent) => show(list.current && rowAt(list.current, clientY));
    const end = ({type}: PointerEvent) => {
      const other = over && tasks.find(({id}) => id === over?.row.dataset.task), behind = Boolean(over?.behind);
      show(null);
      delete own.dataset.dragged;
      grip.removeEventListener("pointermove", moved);
      grip.removeEventListener("pointerup", end);
      grip.removeEventListener("pointercancel", end);
      const place = type === "pointerup" && other && other !== task ? placeBeside(tasks, task, other, behind) : null;
      if (place) move(task, place);
    };
    own.dataset.dragged = "";
    grip.addEventListener("pointermove", moved);
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
  };
}
