// One list: quick add, what is to do with its parts, and what was done behind a toggle.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {api, withQuery} from "stoa/api";
import {usePages} from "stoa/pages";
import {useDoing} from "stoa/load";
import {Alert, None, Page} from "stoa/ui";
import {plural} from "stoa/words";
import {ListForm} from "./listform";
import {everything, listOf, lists, listsError, mayWrite, useTasks, type List, type Task} from "./model";
import {QuickAdd} from "./quickadd";
import {Sharing} from "./sharing";
import {Subscribe} from "./subscribe";
import {Tasks} from "./tasks";
import {branches} from "./tree";
import css from "./todo.module.css";

export function ListPage({id}: {id: string}) {
  const list = listOf(id);
  if (!lists.value) return listsError.value ? <Page title="List" lead={<Alert>{listsError.value}</Alert>} /> : null;
  if (!list) return <Page title="There is nothing here" lead={<>You share no list with this address. <a href="/todo">To what is due today</a></>} />;
  return <OneList list={list} />;
}

const roles: Record<List["role"], string> = {owner: "", editor: "shared with you", viewer: "shared with you to read"};

function OneList({list}: {list: List}) {
  const [open, setOpen] = useState<"edit" | "share" | "subscribe" | null>(null);
  const {query} = useLocation();
  const tasks = useTasks({list: list.id, open: true});
  const shown = (tasks.data ?? []).filter((task) => (!query.label || task.labels.includes(query.label)) && isOf(task, query.priority));
  const said = [plural(list.open, "task") + " to do", list.members > 1 && plural(list.members, "member"), roles[list.role]].filter(Boolean).join(" · ");
  return (
    <Page title={list.title} lead={said} aside={(
      <>
        <button type="button" onClick={() => setOpen("share")}>{list.members > 1 || list.role !== "owner" ? "Members" : "Share"}</button>
        <button type="button" onClick={() => setOpen("subscribe")}>Subscribe</button>
        {mayWrite(list) && <button type="button" onClick={() => setOpen("edit")}>Edit</button>}
      </>
    )}>
      {mayWrite(list) && <QuickAdd list={list.id} />}
      <Filters tasks={tasks.data ?? []} />
      {tasks.error && <Alert>{tasks.error}</Alert>}
      {tasks.data && (shown.length ? <Tasks movable label="To do" rows={branches(shown)} />
        : <None>{tasks.data.length ? "Nothing here is like that." : "All done. What comes next?"}</None>)}
      <Done list={list.id} />
      {open === "edit" && <ListForm list={list} onClose={() => setOpen(null)} />}
      {open === "share" && <Sharing list={list} onClose={() => setOpen(null)} />}
      {open === "subscribe" && <Subscribe list={list} onClose={() => setOpen(null)} />}
    </Page>
  );
}

const urgencies: [string, string, (priority: number) => boolean][] = [
  ["high", "High", (n) => n < 5], ["medium", "Medium", (n) => n === 5], ["low", "Low", (n) => n > 5],
];
const isOf = ({priority}: Task, name = "") => !name || (priority !== null && Boolean(urgencies.find(([one]) => one === name)?.[2](priority)));

// Only what there is to choose from; a choice stands in the address.
function Filters({tasks}: {tasks: Task[]}) {
  const {path, query} = useLocation();
  const labels = [...new Set([...tasks.flatMap((task) => task.labels), ...(query.label ? [query.label] : [])])].sort();
  const there = urgencies.filter(([name]) => name === query.priority || tasks.some((task) => isOf(task, name)));
  if (!labels.length && !there.length) return null;
  const chip = (key: string, value: string, text: string) => {
    const on = query[key] === value;
    return <a key={`${key} ${value}`} class={on ? "chip is-on" : "chip"} aria-current={on ? "true" : undefined} href={withQuery(path, {...query, [key]: on ? undefined : value})}>{text}{on && <span class="cross" aria-hidden="true">×</span>}</a>;
  };
  return (
    <nav class={`chips ${css.filters}`} aria-label="Show only">
      {there.map(([name, text]) => chip("priority", name, text))}
      {labels.map((label) => chip("label", label, `#${label}`))}
    </nav>
  );
}

function Done({list}: {list: string}) {
  const [open, setOpen] = useState(false);
  return (
    <section class={css.done}>
      <button type="button" class={css.toggle} aria-expanded={open} onClick={() => setOpen(!open)}><span aria-hidden="true">{open ? "▾" : "▸"}</span> Done</button>
      {open && <DoneTasks list={list} />}
    </section>
  );
}

function DoneTasks({list}: {list: string}) {
  const more = useDoing();
  const pages = usePages((after, signal) => api.get("/api/todo/tasks", {
    query: {list, open: false, sort: "-updated", limit: 30, ...(after && {after})}, ...(signal && {signal})}), [list], everything);
  if (pages.error) return <Alert>{pages.error}</Alert>;
  if (!pages.items) return null;
  if (!pages.items.length) return <None>Nothing was done here yet.</None>;
  return (
    <>
      <Tasks label="Done" rows={pages.items.map((task) => ({task, depth: 0, parts: []}))} />
      {more.error && <Alert>{more.error}</Alert>}
      {pages.next && <div><button type="button" aria-disabled={more.busy || undefined} onClick={() => more.busy || more.run(pages.more)}>More</button></div>}
    </>
  );
}
