// Where the records are: in the data folder, or, when STOA_DATABASE_URL names a PostgreSQL, in a
// database there for each data folder.
import {execFile, execFileSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {join} from "node:path";
import {promisify} from "node:util";

const server = process.env.STOA_DATABASE_URL;

// psql comes with the server; nothing of the caller's .psqlrc.
const ask = (statements) => ["-Xq", "-v", "ON_ERROR_STOP=1", ...statements.flatMap((sql) => ["-c", sql]), server];
const databases = new Map();  // data folder -> promise of the name of its database
const made = [];

process.on("exit", () => {
  if (!made.length) return;
  try {
    execFileSync("psql", ask(made.map((name) => `drop database if exists ${name} with (force)`)), {stdio: "ignore"});
  } catch {
    // Then the server itself has gone, and they with it.
  }
});

async function create(template) {
  const name = `stoa_api_${randomBytes(6).toString("hex")}`;
  made.push(name);
  await promisify(execFile)("psql", ask([`create database ${name} template ${template}`]));
  return name;
}

// What the environment of a program says about the records of this data folder.
export async function databaseOf(data) {
  if (!server) return {};
  if (!databases.has(data)) databases.set(data, create("template0"));
  const url = new URL(server);
  url.pathname = `/${await databases.get(data)}`;
  // Twenty servers of twenty connections each would be more than PostgreSQL takes. Four apps at rest
  // have fourteen: two to write by and one to read by each, one for presence, one for what comes.
  return {STOA_DATABASE_URL: url.href, STOA_DATABASE_CONNECTIONS: "14"};
}

// A copy of the folder's database for a copy of the folder; no server may be using the first.
export async function copyDatabase(data, copy) {
  if (server) databases.set(copy, databases.get(data).then(create));
}

// As if the half minute had passed for which a killed server still holds its jobs, where another may be
// running; on SQLite none can be, and the next one takes them over at its start.
export async function endLeases(folder) {
  if (!server) return;
  const {STOA_DATABASE_URL} = await databaseOf(join(folder, "data"));
  const sql = ["accounts", "library"].map((app) => `update ${app}._jobs set lease_until = 0 where state = 'running'`).join(";");
  await promisify(execFile)("psql", ["-Xq", "-v", "ON_ERROR_STOP=1", "-c", sql, STOA_DATABASE_URL]);
}
