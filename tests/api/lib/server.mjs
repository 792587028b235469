// The real binary, started and stopped by its process id.
import {spawn} from "node:child_process";
import {randomBytes} from "node:crypto";
import {rmSync} from "node:fs";
import {cp, mkdtemp, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {copyDatabase, databaseOf} from "./database.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const binary = process.env.STOA_BINARY ?? join(root, "build/release/stoa");

const patience = 300_000;  // a machine that hangs, not one that is slow

// What a shell that starts these tests has set must not reach the server.
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("STOA_")));

const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, {recursive: true, force: true})));
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "stoa-api-"));
  folders.push(folder);
  return folder;
}

// Runs the program to its end: {status, stdout, stderr}.
export async function stoa(args, {env = {}, cwd = tmpdir()} = {}) {
  const database = env.STOA_DATA ? await databaseOf(env.STOA_DATA) : {};
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {cwd, env: {...bare, ...database, ...env}, stdio: ["ignore", "pipe", "pipe"]});
    const said = {stdout: "", stderr: ""};
    for (const stream of ["stdout", "stderr"]) child[stream].setEncoding("utf8").on("data", (text) => (said[stream] += text));
    const alarm = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`stoa ${args.join(" ")} did not end`));
    }, patience);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      clearTimeout(alarm);
      resolve({status, signal, ...said});
    });
  });
}

// Whom every server has for its administrator, unless a test says otherwise.
export const administrator = {email: "admin@tests.invalid", password: randomBytes(18).toString("base64url")};

let keys;
// What the environment of a server says about them, and their API key for all that needs no person.
function administration() {
  keys ??= (async () => {
    const folder = await temporaryFolder(), {status, stdout, stderr} = await stoa(["api-key"]);
    if (status !== 0) throw new Error(`stoa api-key: ${stderr}`);
    const secret = async (name, text) => {
      await writeFile(join(folder, name), text, {mode: 0o600});
      return join(folder, name);
    };
    const env = {
      STOA_ADMIN_EMAIL: administrator.email,
      STOA_ADMIN_PASSWORD_FILE: await secret("password", `${administrator.password}\n`),
      STOA_ADMIN_API_KEY_FILE: await secret("api_key", stdout),
      // Tests sign in often; what a password costs and how often it may be tried is not their subject.
      STOA_ACCOUNTS_PASSWORD_MEMORY_KIB: "8192",
      STOA_ACCOUNTS_TRIES: "100000",
    };
    return {env, key: stdout.trim()};
  })();
  return keys;
}

const tokenLife = 4 * 60_000;  // of five minutes

// Gives an access token of the administrator: for what only a person may do, whom no key is.
function signIn(server) {
  let token, until = 0;
  return async () => {
    if (Date.now() < until) return token;
    const headers = {"Content-Type": "application/json"};
    const ask = () => fetch(`${server.url}/api/accounts/tokens`, {method: "POST", headers, body: JSON.stringify(administrator)});
    let answer = await ask();
    // A server that has just started on a busy machine says when to come again.
    for (let tries = 0; answer.status === 503 && tries < 30; tries++) {
      await sleep(1000 * Number(answer.headers.get("retry-after") ?? 1));
      answer = await ask();
    }
    if (answer.status !== 201) throw new Error(`the administrator cannot sign in: ${answer.status} ${await answer.text()}`);
    until = Date.now() + tokenLife;
    return (token = (await answer.json()).access_token);
  };
}

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
// Whoever interrupts the tests does not mean to leave servers behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

// Starts `stoa serve` and waits for the line that names its address. `accounts: false`: nobody is there
// yet, or another process has them. `apps`: these alone.
export async function serve({data, demo = false, env = {}, accounts = true, apps = []} = {}) {
  const folder = data ?? (await temporaryFolder());
  const records = join(folder, "data");
  const database = await databaseOf(records);
  const people = accounts ? await administration() : {env: {}};
  const child = spawn(binary, ["serve", ...apps, ...(demo ? ["--demo"] : [])], {
    cwd: folder,
    env: {...bare, STOA_LISTEN: "127.0.0.1:0", STOA_DATA: records, ...people.env, ...database, ...env},
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const server = {pid: child.pid, folder, key: people.key, stdout: "", stderr: ""};
  server.token = signIn(server);
  child.stderr.setEncoding("utf8").on("data", (text) => (server.stderr += text));
  server.ended = new Promise((resolve) => child.on("close", (status, signal) => {
    running.delete(child);
    resolve({status, signal});
  }));
  server.signal = (name) => child.kill(name);
  server.stop = async () => {
    child.kill("SIGTERM");
    const alarm = setTimeout(() => child.kill("SIGKILL"), patience);
    const end = await server.ended;
    clearTimeout(alarm);
    return end;
  };
  server.url = await new Promise((resolve, reject) => {
    const alarm = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`stoa serve did not say where it is:\n${server.stderr}`));
    }, patience);
    createInterface({input: child.stdout}).on("line", (line) => {
      server.stdout += `${line}\n`;
      const address = /^Stoa is at (https?:\/\/127\.0\.0\.1:\d+)\//.exec(line);
      if (!address) return;
      clearTimeout(alarm);
      resolve(address[1]);
    });
    server.ended.then((end) => {
      clearTimeout(alarm);
      reject(new Error(`stoa serve ended (${end.status ?? end.signal}):\n${server.stderr}`));
    });
  });
  server.port = Number(new URL(server.url).port);
  return server;
}

let planted;
// A folder of its own with the demo's 10,000 works: planted once in a run, then copied.
export async function demoFolder() {
  planted ??= (async () => {
    const data = await temporaryFolder();
    await (await serve({data, demo: true})).stop();
    return data;
  })();
  const copy = await temporaryFolder();
  await cp(await planted, copy, {recursive: true});
  await copyDatabase(join(await planted, "data"), join(copy, "data"));
  return copy;
}

// A server of its own over the demo's data.
export const demoServer = async () => serve({data: await demoFolder()});
