// A request that its rightful caller would get a 2xx for, made ready but not sent: what every row of
// abuse begins with, so that a refusal is due to nothing but what the row changed.
import {json} from "./client.mjs";
import {sampleBody} from "./samples.mjs";
import {recipes as ofAccounts} from "../recipes/accounts.mjs";
import {recipes as ofJobs} from "../recipes/jobs.mjs";
import {recipes as ofLibrary} from "../recipes/library.mjs";

const recipes = {...ofAccounts, ...ofJobs, ...ofLibrary};

// The list that a record's own path begins with: "/api/library/works/{id}" -> "/api/library/works".
const collectionOf = (path) => path.slice(0, path.indexOf("/{"));

async function prepared(world, operation, credential) {
  const recipe = await recipes[operation.id]?.(world, credential) ?? {};
  const made = {person: world.holder(operation.role), ...recipe};
  if (operation.inPath.length && !made.path) {
    const record = await world.made(collectionOf(operation.path));
    made.path = {id: record.id};
  }
  if (operation.body && !made.body) made.body = await sampleBody(operation.body, world);
  return made;
}

async function credentialsOf(world, operation, credential, person) {
  if (!operation.secured) return {};
  if (credential === "cookie") return world.people.byCookie(person);
  if (credential === "token") return world.people.byToken(person);
  return world.people.byKey(person, [operation.scope]);
}

// How an operation says that one may come: by a cookie, a token, a key.
export const credentialKinds = ({secured, inPerson}) => (secured ? ["cookie", "token", ...(inPerson ? [] : ["key"])] : ["nothing"]);

export async function attemptOf(world, operation, credential) {
  const made = await prepared(world, operation, credential);
  const target = operation.path.replace(/\{(\w+)\}/g, (_, name) => made.path[name]);
  const body = made.file ?? (operation.body ? JSON.stringify(made.body) : undefined);
  const headers = made.file ? {"Content-Type": "application/octet-stream"} : body ? {...json} : {};
  return {
    operation, credential, person: made.person, body: made.body, path: made.path ?? {},
    credentials: made.credentials ?? (await credentialsOf(world, operation, credential, made.person)),
    request: {method: operation.method, target, headers, body, server: made.server, secured: operation.secured},
  };
}

// The request with other header fields; null takes one away.
export const withHeaders = (request, headers) => ({...request, headers: {...request.headers, ...headers}});
// As its rightful caller sends it.
export const rightful = ({request, credentials}) => withHeaders(request, credentials);
