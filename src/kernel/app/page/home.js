// Stoa's front page: which apps this server runs, and whether it is well.
import {byId, h} from "/dom.js";
import {showWho} from "/who.js";
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

function saySo(well, text) {
  const line = byId("vital");
  line.textContent = text;
  line.classList.toggle("is-well", well);
  line.classList.toggle("is-ill", !well);
}

async function askHealth() {
  const start = performance.now();
  try {
    const answer = await fetch("/healthz", {cache: "no-store"});
    const took = Math.max(1, Math.round(performance.now() - start));
    if (answer.ok) saySo(true, `${location.host} is up and answered in ${took} ms.`);
    else saySo(false, `${location.host} is up but not well (${answer.status}).`);
  } catch {
    saySo(false, "The server does not answer.");
  }
}

// A colonnade: a roof, columns, a floor. Drawn here because so many equal columns are a loop.
function drawFacade() {
  const shape = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const columns = 23, pitch = 42.5, middle = (i) => 32.5 + i * pitch;
  const parts = [
    shape("path", {class: "roof", d: "M34 0H966L1000 25V29H0V25Z"}),
    shape("path", {class: "stone", d: "M10 33H990V42H10Z"}),
  ];
  for (let i = 0; i < columns; i++) {
    const x = middle(i);
    parts.push(shape("path", {class: "stone", d: `M${x - 11} 44h22v3h-22zM${x - 9} 48h18l-3 4h-12zM${x - 5.5} 53h11l1.5 83h-14z`}));
    parts.push(shape("path", {class: "flute", d: `M${x - 2} 54l-.5 81M${x + 2} 54l.5 81`}));
  }
  parts.push(shape("path", {class: "stone", d: "M10 137H990V141H10ZM0 143H1000V149H0Z"}));
  byId("facade").append(...parts);
}

showWho(byId("who"));
drawFacade();
byId("first-call").textContent = `curl ${location.origin}/api/apps`;
showApps();
askHealth();
setInterval(() => document.visibilityState === "visible" && askHealth(), 15_000);
