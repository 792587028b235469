// A Redis of the tests' own, as script/redis makes it: stopped, held up and emptied.
import {execFile, execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {promisify} from "node:util";
import {root} from "../../api/lib/server.mjs";

const script = join(root, "script/redis");
const run = promisify(execFile);

const running = new Set();
process.on("exit", () => running.forEach((redis) => redis.removeNow()));

export class Redis {
  static async start(...words) {
    const {stdout} = await run(script, ["start", ...words]);
    const redis = new Redis();
    [redis.folder, redis.url] = stdout.trim().split("\n");
    running.add(redis);
    return redis;
  }
  get #pid() {
    return Number(readFileSync(join(this.folder, "pid"), "utf8"));
  }
  get certificate() {
    return join(this.folder, "certificate.pem");
  }
  signal(name) {
    process.kill(this.#pid, name);
  }
  kill() {
    return run(script, ["kill", this.folder]);
  }
  up() {
    return run(script, ["restart", this.folder]);
  }
  // What redis-cli prints.
  async ask(...words) {
    const tls = this.url.startsWith("rediss:") ? ["--tls", "--cacert", this.certificate] : [];
    return (await run("redis-cli", [...tls, "-u", this.url, ...words])).stdout.trim();
  }
  removeNow() {
    if (running.delete(this)) execFileSync(script, ["stop", this.folder], {stdio: "ignore"});
  }
}
