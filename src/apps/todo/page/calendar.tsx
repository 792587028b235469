// A month of what is due, of all lists: a day is chosen, and its tasks stand below; a task is dragged to another day.
import {useLocation} from "preact-iso";
import {useState} from "preact/hooks";
import {withQuery} from "stoa/api";
import {Alert, None, Page} from "stoa/ui";
import {change} from "./deeds";
import {isOpen, listOf, mayWrite, useTasks, type Task} from "./model";
import {QuickAdd} from "./quickadd";
import {Tasks} from "./tasks";
import {groupBy} from "./tree";
import {dateOf, dayWords, partsOf, plusDays, seen, textOf, weekdayOf} from "./when";
import css from "./calendar.module.css";

const shown = 3;  // titles in a day
const titled = new Intl.DateTimeFormat("en-GB", {month: "long", year: "numeric"});

const first = (month: string) => `${month}-01`;
const beside = (month: string, step: -1 | 1) => plusDays(first(month), step === 1 ? 31 : -1).slice(0, 7);
// Six weeks that begin with a Monday: every month fits in, and the page does not jump from one to the next.
function daysOf(month: string) {
  const weekday = (new Date(`${first(month)}T12:00:00`).getDay() + 6) % 7;
  return Array.from({length: 42}, (_, n) => plusDays(first(month), n - weekday));
}

const isMonth = (text: string | undefined): text is string => /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? "");
const timeOf = ({due}: Task) => seen(due!).time;
const inOrder = (tasks: Task[]) => tasks.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || timeOf(a).localeCompare(timeOf(b)));

export function Calendar({day}: {day: string}) {
  const {query, route, path} = useLocation();
  const month = isMonth(query.month) ? query.month : day.slice(0, 7);
  const chosen = query.day?.startsWith(month) ? query.day : month === day.slice(0, 7) ? day : first(month);
  const days = daysOf(month);
  // What is due at an hour elsewhere may be due on the day before or after here.
  const due = useTasks({filter: `due_date >= "${plusDays(days[0]!, -1)}" AND due_date <= "${plusDays(days[41]!, 1)}"`, sort: "due_at"});
  const byDay = groupBy(due.data ?? [], (task) => seen(task.due!).day);
  byDay.forEach(inOrder);
  const to = (more: {month?: string; day?: string | undefined}) => withQuery(path, {...query, ...more});
  const tasks = byDay.get(chosen) ?? [];
  return (
    <Page title={titled.format(new Date(`${first(month)}T12:00:00`))}>
      <nav class={css.months} aria-label="Months">
        <a href={to({month: beside(month, -1), day: undefined})} aria-label="The month before">←</a>
        <a href={withQuery(path, {})}>This month</a>
        <a href={to({month: beside(month, 1), day: undefined})} aria-label="The month after">→</a>
      </nav>
      {due.error && <Alert>{due.error}</Alert>}
      <table class={css.month} aria-label="What is due">
        <thead><tr>{days.slice(0, 7).map((one) => <th key={one} scope="col"><abbr title={weekdayOf(one)}>{weekdayOf(one).slice(0, 3)}</abbr></th>)}</tr></thead>
        <tbody>
          {Array.from({length: 6}, (_, week) => (
            <tr key={days[week * 7]}>
              {days.slice(week * 7, week * 7 + 7).map((one) => (
                <Day key={one} day={one} tasks={byDay.get(one) ?? []} outside={!one.startsWith(month)} today={one === day} chosen={one === chosen}
                  choose={() => route(to({month: one.slice(0, 7), day: one}), true)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <section class={css.chosen} aria-label={`Due ${dayWords(chosen)}`}>
        <h2>{weekdayOf(chosen)}, {dateOf(chosen)}</h2>
        <QuickAdd due={chosen} />
        {tasks.length ? <Tasks named label={`Due on ${dateOf(chosen)}`} day={chosen} rows={tasks.map((task) => ({task, depth: 0, parts: []}))} /> : <None>Nothing is due that day.</None>}
      </section>
    </Page>
  );
}

// What is dragged: a browser tells its data only to who drops it, and marks a day while one is above it.
let dragged: Task | undefined;

function Day({day, tasks, outside, today, chosen, choose}: {
  day: string; tasks: Task[]; outside: boolean; today: boolean; chosen: boolean; choose: () => void;
}) {
  const {path, query} = useLocation();
  const [above, setAbove] = useState(false);
  const open = tasks.filter(isOpen).length;
  const over = (event: DragEvent) => {
    if (!dragged) return;
    event.preventDefault();
    setAbove(true);
  };
  const drop = () => {
    setAbove(false);
    if (dragged && seen(dragged.due!).day !== day) void change(dragged, {due: textOf({...partsOf(dragged.due), day})});
  };
  return (
    <td class={[css.day, outside && css.isOutside, chosen && css.isChosen, above && css.isAbove].filter(Boolean).join(" ")}
      onDragOver={over} onDragLeave={() => setAbove(false)} onDrop={drop}>
      <button type="button" class={today ? `${css.number} ${css.isToday}` : css.number} aria-pressed={chosen} onClick={choose}>
        <span class="unseen">{weekdayOf(day)} </span>{Number(day.slice(8))}<span class="unseen"> {dateOf(day).replace(/^\d+ /, "")}{open > 0 && `, ${open} due`}</span>
      </button>
      <span class={css.dots} aria-hidden="true">{"•".repeat(Math.min(3, open))}</span>
      <ul>
        {tasks.slice(0, shown).map((task) => (
          <li key={task.id}>
            <a class={isOpen(task) ? undefined : css.isDone} href={withQuery(path, {...query, task: task.id})} style={{"--color": listOf(task.list)?.color ?? "var(--edge)"}}
              draggable={mayWrite(listOf(task.list))} onDragStart={() => (dragged = task)} onDragEnd={() => (dragged = undefined)}>
              {timeOf(task) && <span>{timeOf(task)}</span>} {task.title}
            </a>
          </li>
        ))}
      </ul>
      {tasks.length > shown && <span class={css.more} aria-hidden="true">{tasks.length - shown} more</span>}
    </td>
  );
}
