// Row 2: somebody who shows what is no credential, or one that was tampered with. The rightful
// caller's cookie beside it must not count.
import {withHeaders} from "../lib/attempt.mjs";
import {forgeries} from "../lib/forge.mjs";
import {accounts} from "../lib/people.mjs";

// The key that a token is signed with.
export async function keyOf(world, token) {
  const {kid} = JSON.parse(Buffer.from(token.split(".")[0], "base64url"));
  return world.once(`key ${kid}`, async () => (await world.ask({target: accounts("/jwks")})).json.keys.find((key) => key.kid === kid));
}

// Things of the right person that are another kind of credential.
async function misplaced(world, person) {
  const {people} = world;
  const {Cookie} = await people.byCookie(person);
  const {Authorization} = await people.byToken(person);
  const {refresh_token: refresh, session} = person.program;
  const key = (await people.byKey(person)).Authorization.slice("Bearer ".length);
  const cookie = Cookie.slice("stoa=".length), token = Authorization.slice("Bearer ".length);
  const last = key.at(-1) === "0" ? "1" : "0";
  return {
    authorization: {
      "a refresh token": `Bearer ${refresh}`, "a session's id": `Bearer ${session}`, "the cookie's secret": `Bearer ${cookie}`,
      "an account's id": `Bearer ${person.id}`, "Basic": `Basic ${Buffer.from(`${person.email}:${person.password}`).toString("base64")}`,
      "Basic with a key": `Basic ${Buffer.from(`${key}:`).toString("base64")}`, "the token without a scheme": token,
      "another scheme": `Token ${token}`,
      "a key with another checksum": `Bearer ${key.slice(0, -1)}${last}`, "half a key": `Bearer ${key.slice(0, 20)}`,
      "a key's beginning": "Bearer stoa_live_",
      "Authorization twice": [Authorization, Authorization], "Basic and Bearer": ["Basic eDp4", Authorization],
    },
    cookie: {
      "a refresh token": refresh, "a session's id": session, "an access token": token, "an API key": key,
      "more than the secret": `${cookie}A`, "the secret in quotes": `"${cookie}"`,
      "the secret with a blank": `${cookie.slice(0, 9)} ${cookie.slice(9)}`,
    },
    twice: `${Cookie}; stoa=x`, hostPrefix: `__Host-${Cookie}`, token, mine: Cookie,
  };
}

export const name = "forgers";
export const applies = ({secured}) => secured;

export async function* cases(world, {request, person}) {
  const own = {Origin: world.people.base};
  const show = await world.once(`misplaced ${person.id}`, () => misplaced(world, person));
  const refused = {status: [401], code: ["not_signed_in"]};
  const by = (what, headers) => ({...refused, what, request: withHeaders(request, {...own, ...headers})});

  // What the server has just seen as something else it may remember.
  for (const headers of [await world.people.byKey(person), await world.people.byToken(person)]) await world.ask({target: accounts("/me"), headers});
  for (const {what, authorization} of forgeries(show.token, await keyOf(world, show.token))) yield by(what, {Authorization: authorization});
  for (const [what, authorization] of Object.entries(show.authorization)) {
    yield by(what, {Authorization: authorization});
    yield by(`${what}, with the right cookie beside it`, {Authorization: authorization, Cookie: show.mine});
  }
  for (const [what, cookie] of Object.entries(show.cookie)) yield by(`${what} as the cookie`, {Cookie: `stoa=${cookie}`});
  yield by("the cookie twice", {Cookie: show.twice});
  yield by("the cookie of a name for TLS", {Cookie: show.hostPrefix});
  yield by("an empty Authorization with the right cookie", {Authorization: "", Cookie: show.mine});
}
