// A list in one's calendar program: by a secret link that only shows it, or by CalDAV, which changes it too.
import {useState} from "preact/hooks";
import {api} from "stoa/api";
import {useLoad} from "stoa/load";
import {Alert, Copy, Dialog, Doing, Sure} from "stoa/ui";
import {ago} from "stoa/words";
import type {List} from "./model";
import css from "./todo.module.css";

export function Subscribe({list, onClose}: {list: List; onClose: () => void}) {
  const feeds = useLoad((signal) => api.get("/api/todo/feeds", {query: {limit: 100, filter: `list = "${list.id}"`}, signal}), [list.id]);
  const [path, setPath] = useState("");
  const make = async () => {
    setPath((await api.post("/api/todo/feeds", {body: {list: list.id}})).path);
    feeds.again();
  };
  return (
    <Dialog title={`${list.title} in your calendar`} onClose={onClose}>
      {path ? <Made path={path} /> : (
        <>
          <p>A secret link shows this list in any calendar program, and changes nothing. Whoever has it can read the list.</p>
          <div class="actions"><Doing class="primary" run={make}>Make a link</Doing></div>
        </>
      )}
      {feeds.error && <Alert>{feeds.error}</Alert>}
      {Boolean(feeds.data?.items.length) && (
        <section class={css.group}>
          <h3>Your links to this list</h3>
          <ul class={css.people} aria-label="Links">
            {feeds.data!.items.map((one) => (
              <li key={one.id}>
                <span class={css.name}>made {ago(one.created)}</span>
                <Sure label="End" about={`the link made ${ago(one.created)}`} question="Programs that have it see nothing any more." run={async () => {
                  await api.delete("/api/todo/feeds/{id}", {path: {id: one.id}});
                  setPath("");
                  feeds.again();
                }} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class={css.group}>
        <h3>To change tasks there too</h3>
        <p>Thunderbird, Tasks.org, Reminders and others do that by CalDAV: the address is <code>{location.origin}/dav/</code>, the password
          an <a href="/accounts/#keys">API key</a> for <code>todo:*:write</code>, the name anything.</p>
      </section>
    </Dialog>
  );
}

function Made({path}: {path: string}) {
  const tasks = location.origin + path, events = tasks.replace(/\.ics$/, "/events.ics");
  return (
    <>
      <p>Here it is; it is not shown again. For programs that show tasks:</p>
      <p class="secret">{tasks}</p>
      <div class="actions"><Copy text={tasks} /></div>
      <p>For those that know appointments only, like Google's and Outlook's calendars:</p>
      <p class="secret">{events}</p>
      <div class="actions"><Copy text={events} /></div>
    </>
  );
}
