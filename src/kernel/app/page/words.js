// Numbers, days and times as people read them.

const plain = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long", year: "numeric"});
const weekday = new Intl.DateTimeFormat("en-GB", {weekday: "short", day: "numeric", month: "long", timeZone: "UTC"});
const moment = new Intl.DateTimeFormat("en-GB", {dateStyle: "medium", timeStyle: "short"});
const relative = new Intl.RelativeTimeFormat("en", {numeric: "auto"});

export const count = (n) => plain.format(n);
export const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
// "item_types" and "item-types" are "item types".
export const spaced = (name) => name.replaceAll(/[_-]/g, " ");

// "library.librarian" is a librarian.
export const roleInWords = (role) => (role === "admin" ? "administrator" : spaced(role.split(".").at(-1)));

export const date = (text) => day.format(new Date(text));
export const when = (text) => moment.format(new Date(text));
// A calendar day such as a due date, which is the same day wherever it is read: "Mon, 4 January".
export const calendarDay = (text) => weekday.format(new Date(`${text}T00:00:00Z`));

const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
// "2 hours ago", "yesterday"; for what is longer ago than a month, its day.
export function ago(text) {
  const seconds = (new Date(text) - Date.now()) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) return `on ${date(text)}`;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  return unit ? relative.format(Math.trunc(seconds / size), unit) : "just now";
}
