// What is looked at is the address's query, in the API's own words, so that a link, reload, back and
// forward all lead to the same shelf. `work` is the one that lies open.
import {withQuery} from "stoa/api";

const words = ["search", "author", "language", "from", "until", "sort"] as const;
export type Shelf = Record<(typeof words)[number] | "work", string> & {genres: string[]};

export const everything: Shelf = {search: "", author: "", genres: [], language: "", from: "", until: "", sort: "", work: ""};
export const mostGenres = 5;  // the API takes no more

export const orders: [string, string][] = [
  ["", "Popular first"], ["title", "By title"], ["-first_published", "Newest first"], ["first_published", "Oldest first"],
];

export function parse(url: string): Shelf {
  const query = new URL(url, location.origin).searchParams;
  const shelf = {...everything, genres: [...new Set(query.getAll("genre"))].slice(0, mostGenres)};
  for (const name of [...words, "work"] as const) shelf[name] = (query.get(name) ?? "").trim();
  return shelf;
}

// What the API is asked for; a year that is none is for it to refuse.
export function filterOf({search, author, genres, language, from, until}: Shelf) {
  return {
    ...(search && {search}), ...(author && {author}), ...(language && {language}),
    ...(genres.length && {genre: genres}), ...(from && {from: Number(from)}), ...(until && {until: Number(until)}),
  };
}
export const isNarrowed = (shelf: Shelf) => Object.keys(filterOf(shelf)).length > 0;
export const questionOf = (shelf: Shelf) => ({...filterOf(shelf), ...(shelf.sort && {sort: shelf.sort})});

export const linkTo = ({genres, work, ...rest}: Shelf) => withQuery("/library", {...rest, genre: genres, work});

export const toggled = (list: string[], value: string) =>
  (list.includes(value) ? list.filter((other) => other !== value) : [...list, value].slice(-mostGenres));
