// The front page of a build without the console: which apps this server runs.
import {byId, h} from "/dom.js";
import {capital, plural, spaced} from "/words.js";

function card(app) {
  const name = capital(spaced(app.name));
  return h("li", {},
    h("article", {class: app.page ? "app" : "app is-bare"},
      h("h3", {}, app.page ? h("a", {href: app.page}, name) : name),
      h("p", {}, app.title),
      h("p", {class: "routes"}, plural(app.routes, "route", "routes"), app.page && h("span", {class: "open"}, "Open"))));
}

async function showApps() {
  const list = byId("apps"), note = byId("apps-note");
  try {
    const answer = await fetch("/api/apps");
    if (!answer.ok) throw new Error();
    const apps = await answer.json();
    // What has a page comes first: that is where people can go.
    apps.sort((a, b) => Boolean(b.page) - Boolean(a.page) || a.name.localeCompare(b.name));
    list.replaceChildren(...apps.map(card));
    note.textContent = apps.length ? "" : "This server runs no app yet.";
  } catch {
    note.textContent = "The list of apps cannot be had just now.";
  }
  note.hidden = !note.textContent;
  list.setAttribute("aria-busy", "false");
}

showApps();
