// What has just happened: told by the part that one comes to, or where one is.
import {useEffect, useRef, useState} from "preact/hooks";

export interface News {text: string; email?: string}
let news: News | undefined;

// For the part that is shown next.
export const tell = (what: News) => void (news = what);
export function takeNews() {
  const taken = news;
  news = undefined;
  return taken;
}

// Screen readers read out what changes in a place that is there, not what comes with it: the words follow.
export function Announced({text}: {text: string | undefined}) {
  const [shown, setShown] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setShown(text ?? ""), 50);
    return () => clearTimeout(timer);
  }, [text]);
  return <p class="said" role="status">{shown}</p>;
}

// Where one is, with the focus, since the button that was pressed is often gone.
export function useSaid() {
  const [text, setText] = useState("");
  const node = useRef<HTMLParagraphElement>(null);
  const say = (what: string) => {
    setText(what);
    if (what) requestAnimationFrame(() => node.current?.focus());
  };
  return {say, said: <p ref={node} class="said" role="status" tabIndex={-1}>{text}</p>};
}
