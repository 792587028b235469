// What is due, of all lists: today and before, or day by day from now on.
import {useEffect, useState} from "preact/hooks";
import type {Loaded} from "stoa/load";
import {Alert, None, Page} from "stoa/ui";
import {lists, type Task} from "./model";
import {QuickAdd} from "./quickadd";
import {Tasks} from "./tasks";
import {groupBy} from "./tree";
import {dateOf, dayWords, plusDays, seen, today, weekdayOf} from "./when";
import css from "./todo.module.css";

export const horizon = 60;  // days ahead

// The day that it is, also past midnight.
export function useToday() {
  const [day, setDay] = useState(today);
  useEffect(() => {
    const timer = setInterval(() => setDay(today()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return day;
}

const byTime = (tasks: Task[]) => tasks.map((task) => ({task, ...seen(task.due!)})).sort((a, b) => a.day.localeCompare(b.day) || a.time.localeCompare(b.time) || a.at - b.at);
const rowsOf = (tasks: {task: Task}[]) => tasks.map(({task}) => ({task, depth: 0, parts: []}));

export const dueToday = (tasks: Task[], day: string) => tasks.filter(({due}) => due && seen(due).day <= day).length;

export function Today({agenda, day}: {agenda: Loaded<Task[]>; day: string}) {
  const all = byTime(agenda.data ?? []);
  const late = all.filter((one) => one.day < day), now = all.filter((one) => one.day === day);
  const long = new Intl.DateTimeFormat("en-GB", {weekday: "long", day: "numeric", month: "long"}).format(new Date(`${day}T12:00:00`));
  return (
    <Page title="Today" lead={long}>
      <QuickAdd due={day} />
      {agenda.error && <Alert>{agenda.error}</Alert>}
      {late.length > 0 && <section class={css.group}><h2 class={css.isLate}>Overdue</h2><Tasks named label="Overdue" rows={rowsOf(late)} /></section>}
      {now.length > 0 && <section class={css.group}>{late.length > 0 && <h2>Today</h2>}<Tasks named label="Due today" day={day} rows={rowsOf(now)} /></section>}
      {agenda.data && !late.length && !now.length && <None>{lists.value?.length === 0 ? "Nothing is written down yet. Type what is to do, as you would say it, and press Enter."
        : "Nothing is due today. Enjoy it, or write down what comes to mind."}</None>}
    </Page>
  );
}

// The next seven days each have a place, later ones when something is due.
export function Upcoming({agenda, day}: {agenda: Loaded<Task[]>; day: string}) {
  const byDay = groupBy(byTime(agenda.data ?? []).filter((one) => one.day >= day), (one) => one.day);
  const week = Array.from({length: 7}, (_, n) => plusDays(day, n));
  const days = [...new Set([...week, ...[...byDay.keys()].sort()])];
  return (
    <Page title="Upcoming" lead="The days ahead, of all your lists.">
      <QuickAdd due={plusDays(day, 1)} />
      {agenda.error && <Alert>{agenda.error}</Alert>}
      <nav class={css.week} aria-label="The next seven days">
        {week.map((one) => (
          <a key={one} href={`#day-${one}`}>
            <span>{weekdayOf(one).slice(0, 3)}<span class="unseen">{weekdayOf(one).slice(3)} </span></span><strong>{Number(one.slice(8))}</strong>
            <span class={css.dots} aria-hidden="true">{"•".repeat(Math.min(3, byDay.get(one)?.length ?? 0)) || " "}</span>
            <span class="unseen">{byDay.get(one)?.length ?? 0} due</span>
          </a>
        ))}
      </nav>
      {agenda.data && days.map((one) => <Day key={one} day={one} due={byDay.get(one) ?? []} />)}
    </Page>
  );
}

function Day({day, due}: {day: string; due: {task: Task}[]}) {
  const words = dayWords(day), near = /^(today|tomorrow)$/.test(words);
  return (
    <section class={css.group} id={`day-${day}`}>
      <h2>{dateOf(day)} <span class={css.light}>{near ? `${words}, ${weekdayOf(day)}` : weekdayOf(day)}</span></h2>
      {due.length ? <Tasks named label={`Due ${words}`} day={day} rows={rowsOf(due)} /> : <p class={css.free}>Nothing yet</p>}
    </section>
  );
}
