// What narrows the list: genres and languages with their counts, the years, and the chips that say
// what is chosen and take it away again.
import {h, replaceKeepingFocus} from "/dom.js";
import {empty, mostGenres, toggled} from "./state.js";
import {count, language, year} from "./words.js";

const shownAtFirst = 12;
const eras = [
  {label: "Before 1900", from: "", until: "1899"},
  {label: "1900 – 1949", from: "1900", until: "1949"},
  {label: "1950 – 1999", from: "1950", until: "1999"},
  {label: "2000 onward", from: "2000", until: ""},
];

function option(group, {value, label, works}, on, choose, disabled) {
  return h("li", {},
    h("button", {type: "button", class: "facet", "data-key": `${group}:${value}`, "aria-pressed": String(on), disabled,
      onclick: () => choose(value)},
    h("span", {class: "facet-name"}, label),
    works !== undefined && h("span", {class: "facet-count"}, count(works))));
}

// What is chosen stays in sight, first, even when the answer no longer counts it.
function ordered(facets, chosen, nameOf) {
  const missing = chosen.filter((value) => !facets.some((facet) => facet.value === value));
  const first = facets.filter((facet) => chosen.includes(facet.value));
  const rest = facets.filter((facet) => !chosen.includes(facet.value));
  return [...first, ...missing.map((value) => ({value, label: nameOf(value), works: 0})), ...rest];
}

// `names` remembers how a genre or an author is called, for a chip whose facet is not there.
export function facetPanel({roots, chips, names, navigate, state}) {
  let facets = {genres: [], languages: []};
  const open = {genre: false, language: false};

  function group(name, title, entries, isOn, choose, isFull) {
    const visible = open[name] ? entries : entries.slice(0, shownAtFirst);
    const rest = entries.length - shownAtFirst;
    if (entries.length === 0) return [];
    return [
      h("h2", {}, title),
      h("ul", {}, visible.map((entry) => option(name, entry, isOn(entry.value), choose, isFull && !isOn(entry.value)))),
      rest > 0 && h("button", {type: "button", class: "quiet", "data-key": `${name}-all`, "aria-expanded": String(open[name]),
        onclick: () => {
          open[name] = !open[name];
          draw();
        }}, open[name] ? "Fewer" : `${rest} more`),
    ].filter(Boolean);
  }

  function draw() {
    const now = state();
    const genres = ordered(facets.genres, now.genres, names.genre);
    const languages = ordered(facets.languages.map((facet) => ({...facet, label: language(facet.value)})),
      now.language ? [now.language] : [], language);
    const full = now.genres.length >= mostGenres;
    replaceKeepingFocus(roots.genres, ...group("genre", "Genres", genres, (value) => now.genres.includes(value),
      (value) => navigate({...state(), genres: toggled(state().genres, value)}), full));
    replaceKeepingFocus(roots.eras, ...eras.map((era) => {
      const on = now.from === era.from && now.until === era.until;
      return option("era", {value: era.label, label: era.label}, on,
        () => navigate({...state(), from: on ? "" : era.from, until: on ? "" : era.until}));
    }));
    replaceKeepingFocus(roots.languages, ...group("language", "Languages", languages, (value) => now.language === value,
      (value) => navigate({...state(), language: state().language === value ? "" : value})));
    drawChips(now);
  }

  function chip(kind, label, without) {
    return h("li", {}, h("button", {type: "button", class: "chip is-on", "data-key": `chip:${kind}:${label}`,
      "aria-label": `Remove ${kind}: ${label}`, onclick: () => navigate({...state(), ...without})},
    label, h("span", {class: "cross", "aria-hidden": "true"}, "×")));
  }

  function drawChips(now) {
    const years = now.from || now.until;
    const said = (text) => (Number.isFinite(Number(text)) ? year(Number(text)) : text);
    const all = [
      now.search && chip("search", `“${now.search}”`, {search: ""}),
      now.author && chip("author", names.author(now.author), {author: ""}),
      ...now.genres.map((slug) => chip("genre", names.genre(slug), {genres: now.genres.filter((other) => other !== slug)})),
      now.language && chip("language", language(now.language), {language: ""}),
      years && chip("years", now.from && now.until ? `${said(now.from)} – ${said(now.until)}`
        : now.from ? `From ${said(now.from)}` : `Until ${said(now.until)}`, {from: "", until: ""}),
    ].filter(Boolean);
    const clear = all.length > 1 && h("li", {}, h("button", {type: "button", class: "quiet", "data-key": "chip:all",
      onclick: () => navigate(empty)}, "Clear all"));
    replaceKeepingFocus(chips, ...all, ...(clear ? [clear] : []));
    chips.hidden = all.length === 0;
  }

  return {
    draw,
    show(found) {
      facets = found;
      for (const {value, label} of found.genres) names.keepGenre(value, label);
      draw();
    },
  };
}
