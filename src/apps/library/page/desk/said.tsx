// What was done on the way here, on top of where it led.
import {signal} from "@preact/signals";
import {useLocation} from "preact-iso";

const said = signal<{path: string; text: string} | null>(null);

// Leads to `path` of the desk and says there what was done.
export function leadTo(route: (path: string) => void, path: string, text: string) {
  said.value = {path, text};
  route(path);
}

// Its place is always there: screen readers read out what changes in it.
export function Said() {
  const {path} = useLocation();
  const here = said.value?.path === path;
  return <p class={here ? "said" : "unseen"} role="status">{here && said.value?.text}</p>;
}
