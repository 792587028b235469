// Years, titles, languages and numbers of books as people read them.
export {count, date, plural} from "/words.js";

const compact = new Intl.NumberFormat("en", {notation: "compact", maximumFractionDigits: 1});
const languages = new Intl.DisplayNames("en", {type: "language", languageDisplay: "standard", fallback: "code"});

export const short = (n) => compact.format(n);
export const year = (n) => (n < 0 ? `${-n} BCE` : String(n));

// "en-GB" becomes "English (United Kingdom)"; what is no language tag stays as it is.
export function language(tag) {
  try {
    return languages.of(tag);
  } catch {
    return tag;
  }
}

// "Twilight (Twilight, #1)" is a title and its place in a series: "Twilight", "book 1".
export function titleParts(title) {
  const found = /^(.*\S)\s+\(([^()]*?),?\s*#([^()#]+)\)$/.exec(title);
  if (!found) return {main: title, series: ""};
  const [, main, series, place] = found;
  const book = `${/[-–&,]/.test(place) ? "books" : "book"}\u00a0${place.trim()}`;
  return {main, series: series === "" || series === main ? book : `${series}, ${book}`};
}

// The letter that a cloth cover is stamped with.
export function initial(title) {
  const bare = title.replace(/^(the|an?)\s+/i, "").match(/[\p{L}\p{N}]/u);
  return bare ? bare[0].toUpperCase() : "·";
}

// One of eight cloths, always the same for the same work.
export function cloth(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return `cloth-${sum % 8}`;
}

export const isbn = (digits) => digits.replace(/^(97[89])(\d{9})(\d|X)$/, "$1-$2$3");
