// What there is, as administrators and librarians see it: the first page of every list and what stands
// alone. When something was last used or seen is no change, nor that messages to webhooks, which lead
// nowhere here, are tried again as time passes.
import {operations} from "./document.mjs";

const passing = new Set(["seen", "used", "instance", "failing_since", "retry_at", "waits_since"]);
const lasting = (text) => JSON.stringify(JSON.parse(text), (name, value) => (passing.has(name) ? undefined : value));
const othersJobs = `?filter=${encodeURIComponent('kind != "webhooks" AND kind != "webhook_replay"')}`;

export async function snapshotOf(world) {
  const all = {};
  for (const {id, method, path, secured, inPath} of operations) {
    if (method !== "GET" || inPath.length || /\/(export|aggregate)$/.test(path)) continue;  // its list is there
    const headers = secured ? await world.people.byToken(world.everything) : {};
    const answer = await world.ask({target: id.endsWith("_list_jobs") ? `${path}${othersJobs}` : path, headers});
    all[id] = answer.good ? lasting(answer.text) : answer.status;
  }
  return all;
}
