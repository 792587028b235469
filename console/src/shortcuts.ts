// The keyboard: Ctrl+K opens the palette, g and a letter goes somewhere.
import {useLocation} from "preact-iso";
import {useEffect} from "preact/hooks";
import {destinations} from "./destinations";
import {own} from "./pages";

const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useGo() {
  const {route} = useLocation();
  return (href: string) => (own.test(href) ? route(href) : location.assign(href));
}

export function useShortcuts(openPalette: () => void) {
  const go = useGo();
  useEffect(() => {
    let before = "";
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return;
      const keys = `${before} ${event.key}`;
      before = event.key === "g" ? "g" : "";
      const found = destinations().find((one) => one.keys === keys);
      if (found) {
        event.preventDefault();
        go(found.href);
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [go, openPalette]);
}
