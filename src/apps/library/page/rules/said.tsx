// What was done in a section of the rules.
import {useEffect, useRef, useState} from "preact/hooks";

// `say(text, true)`: the button that did it is gone with what it did, and the focus comes here.
export function useSaid() {
  const [said, setSaid] = useState({text: "", takesFocus: false});
  const node = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (said.takesFocus) node.current?.focus();
  }, [said]);
  return {
    say: (text: string, takesFocus = false) => setSaid({text, takesFocus}),
    line: <p ref={node} class="note is-good" role="status" tabIndex={-1}>{said.text}</p>,
  };
}
