// A PostgreSQL of the tests' own, as script/postgres makes it: brought down in several ways, and
// looked into by psql, past every proxy.
import {execFile, execFileSync, spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {promisify} from "node:util";
import {root} from "../../api/lib/server.mjs";

const script = join(root, "script/postgres");
const run = promisify(execFile);
const largest = 256 << 20;  // of what psql prints

const running = new Set();
process.on("exit", () => running.forEach((cluster) => cluster.removeNow()));

export class Cluster {
  #databases = 0;

  // A crash may lose nothing that was committed, so it syncs, unlike what script/postgres does by
  // itself.
  static async start(settings = {}, env = {}) {
    const all = {fsync: "on", ...settings};
    const options = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const {stdout} = await run(script, ["start", ...options], {env: {...process.env, ...env}});
    const cluster = new Cluster();
    [cluster.folder, cluster.url] = stdout.trim().split("\n");
    cluster.port = Number(new URL(cluster.url).port);
    running.add(cluster);
    return cluster;
  }

  // A database of its own for a scenario; returns its name.
  async createDatabase(options = "") {
    const name = `scenario_${++this.#databases}`;
    await this.sql(`create database ${name} ${options}`);
    return name;
  }
  // A crash costs as much time as there are files. Fails when PostgreSQL is down, which is no matter.
  dropDatabase(name) {
    return this.sql(`drop database ${name} with (force)`).catch(() => {});
  }
  urlOf(database, {port = this.port, user = "postgres"} = {}) {
    return `postgres://${user}@127.0.0.1:${port}/${database}`;
  }

  // Waits until it answers: a server that recovers by itself takes no sessions meanwhile.
  async ready() {
    for (let tries = 0; tries < 100; tries++) {
      if (await this.sql("select 1").catch(() => undefined)) return;
      await sleep(100);
    }
    throw new Error(`PostgreSQL does not answer:\n${this.log().slice(-2000)}`);
  }

  #psql(database, user) {
    return ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", this.urlOf(database, {user})];
  }
  // The rows, each a list of texts.
  async sql(text, {database = "postgres", user = "postgres"} = {}) {
    const {stdout} = await run("psql", [...this.#psql(database, user), "-c", text], {maxBuffer: largest});
    return stdout.split("\n").filter(Boolean).map((line) => line.split("\t"));
  }
  // A session that stays: `say` gives it statements, `end` closes it.
  session({database = "postgres", user = "postgres"} = {}) {
    const child = spawn("psql", this.#psql(database, user), {stdio: ["pipe", "pipe", "ignore"]});
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdin.on("error", () => {});
    return {
      // Resolves when the statements are done.
      say: (text) => new Promise((resolve, reject) => {
        child.stdout.on("data", (chunk) => String(chunk).includes("done") && resolve());
        ended.then((status) => reject(new Error(`psql ended (${status})`)));
        child.stdin.write(`${text};\n\\echo done\n`);
      }),
      end: () => {
        child.stdin.end();
        return ended;
      },
    };
  }

  async #inShell(code) {
    const libraries = ["common.sh", "postgres.sh"].map((name) => `source '${join(root, "script/lib", name)}'`);
    return (await run("bash", ["-euo", "pipefail", "-c", [...libraries, code].join("\n"), "bash", this.folder])).stdout;
  }
  // In good order, clients being cut off.
  down() {
    return this.#inShell('as_postgres "$1" pg_ctl stop -s -m fast -D "$1/data"');
  }
  kill() {
    return run(script, ["kill", this.folder]);
  }
  up() {
    return run(script, ["restart", this.folder]);
  }
  // Its processes are there and do nothing, as on a machine that hangs.
  async freeze() {
    const pids = (await this.#inShell('postmaster=$(postmaster_of "$1"); echo "$postmaster"; children_of "$postmaster" || true')).trim().split("\n").map(Number);
    for (const pid of pids) signal(pid, "SIGSTOP");
    return () => pids.forEach((pid) => signal(pid, "SIGCONT"));
  }
  log() {
    return readFileSync(join(this.folder, "log"), "utf8");
  }
  removeNow() {
    if (running.delete(this)) execFileSync(script, ["stop", this.folder], {stdio: "ignore"});
  }
}

// A process of PostgreSQL that serves a connection may have ended by itself since it was seen.
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

let shared;
// The one that most scenarios use, each with a database of its own.
export const sharedCluster = () => (shared ??= Cluster.start());
