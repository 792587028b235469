// How the administrator succeeds with jobs, which every app with jobs has routes for. No request makes
// one that waits or is dead at will, so they are written into the database.
import {execFile} from "node:child_process";
import {randomUUID} from "node:crypto";
import {join} from "node:path";
import {DatabaseSync} from "node:sqlite";
import {promisify} from "node:util";
import {databaseOf} from "../../api/lib/database.mjs";
import {operations} from "./document.mjs";

// Of a kind that nobody runs, so that it stays what it is.
const insert = (table, id, app, state) =>
  `insert into ${table} (id, kind, payload, state, due, attempts, portions, error, created)
   values (${id}, '${app}.of_a_test', '{}', '${state}', 1, 1, 0, 'it failed', 1)`;

async function newJob(world, app, state) {
  const data = join(world.server.folder, "data"), {STOA_DATABASE_URL: url} = await databaseOf(data), id = randomUUID();
  if (url) {
    await promisify(execFile)("psql", ["-Xq", "-v", "ON_ERROR_STOP=1", "-c", insert(`${app}._jobs`, `'${id}'`, app, state), url]);
  } else {
    const database = new DatabaseSync(join(data, `${app}.db`));
    // The server alone moves its log into the file.
    database.exec("pragma busy_timeout = 5000; pragma wal_autocheckpoint = 0");
    database.exec(insert("_jobs", `x'${id.replaceAll("-", "")}'`, app, state));
    database.close();
  }
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
