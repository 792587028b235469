// Lists as they change: one stream of events for the whole tab (GET /api/live), whatever is watched in
// it. A browser gives a server six connections, and a stream keeps its own.

interface Watching {list: string; changed: () => void; timer: number}

const watching = new Set<Watching>();
let stream: EventSource | undefined;
let reopening = false;

const pause = 100;  // of many changes at once one reading
const most = 10;  // lists that the server follows in one stream

function tell(list: string) {
  for (const one of watching) {
    if (one.list !== list) continue;
    clearTimeout(one.timer);
    one.timer = setTimeout(one.changed, pause);
  }
}

// Once it is ready all that is watched is read again: something may have changed meanwhile.
function open() {
  reopening = false;
  stream?.close();
  stream = undefined;
  const lists = [...new Set([...watching].map(({list}) => list))].slice(0, most);
  if (!lists.length) return;
  stream = new EventSource(`/api/live?${new URLSearchParams(lists.map((list) => ["subscribe", list]))}`);
  stream.addEventListener("ready", () => lists.forEach(tell));
  for (const kind of ["change", "gone", "resync"]) {
    stream.addEventListener(kind, ({data}) => tell((JSON.parse(data) as {list: string}).list));
  }
}

function reopen() {
  if (reopening) return;
  reopening = true;
  queueMicrotask(open);
}

// Calls `changed` once the list (its address) is followed, and soon after something in it has changed.
// Gives what ends that.
export function watch(list: string, changed: () => void) {
  const one = {list, changed, timer: 0};
  watching.add(one);
  reopen();
  return () => {
    clearTimeout(one.timer);
    watching.delete(one);
    reopen();
  };
}
