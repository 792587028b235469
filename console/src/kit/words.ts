// Numbers, days and times as people read them.

const plain = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", {notation: "compact", maximumFractionDigits: 1});
const day = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long", year: "numeric"});
const moment = new Intl.DateTimeFormat("en-GB", {dateStyle: "medium", timeStyle: "short"});
const relative = new Intl.RelativeTimeFormat("en", {numeric: "auto"});

export const count = (n: number) => plain.format(n);
export const compact = (n: number) => short.format(n);
export const plural = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
// "item_types" and "item-types" are "item types".
export const spaced = (name: string) => name.replaceAll(/[_-]/g, " ");
export const date = (text: string) => day.format(new Date(text));
export const when = (text: string) => moment.format(new Date(text));

// "340 ms", "1.2 s"
export function duration(seconds: number) {
  const [size, unit] = seconds < 0.001 ? [1e6, "µs"] : seconds < 1 ? [1e3, "ms"] : [1, "s"];
  return `${count(Number((seconds * size).toPrecision(2)))} ${unit}`;
}

// "340 B", "1.2 MB"
export function bytes(size: number) {
  const [unit, name] = ([[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]] as const).find(([unit]) => size >= unit) ?? [1, "B"];
  return `${count(Number((size / unit).toPrecision(3)))} ${name}`;
}

const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;
// "2 hours ago", "in 5 minutes"; for what is a month away, its day.
export function ago(text: string) {
  const seconds = (new Date(text).getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) return when(text);
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}
