// How the administrator succeeds with jobs, which every app with jobs has routes for. No request makes
// one that waits or is dead at will.
import {randomUUID} from "node:crypto";
import {operations} from "./document.mjs";
import {insert, uuid} from "./insert.mjs";

// Of a kind that nobody runs, so that it stays what it is.
async function newJob(world, app, state) {
  const id = randomUUID();
  await insert(world, app, "_jobs", {
    id: uuid(id), kind: `${app}.of_a_test`, payload: "{}", state, due: 1, attempts: 1, portions: 0, error: "it failed", created: 1,
  });
  return {path: {id}};
}

const ofApp = (app) => ({
  [`${app}_get_job`]: (world) => newJob(world, app, "dead"),
  [`${app}_replay_job`]: (world) => newJob(world, app, "dead"),
  [`${app}_run_job`]: (world) => newJob(world, app, "waiting"),
  [`${app}_remove_job`]: (world) => newJob(world, app, "dead"),
});

const apps = operations.filter(({id, app}) => id === `${app}_get_job`).map(({app}) => app);
export const recipesOfJobs = Object.assign({}, ...apps.map(ofApp));
