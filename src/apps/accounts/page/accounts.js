// The accounts page: what the fragment names is what is shown; a one-time link, or the answer
// of an identity provider, goes before all else.
import {byId, h} from "/dom.js";
import {alertNote} from "/parts.js";
import {announcement, fragment, onFragment, sectionList, showPart} from "/sections.js";
import {has, me, onSession} from "/session.js";
import {showWho} from "/who.js";
import {forgotPart, registerPart, signInPart} from "./door.js";
import {answerPart, takeAnswer} from "./elsewhere.js";
import {keysPart} from "./keys.js";
import {linkPart, takeLink} from "./links.js";
import {peoplePart} from "./people.js";
import {profilePart} from "./profile.js";
import {securityPart} from "./security.js";
import {sessionsPart} from "./sessions.js";
import {dataPart} from "./yourdata.js";

const view = byId("view"), frame = byId("console"), sections = byId("sections");

// Each makes {title, lead, children, focus} for the account that is signed in, and what stands
// behind the slash of the fragment.
const forVisitors = {"sign-in": signInPart, register: registerPart, forgot: forgotPart};
const forPeople = {profile: profilePart, security: securityPart, sessions: sessionsPart, keys: keysPart, data: dataPart};
const forAdministrators = {people: peoplePart};
const labels = [["profile", "Profile"], ["security", "Security"], ["sessions", "Sessions"], ["keys", "API keys"],
  ["data", "Your data"]];

let mark = () => {};
let shown = "";  // the account and part that stand there
let opened = false;
let said;        // what the next part is to say first: {text, email}

// Shows `name`, and there what has just happened.
function goTo(name, what) {
  said = what;
  if (location.hash === `#${name}`) route(true);
  else location.hash = name;
}

function framed(account) {
  frame.classList.toggle("has-sections", Boolean(account));
  view.classList.toggle("view", Boolean(account));
  view.classList.toggle("alone", !account);
  sections.hidden = !account;
  // Who has come in need not be sent on again after signing out.
  if (account && location.search) history.replaceState(history.state, "", location.pathname + location.hash);
  const links = has(account, "admin") ? [...labels, ["people", "All accounts"]] : labels;
  if (account) mark = sectionList(sections, "Your account", links);
}

function put(part) {
  const first = said && announcement(said.text);
  showPart(view, {...part, site: "Stoa", children: [first, ...part.children], quiet: !opened || part.focus});
  part.focus?.();
  opened = true;
  said = undefined;
}

const failed = (error) => put({title: "This cannot be shown", children: [alertNote(error.message),
  h("p", {}, h("button", {type: "button", onclick: () => route(true)}, "Try again"))]});

// Which part an address leads to, for somebody or nobody.
function partFor(account, name) {
  if (!account) return [forVisitors[name] ? name : "sign-in", forVisitors[name] ?? signInPart];
  const parts = has(account, "admin") ? {...forPeople, ...forAdministrators} : forPeople;
  return parts[name] ? [name, parts[name]] : ["profile", profilePart];
}

async function route(again = false) {
  const answer = takeAnswer();
  if (answer) {
    framed(null);
    shown = "link";
    const part = await answerPart(answer, goTo);
    return part && put(part);
  }
  const link = takeLink();
  if (link) {
    framed(null);
    shown = "link";
    return put(linkPart(link, goTo));
  }
  let account;
  try {
    account = await me();
  } catch (error) {
    framed(null);
    return failed(error);
  }
  const {name: asked, about} = fragment();
  const [name, make] = partFor(account, asked);
  const now = `${account?.id ?? ""} ${name}/${about}`;
  if (now === shown && !again) return;
  shown = now;
  framed(account);
  mark(name);
  const email = said?.email;
  view.setAttribute("aria-busy", "true");
  try {
    const part = await make({account, about, goTo, email});
    if (shown === now) put(part);
  } catch (error) {
    if (shown === now) failed(error);
  } finally {
    view.removeAttribute("aria-busy");
  }
}

onFragment(() => route());
route();
showWho(byId("who"), {signedOut: () => goTo("sign-in", {text: "You are signed out."})});
// A session that ends while the page is open leads to the door, and back to the same part.
onSession((account) => {
  if (account || !shown || shown === "link" || shown.startsWith(" ")) return;
  if (!said) said = {text: "Your session is over. Sign in again."};
  route();
});
