// What the document cannot tell of live changes: which list there is to watch.
import {operations} from "../lib/document.mjs";

const list = operations.find(({method, secured, inPath, inQuery}) =>
  method === "GET" && !secured && !inPath.length && inQuery.some(({name}) => name === "after") && inQuery.some(({name}) => name === "limit"));

export const recipes = {
  live_watch: async () => ({query: `?subscribe=${list.path}`}),
};
export const records = {};
