// Row 5: somebody else's object is not there: 404, byte for byte as for an id that nothing has; and no
// list of somebody's own names anybody else. What is asked without a role belongs to whoever asks.
import {rightful, withHeaders} from "../lib/attempt.mjs";
import {operationAt} from "../lib/document.mjs";
import {recipeOf} from "../lib/recipes.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";
// What names this very request, and nothing else, may differ.
const lasting = ({text, headers}) => [
  text.replace(/"instance":"[^"]*"/, ""),
  ...Object.entries(headers).filter(([name]) => !["date", "x-request-id", "content-length"].includes(name)).map(([name, value]) => `${name}: ${value}`).sort(),
].join("\n");

export const name = "owners";
export const applies = ({secured, role, inPath, method}) => secured && !role && (inPath.length > 0 || method === "GET");

// Others with all the rights that do not concern this object: a plain person, and one of another app.
async function others(world, operation) {
  const {people} = world;
  return {
    "somebody else, by cookie": await people.byCookie(world.stranger),
    "somebody else, by token": await people.byToken(world.stranger),
    "somebody else, by key": await people.byKey(world.stranger),
    "an owner of such a thing": await people.byToken(await ownerOfAnother(world, operation)),
  };
}

// Makes a record of somebody's own, where anybody may make one by nothing but its body.
async function madeBy(world, person, collection) {
  const add = operationAt("POST", collection);
  if (add?.body && add.secured && !add.role && !(await recipeOf(add))) await world.made(collection, {person});
}

// Somebody with a key, and with a record of their own in the collection.
async function ownerOfAnother(world, {path}) {
  const {people} = world, collection = path.split("/{")[0];
  const owner = await world.once("owner of others", () => people.make({name: "Another owner"}));
  await world.once(`another of ${collection}`, async () => {
    await people.key(owner, ["library:works:read"]);
    await madeBy(world, owner, collection);
  });
  return owner;
}

// What is in somebody's own list, which should not be empty.
async function idsOf(world, attempt) {
  const {operation: {path}, person} = attempt;
  await madeBy(world, person, path);
  const {json: {items = []}} = await world.ask(rightful(attempt));
  return items.map((item) => item.id);
}

// What would give away whose an answer is.
async function marksOf(world, attempt) {
  const {person} = attempt;
  await world.people.byCookie(person);
  await world.people.byToken(person);
  const key = await world.people.key(person, ["library:works:read"], {name: `A key of ${person.id}`});
  const marks = [person.id, person.email, person.program.session, key.id, person.borrower?.id, person.borrower?.card];
  return [...marks, ...(await idsOf(world, attempt))].filter(Boolean);
}

async function* ofLists(world, attempt) {
  const {request, operation, person} = attempt;
  const marks = await marksOf(world, attempt);
  for (const [what, headers] of Object.entries(await others(world, operation))) {
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
  for (const [what, headers] of Object.entries(await others(world, operation))) {
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
