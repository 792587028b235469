// What there is, as administrators and librarians see it: the first page of every list and what stands
// alone. When something was last used or seen is no change.
import {operations} from "./document.mjs";

const passing = new Set(["seen", "used", "instance"]);
const lasting = (text) => JSON.stringify(JSON.parse(text), (name, value) => (passing.has(name) ? undefined : value));

export async function snapshotOf(world) {
  const kept = {};
  for (const {id, method, path, secured, inPath} of operations) {
    if (method !== "GET" || inPath.length || path.endsWith("/export")) continue;  // its list is there
    const headers = secured ? await world.people.byToken(world.everything) : {};
    const answer = await world.ask({target: path, headers});
    kept[id] = answer.good ? lasting(answer.text) : answer.status;
  }
  return kept;
}
