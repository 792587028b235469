// Row 5: somebody else's object is not there: 404, byte for byte as for an id that nothing has; and no
// list of somebody's own names anybody else. What is asked without a role belongs to whoever asks.
import {withHeaders} from "../lib/attempt.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";
// What names this very request, and nothing else, may differ.
const lasting = ({text, headers}) => [
  text.replace(/"instance":"[^"]*"/, ""),
  ...Object.entries(headers).filter(([name]) => !["date", "x-request-id", "content-length"].includes(name)).map(([name, value]) => `${name}: ${value}`).sort(),
].join("\n");

export const name = "owners";
export const applies = ({secured, role, inPath, method}) => secured && !role && (inPath.length > 0 || method === "GET");

// Others with all the rights that do not concern this object: a plain person, and one of another app.
async function others(world) {
  const {people} = world;
  return {
    "somebody else, by cookie": await people.byCookie(world.stranger),
    "somebody else, by token": await people.byToken(world.stranger),
    "somebody else, by key": await people.byKey(world.stranger),
    "an owner of such a thing": await people.byToken(await world.once("owner of others", () => ownerOfOthers(world))),
  };
}
async function ownerOfOthers({people}) {
  const person = await people.make({name: "Another owner"});
  await people.key(person, ["library:works:read"]);
  return person;
}

// What would give away whose an answer is.
async function marksOf(world, person) {
  await world.people.byCookie(person);
  await world.people.byToken(person);
  const key = await world.people.key(person, ["library:works:read"], {name: `A key of ${person.id}`});
  return [person.id, person.email, person.program.session, key.id, person.borrower?.id, person.borrower?.card].filter(Boolean);
}

async function* ofLists(world, {request, operation, person}) {
  const marks = await marksOf(world, person);
  for (const [what, headers] of Object.entries(await others(world))) {
    if (operation.inPerson && what.endsWith("key")) continue;
    for (const query of ["", `?account=${person.id}`, `?owner=${person.id}&user=${person.id}&id=${person.id}`]) {
      yield {
        what: `${what}${query && ", with a query"}`, status: [200, 404, 422],
        request: withHeaders({...request, target: `${request.target}${query}`}, headers),
        // What is wrong with a query is said in its own words.
        check: ({status, text}) => (status !== 422 && marks.some((mark) => text.includes(mark)) ? `names ${person.email}: ${text.slice(0, 300)}` : ""),
      };
    }
  }
}

async function* ofObjects(world, {request, operation}) {
  const nowhere = operation.path.replace(/\{\w+\}/g, nobody);
  for (const [what, headers] of Object.entries(await others(world))) {
    if (operation.inPerson && what.endsWith("key")) continue;
    const unknown = await world.ask(withHeaders({...request, target: nowhere}, headers));
    yield {
      what, status: [404], request: withHeaders(request, headers),
      check: (answer) => (lasting(answer) === lasting(unknown) ? "" : `differs from the answer about nothing:\n${lasting(answer)}\n${lasting(unknown)}`),
    };
  }
}

export async function* cases(world, attempt) {
  yield* attempt.operation.inPath.length ? ofObjects(world, attempt) : ofLists(world, attempt);
}
