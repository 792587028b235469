// Where somebody is signed in, to be seen and to be ended.
import {h} from "/dom.js";
import {call, get} from "/http.js";
import {sureButton, tag} from "/parts.js";
import {ago, date} from "/words.js";

const api = "/api/accounts/sessions";

const browsers = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]];
const systems = [["Android", "Android"], ["iPhone", "an iPhone"], ["iPad", "an iPad"], ["Windows", "Windows"],
  ["Mac OS X", "a Mac"], ["CrOS", "a Chromebook"], ["Linux", "Linux"]];

// "Firefox on Linux" for what only programs like to read; its first word for what is no browser.
export function agentInWords(agent) {
  const [browser, system] = [browsers, systems].map((names) => names.find(([sign]) => agent.includes(sign))?.[1]);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return agent.split(/[\s/]/)[0] || "An unnamed program";
}

function row(session, end) {
  const name = agentInWords(session.agent);
  return h("li", {class: "row"},
    h("span", {class: "row-title"}, session.kind === "program" ? `${name}, by tokens` : name, " ",
      session.current && tag("This one", "good")),
    h("span", {class: "row-facts", title: session.agent}, `From ${session.network} · last seen ${ago(session.seen)}`),
    h("span", {class: "row-facts"}, `Since ${date(session.created)}, until ${date(session.expires)}`),
    !session.current && h("span", {class: "row-end"},
      sureButton({label: "End", about: name, question: "Sign it out?", yes: "End it", run: () => end(session)})));
}

export async function sessionsPart() {
  const list = h("ul", {class: "rows", "aria-label": "Sessions"});
  const status = h("p", {role: "status", tabindex: "-1"});
  const others = h("p", {}, sureButton({label: "End all others", question: "Sign out everywhere but here?", yes: "End them",
    no: "Keep them", async run() {
      await call("DELETE", api);
      await draw("All others are ended.");
    }}));

  async function draw(said = "") {
    const {items} = await get(api);
    items.sort((a, b) => b.current - a.current || b.seen.localeCompare(a.seen));
    list.replaceChildren(...items.map((session) => row(session, end)));
    others.hidden = items.length < 2;
    status.textContent = said;
    if (said) status.focus();
  }

  async function end(session) {
    await call("DELETE", `${api}/${session.id}`);
    await draw("The session is ended.");
  }

  await draw();
  return {
    title: "Sessions",
    lead: "Every browser and program that is signed in as you. What you do not know, end, and then change your password.",
    children: [h("section", {class: "part", "aria-label": "Sessions"}, status, list, others)],
  };
}
