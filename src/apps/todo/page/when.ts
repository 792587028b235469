// Between the four forms of a time (docs/guide-time.md) and what the clock of whoever looks shows.
import {zone as here} from "./model";

export interface Seen {day: string; time: string; at: number}  // time "" for a day; `at` is when it is over

const two = (n: number) => String(n).padStart(2, "0");
export const dayOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const timeOf = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`;
export const today = () => dayOf(new Date());
export function plusDays(day: string, days: number) {
  const date = new Date(`${day}T12:00:00`);
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

export interface Written {day: string; time: string; zone: string}  // zone "": wherever one is

// The parts of a text, to be changed one by one.
export function partsOf(text: string | null): Written {
  if (!text) return {day: "", time: "", zone: ""};
  const [, day = "", time = "", rest = ""] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?(.*)$/.exec(text) ?? [];
  if (rest.startsWith("[")) return {day, time, zone: rest.slice(1, -1)};
  if (!rest) return {day, time, zone: ""};
  const date = new Date(text);
  return {day: dayOf(date), time: timeOf(date), zone: here};
}

export function textOf({day, time, zone}: Written) {
  if (!day) return null;
  return time ? `${day}T${time}:00${zone && `[${zone}]`}` : day;
}

// How far a zone's clocks are ahead of UTC at an instant.
function ahead(at: number, zone: string) {
  const parts = new Intl.DateTimeFormat("en-GB", {timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric"}).formatToParts(at);
  const of = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1000) * 1000;
}

function instantOf({day, time, zone}: Written) {
  if (!zone || zone === here) return new Date(`${day}T${time}:00`).getTime();
  const wall = Date.parse(`${day}T${time}:00Z`);
  const guess = wall - ahead(wall, zone);
  return wall - ahead(guess, zone);  // once more, for a guess on the other side of a change of clocks
}

export function seen(text: string): Seen {
  const parts = partsOf(text);
  if (!parts.time) return {day: parts.day, time: "", at: new Date(`${plusDays(parts.day, 1)}T00:00:00`).getTime()};
  const date = new Date(instantOf(parts));
  return {day: dayOf(date), time: timeOf(date), at: date.getTime()};
}

export const isLate = (text: string) => seen(text).at < Date.now();

const weekday = new Intl.DateTimeFormat("en-GB", {weekday: "long"});
const short = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "short"});
const long = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "short", year: "numeric"});

// "today", "Friday", "12 Dec"
export function dayWords(day: string) {
  const date = new Date(`${day}T12:00:00`), now = today();
  if (day === now) return "today";
  if (day === plusDays(now, 1)) return "tomorrow";
  if (day === plusDays(now, -1)) return "yesterday";
  if (day > now && day < plusDays(now, 7)) return weekday.format(date);
  return (day.slice(0, 4) === now.slice(0, 4) ? short : long).format(date);
}

export function whenWords(text: string) {
  const {day, time} = seen(text);
  return time ? `${dayWords(day)} ${time}` : dayWords(day);
}

// "Friday" and "4 Dec", the second also where the first says it already.
export const weekdayOf = (day: string) => weekday.format(new Date(`${day}T12:00:00`));
export const dateOf = (day: string) => short.format(new Date(`${day}T12:00:00`));
