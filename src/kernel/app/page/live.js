// Lists as they change: one stream of events a page (GET /api/live).
import {debounced} from "/dom.js";

// Calls `changed()` soon after something in one of the lists (their addresses) has changed; the stream
// goes on from where it was when the connection was lost. Gives what ends it.
export function follow(lists, changed) {
  const stream = new EventSource(`/api/live?${new URLSearchParams(lists.map((list) => ["subscribe", list]))}`);
  const soon = debounced(100, changed);
  for (const kind of ["change", "gone", "resync"]) stream.addEventListener(kind, () => soon());
  return () => stream.close();
}
