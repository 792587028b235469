// Stoa's HTTP API as three kinds of outcome: an answer, a refusal (problem+json), or no answer at all.

// How long to wait, as one says it: "40 seconds", "3 minutes".
function inWords(seconds) {
  const [n, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [Math.ceil(seconds / 60), "minute"]
    : [Math.ceil(seconds / 3600), "hour"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}

// What is better said here than by a server that does not know who reads it.
const sentences = {
  not_signed_in: "You are not signed in any more. Sign in, then do it again.",
  precondition_failed: "Somebody changed this meanwhile. Close it and open it again to see how.",
  too_many_requests: "Too many tries.",
};

// The server said no; `errors` are its field errors: [{pointer, code, message}].
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    const said = sentences[problem.code] || problem.detail || problem.title || `The server answered ${status}.`;
    super(retryAfter > 0 ? `${said} Try again in ${inWords(retryAfter)}.` : said);
    this.status = status;
    this.code = problem.code ?? "";
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

// Nothing came back: the server is stopped, or the network is.
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. Is it running?");
  }
}

export const wasAborted = (error) => error?.name === "AbortError";

async function refusalOf(response) {
  const problem = await response.json().catch(() => ({}));
  return new Refused(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
}

// {data, etag} of what the server answers; data is null where it has nothing to say.
export async function call(method, path, {body, headers = {}, signal, cache} = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      cache,
      headers: body === undefined ? headers : {"Content-Type": "application/json", ...headers},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw await refusalOf(response);
    const data = response.status === 204 ? null : await response.json();
    return {data, etag: response.headers.get("ETag")};
  } catch (error) {
    if (error.code === "not_signed_in") dispatchEvent(new Event("signedout"));
    if (error instanceof Refused || wasAborted(error)) throw error;
    throw new Unreachable();
  }
}

export const withQuery = (path, query) => {
  const text = new URLSearchParams(query ?? {}).toString();
  return text ? `${path}?${text}` : path;
};
// `query`: whatever URLSearchParams takes.
export const get = async (path, query, signal) => (await call("GET", withQuery(path, query), {signal})).data;
export const post = async (path, body) => (await call("POST", path, {body})).data;

// If-Match: what was changed by someone else meanwhile is not written over.
export const ifMatch = (etag) => (etag ? {"If-Match": etag} : {});
export const patch = (path, changes, etag) => call("PATCH", path, {
  body: changes,
  headers: {"Content-Type": "application/merge-patch+json", ...ifMatch(etag)},
});

// A key for each distinct body: the same thing sent again after a lost answer is known by it.
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

// All of a short list, however many pages it comes in.
export async function all(path, query = {}) {
  const found = [];
  let after = null;
  do {
    const page = await get(path, {...query, limit: 100, ...(after && {after})});
    found.push(...page.items);
    after = page.next;
  } while (after);
  return found;
}
