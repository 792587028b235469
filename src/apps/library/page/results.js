// The list of works: one cover, title, authors, year, genres and popularity each.
import {bar, h} from "/dom.js";
import {empty, linkTo, toggled} from "./state.js";
import {cloth, count, initial, plural, short, titleParts, year} from "./words.js";

const authorsShown = 3;
const genresShown = 2;

export function titleOf(work) {
  const {main, series} = titleParts(work.title);
  return [main, series && h("span", {class: "series"}, ` ${series}`)];
}

// A link inside the page; catalogue.js follows it without a reload.
export const go = (state, props, ...children) => h("a", {href: linkTo(state), "data-go": true, ...props}, ...children);

// "Terry Pratchett, Neil Gaiman and 2 more", each name a link to that author's works.
export function authorLinks(authors, most = authors.length) {
  const links = authors.slice(0, most).flatMap((author, i) => [
    i > 0 && ", ",
    go({...empty, author: author.id}, {class: "author"}, author.name),
  ]);
  return authors.length > most ? [...links, ` and ${authors.length - most} more`] : links;
}

function genreLinks(work, state) {
  const chosen = (genre) => state.genres.includes(genre.slug);
  const ordered = [...work.genres].sort((a, b) => chosen(b) - chosen(a));
  return ordered.slice(0, genresShown).map((genre) => {
    const on = chosen(genre);
    const next = on ? state : {...state, genres: toggled(state.genres, genre.slug)};
    return h("li", {}, go({...next, work: ""}, {class: on ? "chip is-on" : "chip"}, genre.name));
  });
}

function popularity(work, most) {
  if (!work.popularity) return h("span", {class: "ratings"}, "Not rated yet");
  // The square root keeps the long tail visible beside a bestseller.
  return h("span", {class: "ratings", title: plural(work.popularity, "rating", "ratings")},
    bar(Math.sqrt(work.popularity / Math.max(most, work.popularity))),
    `${short(work.popularity)} ${work.popularity === 1 ? "rating" : "ratings"}`);
}

function hit(work, state, most) {
  return h("li", {class: "hit", "data-id": work.id},
    h("span", {class: `cover ${cloth(work.id)}`, "aria-hidden": "true"}, initial(work.title)),
    h("div", {class: "hit-text"},
      h("h3", {}, go({...state, work: work.id}, {class: "title"}, titleOf(work))),
      h("p", {class: "by"}, authorLinks(work.authors, authorsShown),
        work.first_published !== null && h("span", {class: "year"}, year(work.first_published))),
      h("div", {class: "meta"}, popularity(work, most),
        h("ul", {class: "chips", "aria-label": "Genres"}, genreLinks(work, state)))));
}

function skeleton() {
  return h("li", {class: "hit is-ghost", "aria-hidden": "true"},
    h("span", {class: "cover"}),
    h("div", {class: "hit-text"}, h("span", {class: "line"}), h("span", {class: "line short"})));
}

// `list` is the <ol>. The most read work of a list, its first, is what the bars are measured by.
export function resultList(list) {
  let shown = [];
  const most = () => shown[0]?.popularity ?? 0;
  const rowOf = (id) => list.querySelector(`.hit[data-id="${CSS.escape(id)}"]`);
  const titles = () => [...list.querySelectorAll("a.title")];

  // How many stand side by side, so that the arrows go where the eye goes.
  const columns = () => getComputedStyle(list).gridTemplateColumns.split(" ").length;

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".hit");
    const step = {ArrowDown: columns(), ArrowUp: -columns(), ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!row || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = titles();
    const target = all.indexOf(row.querySelector("a.title")) + step;
    event.preventDefault();
    if (target < 0) list.dispatchEvent(new CustomEvent("leave", {bubbles: true}));
    else all[Math.min(target, all.length - 1)].focus();
  });

  return {
    get length() {
      return shown.length;
    },
    show(works, state) {
      shown = works;
      list.replaceChildren(...works.map((work) => hit(work, state, most())));
    },
    add(works, state) {
      shown = [...shown, ...works];
      list.append(...works.map((work) => hit(work, state, most())));
      rowOf(works[0]?.id ?? "")?.querySelector("a.title").focus();
    },
    replace(work, state) {
      shown = shown.map((other) => (other.id === work.id ? work : other));
      rowOf(work.id)?.replaceWith(hit(work, state, most()));
    },
    remove(id) {
      shown = shown.filter((work) => work.id !== id);
      rowOf(id)?.remove();
    },
    wait() {
      shown = [];
      list.replaceChildren(...Array.from({length: 8}, skeleton));
    },
    focus: (id) => (id ? rowOf(id)?.querySelector("a.title") : titles()[0])?.focus(),
    label: () => (shown.length === 0 ? "" : count(shown.length)),
  };
}
