// One Chromium, one server with the demo's books; each test gets a page that tells on itself.
import {createRequire} from "node:module";
import {demoFolder, serve, temporaryFolder} from "../../api/lib/server.mjs";

// The packages are those of tests/api.
const require = createRequire(new URL("../../api/package.json", import.meta.url));
const {chromium} = require("playwright-core");
const axe = require("axe-core");

const flags = [
  "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-default-apps", "--disable-extensions", "--no-default-browser-check",
];

// A browser with a new, empty profile, which is taken away with it.
export const launch = async () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  chromiumSandbox: process.getuid() !== 0,
  args: flags,
  downloadsPath: await temporaryFolder(),
});

export async function open() {
  // With --demo it prints how to sign in as its people, and logs the mails that nobody delivers.
  const env = {STOA_BACKUP_FOLDER: await temporaryFolder(), ...(!process.env.STOA_DATABASE_URL && {STOA_BACKUP_CONTINUOUS: "true"})};
  const server = await serve({data: await demoFolder(), demo: true, env});
  const browser = await launch();
  return {
    server,
    browser,
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

const cookies = new Map();
// The cookie of one of the demo's people, by the link that the server printed for them, which works
// once: signed in once, however many ask.
export function signIn({server}, name) {
  const key = `${server.url} ${name}`;
  if (!cookies.has(key)) {
    cookies.set(key, (async () => {
      const [, token] = new RegExp(`^  ${name}, .*#sign-in=(\\S+)$`, "m").exec(server.stdout);
      const answer = await fetch(`${server.url}/api/accounts/sign-in-links`, {method: "POST",
        headers: {"Content-Type": "application/json"}, body: JSON.stringify({token})});
      const [, cookie, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.get("Set-Cookie"));
      return {name: cookie, value, url: server.url, httpOnly: true, sameSite: "Strict"};
    })());
  }
  return cookies.get(key);
}

// STOA_BROWSER_SLOW=n: a processor n times slower and 50·n ms to the server, which shows what a test
// reads before the page has come to it.
const slowness = Number(process.env.STOA_BROWSER_SLOW ?? 1);
async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", {rate: slowness});
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {offline: false, latency: 50 * slowness, downloadThroughput: -1, uploadThroughput: -1});
}

// What a page asks of everybody, and nobody's answer is 401.
const nobody = /status of 401 .*\/api\/accounts\/me$/;

// A page in a context of its own. `page.sins` collects what should not happen: errors of scripts,
// of the console, of the content security policy, requests to anywhere else, 5xx. A refusal that a
// test provokes is allowed by `page.forgive(/…/)`.
export async function visit({server, browser}, path, {width = 1280, height = 900, dark = false, cookies: own = []} = {}) {
  const context = await browser.newContext({
    baseURL: server.url, viewport: {width, height}, colorScheme: dark ? "dark" : "light",
    locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce", hasTouch: width < 600, isMobile: width < 600,
  });
  await context.addCookies(own);
  const page = await context.newPage();
  if (slowness > 1) await slowDown(page);
  page.setDefaultTimeout(30_000);  // a machine that hangs, not one that is slow
  const sins = [], forgiven = [nobody];
  const sin = (text) => forgiven.some((pattern) => pattern.test(text)) || sins.push(text);
  page.on("pageerror", (error) => sin(`script: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) sin(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) sin(`elsewhere: ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 500 && sin(`${response.status()} ${response.url()}`));
  await context.exposeFunction("tellViolation", (text) => sin(`policy: ${text}`));
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) =>
    globalThis.tellViolation(`${event.violatedDirective} ${event.blockedURI}`)));
  page.sins = sins;
  page.forgive = (pattern) => forgiven.push(pattern);
  if (path) await page.goto(path);
  return page;
}

// What axe calls serious or critical, one sentence a node.
export async function barriers(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ["violations"]}));
  return violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n").at(-1).trim()}`));
}
