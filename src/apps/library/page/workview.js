// A work as it lies open: who, when, what readers gave it, and its editions.
import {bar, h} from "/dom.js";
import {authorLinks, go, titleOf} from "./results.js";
import {empty} from "./state.js";
import {holding, holdings} from "./holdings.js";
import {waiting} from "./waiting.js";
import {cloth, count, date, isbn, language, plural, short, titleParts, year} from "./words.js";

const stars = ["one", "two", "three", "four", "five"];

function histogram(ratings) {
  const total = stars.reduce((sum, star) => sum + ratings[star], 0);
  if (total === 0) return null;
  const mean = stars.reduce((sum, star, i) => sum + ratings[star] * (i + 1), 0) / total;
  const most = Math.max(...stars.map((star) => ratings[star]));
  const row = (star, i) => {
    const share = Math.round((ratings[star] / total) * 100);
    return h("tr", {title: plural(ratings[star], "rating", "ratings")},
      h("th", {scope: "row"}, i + 1, h("span", {"aria-hidden": "true"}, " ★"),
        h("span", {class: "unseen"}, i === 0 ? " star" : " stars")),
      h("td", {class: "histogram-bar"}, bar(ratings[star] / most)),
      h("td", {class: "histogram-share"}, `${share} %`));
  };
  return h("section", {class: "ratings-panel", "aria-label": "Ratings"},
    h("p", {class: "mean"}, h("strong", {}, mean.toFixed(2)), h("span", {}, `of 5, from ${short(total)} ratings`)),
    h("table", {class: "histogram"}, h("caption", {class: "unseen"}, `How ${count(total)} readers rated it`),
      h("tbody", {}, stars.map(row).reverse())));
}

function edition(one, work, copies, actions) {
  const facts = [
    one.language && language(one.language),
    one.publisher,
    one.published !== null && year(one.published),
  ].filter(Boolean);
  const number = one.isbn13 ? ["ISBN", isbn(one.isbn13)] : one.isbn10 ? ["ISBN-10", one.isbn10] : null;
  const button = (label, what, run) => h("button", {type: "button", class: "quiet", onclick: () => run(one),
    "aria-label": `${what} ${one.isbn13 ?? one.title}`}, label);
  return h("li", {},
    h("span", {class: "edition-title"}, one.title === work.title ? titleParts(one.title).main : one.title),
    h("span", {class: "edition-facts"}, facts.join(" · ") || "No further details"),
    holding(one, copies),
    h("span", {class: "edition-isbn"}, number && [h("abbr", {}, number[0]), ` ${number[1]}`]),
    actions && h("span", {class: "edition-actions"}, button("Copies", "Copies of the edition", actions.showCopies),
      button("Delete", "Delete the edition", actions.removeEdition)));
}

function editionsTitle(n) {
  if (n === 0) return "No editions yet";
  return n === 1 ? "One edition" : plural(n, "edition", "editions");
}

// The picture of the first edition that has one; else a cloth cover with the title.
function cover(work) {
  const shown = work.editions.find((one) => one.cover);
  if (shown) {
    return h("img", {class: "cover large picture", alt: `Cover of ${work.title}`,
      src: `/api/library/editions/${encodeURIComponent(shown.id)}/cover?size=medium`});
  }
  return h("div", {class: `cover large ${cloth(work.id)}`, "aria-hidden": "true"},
    h("span", {class: "cover-title"}, titleParts(work.title).main),
    h("span", {class: "cover-author"}, work.authors[0]?.name ?? ""));
}

function heading(work) {
  const original = work.original_title && ![work.title, titleParts(work.title).main].includes(work.original_title);
  return h("div", {class: "work-head"},
    h("h2", {id: "work-title", tabindex: "-1"}, titleOf(work)),
    original && h("p", {class: "original"}, "Originally ", h("cite", {}, work.original_title)),
    h("p", {class: "by"}, authorLinks(work.authors)),
    work.first_published !== null && h("p", {class: "first"}, `First published ${year(work.first_published)}`),
    h("ul", {class: "chips", "aria-label": "Genres"}, work.genres.map((genre) =>
      h("li", {}, go({...empty, genres: [genre.slug]}, {class: "chip"}, genre.name)))));
}

// `copies`: those of all editions, or null; `actions`: what a librarian may do, or null: {edit, remove,
// addEdition, removeEdition(edition), showCopies(edition)}.
export function workView(work, {copies, actions}) {
  return h("article", {class: "work"},
    h("div", {class: "work-top"}, cover(work), heading(work)),
    work.ratings ? histogram(work.ratings) : h("p", {class: "muted"}, "No ratings yet."),
    h("section", {class: "editions", "aria-labelledby": "editions-title"},
      h("div", {class: "editions-top"}, h("h3", {id: "editions-title"}, editionsTitle(work.editions.length)),
        holdings(work.editions)),
      waiting(work),
      work.editions.length > 0 && h("ol", {}, work.editions.map((one) => edition(one, work, copies, actions))),
      actions && h("button", {type: "button", class: "quiet", onclick: actions.addEdition}, "Add an edition")),
    h("div", {class: "actions"},
      actions && h("button", {type: "button", onclick: actions.edit}, "Edit"),
      actions && h("button", {type: "button", class: "danger", onclick: actions.remove}, "Delete"),
      h("p", {class: "muted record"}, `Version ${work.version}, ${date(work.updated)} · `,
        h("a", {href: `/api/library/works/${encodeURIComponent(work.id)}`}, "JSON"))));
}
