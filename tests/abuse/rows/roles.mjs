// Row 4: somebody who is signed in, but not to this. A key may do what its scopes and its owner's
// roles both say.
import {withHeaders} from "../lib/attempt.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";

// A scope for the same thing that allows one step less: "library:works:write" -> "library:works:read".
const lesser = {write: "read", admin: "write"};
const below = (scope) => scope.replace(/\w+$/, (verb) => lesser[verb] ?? verb);

export const name = "roles";
export const applies = ({secured}) => secured;

async function* withoutTheRole(world, {request, operation}) {
  const {people, stranger, ghosts} = world;
  // What needs somebody in person is said first to a key: that no key will do.
  const code = (way) => (way === "key" && operation.inPerson ? ["person_needed"] : ["forbidden"]);
  const ways = {cookie: await people.byCookie(stranger), token: await people.byToken(stranger), key: await people.byKey(stranger)};
  for (const [way, headers] of Object.entries(ways)) {
    yield {what: `somebody without the role, by ${way}`, status: [403], code: code(way), request: withHeaders(request, headers)};
  }
  // The token that they had with the role lives for five minutes only.
  const demoted = {...ghosts.demoted, token: await people.byToken(ghosts.demoted.person)};
  for (const way of ["cookie", "token", "key"]) {
    yield {what: `somebody who lost the role, by ${way}`, status: [403], code: code(way), request: withHeaders(request, demoted[way])};
  }
  if (operation.inPath.length) {
    const target = operation.path.replace(/\{\w+\}/g, nobody);
    yield {what: "somebody without the role, of what is not there", status: [403], code: ["forbidden"], request: withHeaders({...request, target}, ways.token)};
  }
}

async function* ofKeys(world, {request, operation, person}) {
  const {people} = world;
  const by = async (scopes) => withHeaders(request, await people.byKey(person, scopes));
  if (operation.inPerson) {
    yield {what: "a key with every scope", status: [403], code: ["person_needed"], request: await by(["*:*:admin"])};
    return;
  }
  const [app, resource, verb] = operation.scope.split(":");
  const wrong = [["elsewhere:nothing:admin"], [`elsewhere:${resource}:admin`], [`${app}:nothing:admin`]];
  if (lesser[verb]) wrong.push([below(operation.scope)], [`*:*:${lesser[verb]}`], [below(operation.scope), "elsewhere:*:admin"]);
  for (const scopes of wrong) yield {what: `a key for ${scopes}`, status: [403], code: ["scope_missing"], request: await by(scopes)};
}

export async function* cases(world, attempt) {
  if (attempt.operation.role) yield* withoutTheRole(world, attempt);
  yield* ofKeys(world, attempt);
}
