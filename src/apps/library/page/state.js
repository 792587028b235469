// What is looked at is the URL's query, in the API's own words, so that a link, reload, back and
// forward all lead to the same shelf. `work` is the one that lies open.

export const empty = Object.freeze({search: "", author: "", genres: [], language: "", from: "", until: "", work: ""});
const words = ["search", "author", "language", "from", "until"];
export const mostGenres = 5;  // the API takes no more

export function parse(query) {
  const params = new URLSearchParams(query);
  const state = {...empty, genres: [...new Set(params.getAll("genre"))].slice(0, mostGenres)};
  for (const name of [...words, "work"]) state[name] = (params.get(name) ?? "").trim();
  return state;
}

// The query of the API for what narrows the list.
export function filterOf(state) {
  const params = new URLSearchParams();
  for (const name of words) if (state[name]) params.append(name, state[name]);
  for (const genre of state.genres) params.append("genre", genre);
  return params;
}

// The page's own link to a state.
export function linkTo(state) {
  const params = filterOf(state);
  if (state.work) params.append("work", state.work);
  return params.size ? `?${params}` : "./";
}

export const narrowed = (state) => filterOf(state).size > 0;

export function toggled(list, value) {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value].slice(-mostGenres);
}
