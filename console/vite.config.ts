// Bundles the shell and, each on its own, the pages of apps into build/console, which the binary embeds.
import {readdirSync, existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {defineConfig, type Plugin} from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const apps = readdirSync(here("../src/apps")).filter((app) => existsSync(here(`../src/apps/${app}/page/index.tsx`)));

// The server answers with the shell below these, and a reload or a link into the middle works.
const places: Plugin = {
  name: "stoa-places",
  generateBundle() {
    this.emitFile({type: "asset", fileName: "places.txt", source: ["system", ...apps].map((place) => `${place}\n`).join("")});
  },
};

export default defineConfig({
  publicDir: false,
  plugins: [places],
  oxc: {jsx: {runtime: "automatic", importSource: "preact"}},
  resolve: {
    alias: {stoa: here("src/kit")},
    dedupe: ["preact", "@preact/signals", "preact-iso", "uqr"],
  },
  css: {modules: {generateScopedName: "[local]_[hash:base64:5]"}},
  build: {
    outDir: here("../build/console.next"),
    emptyOutDir: true,
    assetsDir: "console/files",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: {polyfill: false},
    reportCompressedSize: false,
  },
  server: {
    fs: {allow: [here("..")]},
    // `npm run dev` beside a server: pages are had from here, the API from there.
    proxy: Object.fromEntries(["/api", "/metrics", "/openapi.json", "/healthz", "/theme.js", "/stoa.svg"]
      .map((path) => [path, process.env.STOA_URL ?? "http://127.0.0.1:8080"])),
  },
});
