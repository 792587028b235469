// What there is, as administrators and librarians see it: the first page of every list and what stands
// alone. When something was last used or seen is no change, nor that messages to webhooks, which lead
// nowhere here, are tried again as time passes.
import {setTimeout as sleep} from "node:timers/promises";
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

// The same once two looks in a row find nothing new: mails that were just written are on their way.
export async function snapshotAtRest(world) {
  let before;
  for (let looks = 0; looks < 50; looks++) {
    const now = JSON.stringify(await snapshotOf(world));
    if (now === before) break;
    before = now;
    await sleep(200);
  }
  return JSON.parse(before);
}
