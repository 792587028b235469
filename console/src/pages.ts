// The pages of apps: src/apps/<app>/page/index.tsx, each a bundle that is had when one goes there. What
// an app shows of itself on the home page: figure.ts beside it.
import type {ComponentType} from "preact";
import {lazy} from "preact-iso";

const found = import.meta.glob<{default: ComponentType}>("../../src/apps/*/page/index.tsx");
const figures = import.meta.glob<{figure: () => Promise<string>}>("../../src/apps/*/page/figure.ts");

const appOf = (file: string) => file.split("/").at(-3) ?? "";
const byApp = <T>(files: Record<string, T>) => new Map(Object.entries(files).map(([file, load]) => [appOf(file), load]));

export const figureOf = byApp(figures);
export const appPages = [...byApp(found)].map(([app, load]) => ({app, Component: lazy(load)}));

// The addresses that the shell shows by itself; a link to any other leaves it.
export const own = new RegExp(`^/(?:$|[?#]|(?:${["system", ...appPages.map(({app}) => app)].join("|")})(?:[/?#]|$))`);
