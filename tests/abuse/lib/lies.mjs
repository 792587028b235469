// Single rules taken away: what stands between the tests and the server answers as a server would that
// had lost the rule. Each lie is {what, row, on, ask}: `ask` answers in the server's place, and `row`
// must notice it on each operation of `on`.
import {rightful} from "./attempt.mjs";

const own = ["Authorization", "Cookie", "Origin", "Sec-Fetch-Site", "Referer"];
const bare = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)));

// As somebody may who has every role, from our own page.
const asEverything = async (world, request) => world.ask({...request, headers: {...bare(request.headers), ...(await world.people.byToken(world.everything))}});
// As the request stood before the row changed it.
const asItWas = (world, attempt) => world.ask(rightful(attempt));
const asPerson = (world, request, attempt) => world.ask({...request, headers: {...bare(request.headers), ...attempt.credentials}});

const jwt = (request) => [request.headers.Authorization ?? ""].flat()[0].split(" ")[1] ?? "";
function partOf(token, index) {
  try {
    return JSON.parse(Buffer.from(token.split(".")[index], "base64url").toString());
  } catch {
    return {};
  }
}
const hasNone = (request) => !request.headers.Authorization && !/stoa=./.test([request.headers.Cookie ?? ""].flat().join(";"));

// Asks, and lets `instead` answer where `when` holds.
const lying = (when, instead) => (world) => async (request, attempt) => {
  const answer = await world.ask(request);
  return when({request, answer, world, attempt}) ? instead({request, answer, world, attempt}) : answer;
};

const anyone = ["accounts_get_me", "accounts_list_accounts", "library_list_borrowers", "library_add_genre", "library_edit_settings"];
const writes = ["accounts_edit_me", "accounts_ask_for_new_address", "library_add_genre", "library_add_author", "library_edit_settings"];
const owned = ["accounts_end_session", "accounts_end_api_key", "library_get_loan", "library_renew_loan"];
const lists = ["accounts_get_me", "accounts_list_api_keys", "accounts_list_sessions", "library_get_my_card"];
const ruled = ["accounts_list_accounts", "accounts_give_role", "library_list_borrowers", "library_add_genre"];
const byKey = ["accounts_list_accounts", "library_list_borrowers", "library_add_genre"];
const inPerson = ["accounts_list_sessions", "accounts_export_me", "accounts_give_role"];

// When a lie is told.
const status = (wanted) => ({answer}) => answer.status === wanted;
const code = (wanted) => ({answer}) => answer.code === wanted;
const shows = (pattern) => ({request}) => pattern.test(jwt(request));
const header = (name, pattern) => ({request}) => pattern.test(partOf(jwt(request), 0)[name] ?? "");
const targets = (text) => ({request}) => request.target.includes(text);
const both = ({request, answer}) => answer.status === 401 && request.headers.Authorization && request.headers.Cookie;
const unsaid = ({request, answer}) => answer.code === "cross_site" && !request.headers.Origin;
const seven = ({request, answer}) => answer.status === 422 && /:7[,}]/.test(request.body);
const sameCredential = (one, headers) =>
  (one.Authorization && one.Authorization === headers.Authorization) || (one.Cookie && one.Cookie === headers.Cookie);
const ghost = (who) => ({request, world}) => Object.values(world.ghosts[who]).some((one) => sameCredential(one, request.headers));

// What is said instead.
const done = ({world, attempt}) => asItWas(world, attempt);
const doneByAnybody = ({world, request}) => asEverything(world, request);
const doneByOwner = ({world, request, attempt}) => asPerson(world, {...request, target: request.target.split("?")[0]}, attempt);
const changed = (changes) => ({answer}) => answer.but(changes(answer));
const without = (errors) => changed(({json}) => ({text: JSON.stringify({...json, errors})}));

export const lies = [
  ["nobody is let in as the administrator", "strangers", anyone, ({request}) => hasNone(request), doneByAnybody],
  ["a 401 does not say how to sign in", "strangers", anyone, status(401), changed(() => ({headers: {"www-authenticate": undefined}}))],
  ["a token without a signature is good", "forgers", anyone, header("alg", /^none$/i), done],
  ["a token of any EdDSA key is good", "forgers", anyone, header("kid", /^no-such-kid$/), done],
  ["the cookie counts beside a bad Authorization", "forgers", anyone, both, done],
  ["a refresh token is an access token", "forgers", anyone, shows(/^[\w-]{43}$/), done],
  ["a cookie works after signing out", "ghosts", anyone, ghost("signedOut"), doneByAnybody],
  ["a suspended account goes on", "ghosts", anyone, ghost("suspended"), doneByAnybody],
  ["an account that left goes on", "ghosts", anyone, ghost("gone"), doneByAnybody],
  ["no role is asked for", "roles", ruled, code("forbidden"), doneByAnybody],
  ["a key keeps the role that its owner lost", "roles", byKey, ghost("demoted"), doneByAnybody],
  ["no scope is asked for", "roles", ["accounts_get_me", ...byKey], code("scope_missing"), done],
  ["a key does what is a person's", "roles", inPerson, code("person_needed"), done],
  ["somebody else's object is there", "owners", owned, status(404), doneByOwner],
  ["somebody else's object is refused by 403", "owners", owned, status(404), changed(() => ({status: 403}))],
  ["somebody else's object is told apart from none", "owners", owned, status(404), changed(({text}) => ({text: text.replace("no such", "such a")}))],
  ["somebody else's object shows by a header field", "owners", owned, status(404), changed(() => ({headers: {etag: '"3"'}}))],
  ["a list of one's own shows somebody else's", "owners", lists, () => true, doneByOwner],
  ["unknown members are taken and ignored", "members", writes, code("validation_failed"), done],
  ["a member is refused without its name", "members", writes, code("validation_failed"), without([])],
  ["pages of other sites may ask", "sites", writes, code("cross_site"), done],
  ["a cookie without an origin is enough", "sites", writes, unsaid, done],
  ["a form is read as JSON", "media", writes, status(415), done],
  ["any Host is served", "hosts", [...anyone, "library_search_works", "accounts_jwks"], status(421), done],
  ["a number is taken for a text", "bodies", writes, seven, done],
  ["a refusal points at nothing", "bodies", writes, status(422), without(undefined)],
  ["a way up leads somewhere", "paths", ["library_get_work", "accounts_get_account"], targets("%2f"), done],
  ["a filter reaches the database", "queries", ["library_list_borrowers", "accounts_list_accounts"], targets("'"), changed(() => ({status: 500}))],
  ["a proxy's word for the host is believed", "readers", ["accounts_get_me", "library_search_works"],
    ({request}) => request.headers["X-Forwarded-Host"] === "evil.example", changed(() => ({text: '{"url":"http://evil.example/"}'}))],
  ["a template is filled in", "texts", ["library_add_author", "accounts_make_api_key"],
    ({request}) => request.body?.includes("1337*1337"), changed(() => ({text: '{"name":"1787569"}'}))],
].map(([what, row, on, when, instead]) => ({what, row, on, ask: lying(when, instead)}));

// What the watch over all answers must notice, in an answer that is right otherwise.
export const slips = {
  "an answer without nosniff": (answer) => answer.but({headers: {"x-content-type-options": undefined}}),
  "an answer that may be framed": (answer) => answer.but({headers: {"x-frame-options": undefined}}),
  "a policy that allows frames": (answer) => answer.but({headers: {"content-security-policy": "default-src 'none'"}}),
  "an answer that any site may read": (answer) => answer.but({headers: {"access-control-allow-origin": "*"}}),
  "a personal answer that caches may keep": (answer) => answer.but({headers: {"cache-control": "public, max-age=60"}}),
  "a cookie that scripts may read": (answer) => answer.but({headers: {"set-cookie": ["stoa=x; Path=/; SameSite=Strict"]}}),
  "a header field that came with the input": (answer) => answer.but({headers: {"x-evil": "1"}}),
  "an answer that is no UTF-8": (answer) => answer.but({text: '{"agent":"\ufffd"}'}),
  "a request's id as a client wrote it": (answer) => answer.but({headers: {"x-request-id": "<script>"}}),
  "an error of the server": (answer) => answer.but({status: 500}),
  "a password's hash": (answer) => answer.but({text: '{"name":"$argon2id$v=19$m=8192"}'}),
  "words of SQLite": (answer) => answer.but({text: '{"detail":"UNIQUE constraint failed: accounts.email"}'}),
  "words of PostgreSQL": (answer) => answer.but({text: '{"detail":"ERROR: syntax error at or near"}'}),
  "a path of the machine": (answer) => answer.but({text: '{"detail":"cannot open /var/lib/stoa/data"}'}),
  "a refusal that is no problem document": (answer) => answer.but({status: 404, headers: {"content-type": "text/html"}}),
};
