// The library's page: what the URL says is what is shown; every click changes the URL.
import {get, wasAborted} from "./api.js";
import {byId, debounced, h} from "/dom.js";
import {facetPanel} from "./facets.js";
import {showNav} from "./nav.js";
import {resultList} from "./results.js";
import {empty, filterOf, linkTo, narrowed, parse} from "./state.js";
import {plural} from "./words.js";
import {workDialog} from "./workdialog.js";

const pageSize = 24;
const list = byId("list"), more = byId("more"), message = byId("message"), status = byId("status");
const search = byId("search"), from = byId("from"), until = byId("until");

let state = parse(location.search);
let loaded = null;   // the filter, as text, that the list answers
let next = null;     // the cursor to what follows
let asking = new AbortController();

// How authors and genres are called, learnt from every answer: the URL only has their ids.
const known = {author: new Map(), genre: new Map()};
const names = {
  author: (id) => known.author.get(id) ?? "one author",
  genre: (slug) => known.genre.get(slug) ?? slug.replaceAll("-", " "),
  keepGenre: (slug, name) => known.genre.set(slug, name),
};
function learn(works) {
  for (const work of works) {
    for (const {id, name} of work.authors) known.author.set(id, name);
    for (const {slug, name} of work.genres) known.genre.set(slug, name);
  }
}

const results = resultList(list);
const facets = facetPanel({
  roots: {genres: byId("genres"), eras: byId("eras"), languages: byId("languages")},
  chips: byId("chips"), names, navigate, state: () => state,
});
const dialog = workDialog({
  dialog: byId("work"),
  on: {
    closed: workClosed,
    saved(work) {
      learn([work]);
      results.replace(work, state);
      loadFacets(asking.signal);
    },
    removed(id) {
      results.remove(id);
      describe();
      status.textContent = "The work is deleted.";
      loadFacets(asking.signal);
    },
    added(work) {
      loaded = null;  // it may belong on this shelf
      navigate({...state, work: work.id});
    },
  },
});

// ---- the URL ----------------------------------------------------------------------------------

// `how.typing`: one history entry for a whole stretch of typing, not one a letter.
function navigate(to, how = {}) {
  const link = new URL(linkTo(to), location.href);
  if (link.href === location.href && loaded !== null) return;
  const mark = {typing: how.typing ?? false, opened: to.work !== "" && state.work === ""};
  if (how.typing && history.state?.typing) history.replaceState(mark, "", link);
  else history.pushState(mark, "", link);
  const otherShelf = filterOf(to).toString() !== loaded;
  show(to);
  if (how.followed && otherShelf) window.scrollTo({top: 0});
}

function workClosed(id) {
  if (state.work !== "") {
    if (history.state?.opened) history.back();
    else {
      state = {...state, work: ""};
      history.replaceState({}, "", new URL(linkTo(state), location.href));
    }
  }
  // The link that opened it may have been drawn anew since.
  const nowhere = document.activeElement === document.body || document.activeElement.closest("dialog");
  if (id && nowhere) results.focus(id);
}

function show(to) {
  state = to;
  for (const [input, value] of [[search, state.search], [from, state.from], [until, state.until]]) {
    if (input.value.trim() !== value) input.value = value;
  }
  facets.draw();
  describe();
  if (filterOf(state).toString() !== loaded) load();
  dialog.sync(state.work);
}

// An author whom no work of the list names, as when the other filters leave none.
async function learnAuthor(signal) {
  const id = state.author;
  if (!id || known.author.has(id)) return;
  try {
    known.author.set(id, (await get(`/authors/${encodeURIComponent(id)}`, null, signal)).name);
    facets.draw();
    describe();
  } catch {
    // The chip then says "one author".
  }
}

// ---- the list ---------------------------------------------------------------------------------

function title() {
  if (state.search) return `Works for “${state.search}”`;
  if (state.author) return known.author.has(state.author) ? `Works by ${names.author(state.author)}` : "Works by one author";
  return narrowed(state) ? "Works" : "Most popular";
}

function describe() {
  byId("results-title").textContent = title();
  document.title = narrowed(state) ? `${title()} · Library` : "Library · Stoa";
  const call = byId("call"), query = filterOf(state);
  const path = query.size ? `/api/library/works?${query}` : "/api/library/works";
  call.textContent = `GET ${path}`;
  call.href = path;
  byId("table").href = `/api/library/works/export${query.size ? `?${query}` : ""}`;
}

function busy(on) {
  byId("results").setAttribute("aria-busy", String(on));
}

function say(...children) {
  message.replaceChildren(...children);
  message.hidden = children.length === 0;
}

function sayCount() {
  const n = results.length;
  status.textContent = n === 0 ? "" : next ? `The first ${plural(n, "work", "works")}` : plural(n, "work", "works");
  more.hidden = !next;
}

function nothingFound() {
  const clear = h("button", {type: "button", onclick: () => navigate(empty)}, "Show all works");
  if (narrowed(state)) {
    const hint = "No work is all of that at once. Fewer words or filters find more.";
    return say(h("h3", {}, "Nothing on this shelf"), h("p", {}, hint), clear);
  }
  say(h("h3", {}, "The shelves are empty"), h("p", {}, "Add the first work, or start the server with its demo data."));
}

function failed(error) {
  loaded = null;
  next = null;
  results.show([], state);
  sayCount();
  say(h("h3", {}, "The list cannot be shown"), h("p", {}, error.message),
    ...(error.errors ?? []).map(({message}) => h("p", {}, message)),
    h("button", {type: "button", onclick: load}, "Try again"));
}

async function loadFacets(signal) {
  try {
    facets.show(await get("/facets", filterOf(state), signal));
  } catch {
    // The list says what is wrong; the facets stay as they were.
  }
}

// Drops the request that is still running: only the newest question counts.
async function load() {
  asking.abort();
  asking = new AbortController();
  const {signal} = asking, asked = filterOf(state), mine = asked.toString();
  loaded = mine;
  busy(true);
  if (results.length === 0) results.wait();
  say();
  loadFacets(signal);
  const query = new URLSearchParams(asked);
  query.set("limit", pageSize);
  try {
    const page = await get("/works", query, signal);
    learn(page.items);
    next = page.next;
    results.show(page.items, state);
    sayCount();
    facets.draw();
    describe();
    if (page.items.length === 0) nothingFound();
    learnAuthor(signal);
  } catch (error) {
    if (!wasAborted(error)) failed(error);
  } finally {
    if (!signal.aborted) busy(false);
  }
}

async function loadMore() {
  const {signal} = asking, query = filterOf(state);
  query.set("limit", pageSize);
  query.set("after", next);
  more.setAttribute("aria-disabled", "true");
  try {
    const page = await get("/works", query, signal);
    learn(page.items);
    next = page.next;
    results.add(page.items, state);
    sayCount();
    say();
  } catch (error) {
    if (!wasAborted(error)) status.textContent = error.message;
  } finally {
    more.removeAttribute("aria-disabled");
  }
}

// ---- what people do ---------------------------------------------------------------------------

const searchSoon = debounced(150, () => navigate({...state, search: search.value.trim(), work: ""}, {typing: true}));
search.addEventListener("input", () => searchSoon());
byId("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  searchSoon.now();
});

const yearsSoon = debounced(400, () => {
  if (![from, until].every((input) => input.validity.valid)) return;
  navigate({...state, from: from.value, until: until.value, work: ""}, {typing: true});
});
for (const input of [from, until]) input.addEventListener("input", () => yearsSoon());

more.addEventListener("click", () => more.getAttribute("aria-disabled") || loadMore());
byId("add").addEventListener("click", () => dialog.add());

// Links inside the page change the URL without a reload; with a modifier they stay plain links.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-go]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(parse(link.search), {followed: true});
});

const writes = (target) => target.closest?.("input, textarea, select, dialog");
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writes(event.target)) {
    event.preventDefault();
    search.select();
  }
});
search.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || results.length === 0) return;
  event.preventDefault();
  results.focus();
});
list.addEventListener("leave", () => search.focus());
addEventListener("popstate", () => {
  searchSoon.cancel();
  yearsSoon.cancel();
  show(parse(location.search));
});
addEventListener("online", () => message.hidden || loaded !== null || load());

// Where there is room the filters stand open beside the list.
const wide = matchMedia("(min-width: 56rem)");
const unfold = () => (byId("filters").open = wide.matches);
wide.addEventListener("change", unfold);
unfold();
byId("fold").addEventListener("click", () => {
  byId("filters").open = false;
  byId("results").focus();
});
showNav();
show(state);
