// Days, years, titles and languages as readers of a library know them.
import {compact} from "stoa/words";

const day = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long", year: "numeric"});
const weekday = new Intl.DateTimeFormat("en-GB", {weekday: "short", day: "numeric", month: "long", timeZone: "UTC"});
const fullWeekday = new Intl.DateTimeFormat("en-GB", {weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC"});
const languages = new Intl.DisplayNames("en", {type: "language", languageDisplay: "standard", fallback: "code"});

export const date = (text: string) => day.format(new Date(text));
// A calendar day such as a due date, which is the same day wherever it is read: "Mon 4 January".
export const calendarDay = (text: string) => weekday.format(new Date(`${text}T00:00:00Z`));
// The same with its year: "Monday 4 January 2027".
export const fullDay = (text: string) => fullWeekday.format(new Date(`${text}T00:00:00Z`));
export const today = () => new Date().toISOString().slice(0, 10);
export const year = (n: number) => (n < 0 ? `${-n} BCE` : String(n));

// "en-GB" becomes "English (United Kingdom)"; what is no language tag stays as it is.
export function language(tag: string) {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

// "Twilight (Twilight, #1)" is a title and its place in a series: "Twilight", "book 1".
export function titleParts(title: string) {
  const [, main, series, place] = /^(.*\S)\s+\(([^()]*?),?\s*#([^()#]+)\)$/.exec(title) ?? [];
  if (!main || !place) return {main: title, series: ""};
  const book = `${/[-–&,]/.test(place) ? "books" : "book"}\u00a0${place.trim()}`;
  return {main, series: !series || series === main ? book : `${series}, ${book}`};
}
export const mainTitle = (title: string) => titleParts(title).main;

export const ratings = (n: number) => `${compact(n)} ${n === 1 ? "rating" : "ratings"}`;

export const isbn = (digits: string) => digits.replace(/^(97[89])(\d{9})(\d|X)$/, "$1-$2$3");
