// The catalogue's part of the API. What fails does so as in /http.js.
import {all, call, creator as make, get as ask, ifMatch, patch, wasAborted} from "/http.js";

export {wasAborted};
export const base = "/api/library";

export const get = (path, query, signal) => ask(base + path, query, signal);
export const creator = (path) => make(base + path);

export const workPath = (id) => `/works/${encodeURIComponent(id)}`;
// Never from the browser's cache: who changes a work must see it, editions too, as it is now.
export const getWork = (id, signal) => call("GET", base + workPath(id), {signal, cache: "no-store"});
export const patchWork = (id, etag, changes) => patch(base + workPath(id), changes, etag);
export const removeWork = (id, etag) => call("DELETE", base + workPath(id), {headers: ifMatch(etag)});
export const removeEdition = (id) => call("DELETE", `${base}/editions/${encodeURIComponent(id)}`);

let genres;
// Every genre there is, once; they are few.
export function allGenres() {
  genres ??= all(`${base}/genres`).then((found) => found.sort((a, b) => a.name.localeCompare(b.name))).catch((error) => {
    genres = undefined;  // ask again next time
    throw error;
  });
  return genres;
}

export const findAuthors = async (search, signal) => (await get("/authors", {...(search && {search}), limit: 8}, signal)).items;
