// Stoa's HTTP API as three kinds of outcome: an answer, a refusal (problem+json), or no answer at all.

const base = "/api/library";

// The server said no; `problem` is its RFC 9457 document.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
  }
}

// Nothing came back: the server is stopped, or the network is.
export class Unreachable extends Error {
  constructor() {
    super("The library does not answer. Is the server running?");
  }
}

export const wasAborted = (error) => error?.name === "AbortError";

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

function refusal(status, problem) {
  if (status !== 412) return new Refused(status, problem);
  return new Refused(status, {...problem, detail: "Somebody changed this meanwhile. Close it and open it again to see how."});
}

async function call(method, path, {body, headers = {}, signal, cache} = {}) {
  let response;
  try {
    response = await fetch(base + path, {
      method,
      signal,
      cache,
      headers: body === undefined ? headers : {"Content-Type": "application/json", ...headers},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw refusal(response.status, await problemOf(response));
    const data = response.status === 204 ? null : await response.json();
    return {data, etag: response.headers.get("ETag")};
  } catch (error) {
    if (error instanceof Refused || wasAborted(error)) throw error;
    throw new Unreachable();
  }
}

export const get = async (path, query, signal) =>
  (await call("GET", query?.size ? `${path}?${query}` : path, {signal})).data;

export const workPath = (id) => `/works/${encodeURIComponent(id)}`;
// Never from the browser's cache: who changes a work must see it, editions too, as it is now.
export const getWork = (id, signal) => call("GET", workPath(id), {signal, cache: "no-store"});

// If-Match: what was changed by someone else meanwhile is not written over.
const ifMatch = (etag) => (etag ? {"If-Match": etag} : {});
export const patchWork = (id, etag, changes) =>
  call("PATCH", workPath(id), {
    body: changes,
    headers: {"Content-Type": "application/merge-patch+json", ...ifMatch(etag)},
  });
export const removeWork = (id, etag) => call("DELETE", workPath(id), {headers: ifMatch(etag)});
export const removeEdition = (id) => call("DELETE", `/editions/${encodeURIComponent(id)}`);

// A key for each distinct body: pressing the button again after a lost answer does not add twice.
// Not crypto.randomUUID(), which browsers offer over https and on localhost only.
export function creator(path) {
  let sent, key;
  return async (body) => {
    const text = JSON.stringify(body);
    if (text !== sent) {
      sent = text;
      const random = crypto.getRandomValues(new Uint32Array(4));
      key = Array.from(random, (n) => n.toString(16).padStart(8, "0")).join("");
    }
    return (await call("POST", path, {body, headers: {"Idempotency-Key": key}})).data;
  };
}

let genres;
// Every genre there is, once; they are few.
export function allGenres() {
  genres ??= (async () => {
    const found = [];
    let after = null;
    do {
      const page = await get("/genres", new URLSearchParams({limit: 100, ...(after && {after})}));
      found.push(...page.items);
      after = page.next;
    } while (after);
    return found.sort((a, b) => a.name.localeCompare(b.name));
  })().catch((error) => {
    genres = undefined;  // ask again next time
    throw error;
  });
  return genres;
}

export const findAuthors = async (search, signal) =>
  (await get("/authors", new URLSearchParams({...(search && {search}), limit: 8}), signal)).items;
