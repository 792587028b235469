// A client as any user of Stoa would make one: types from openapi.json, openapi-fetch on top.
import createClient from "openapi-fetch";
import type { Client, Middleware } from "openapi-fetch";
import type { paths } from "#openapi";
import type { Answer, Contract } from "./contract.mjs";
import { mediaType } from "./contract.mjs";
import type { Server } from "./server.mjs";

export type Stoa = Client<paths>;

// Whoever has the server's key asks. Every answer goes past the judge; what it finds is thrown, so
// that the call fails there.
export function clientOf({ url, key }: Server, contract: Contract): Stoa {
  const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
  const judged: Middleware = {
    async onResponse({ request, response }) {
      const { pathname } = new URL(request.url);
      const operation = contract.find(request.method, pathname);
      if (!operation || response.status === 304) return;
      const answer: Answer = {
        status: response.status,
        type: mediaType(response.headers.get("Content-Type")),
        text: await response.clone().text(),
      };
      const offences = contract.offences(operation, answer);
      if (offences.length) throw new Error(`${operation.id}: ${offences.join("; ")}`);
    },
  };
  client.use(judged);
  return client;
}
