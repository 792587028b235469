// One request by the administrator's API key, as a client that does not wait for ever.

export const patience = 15_000;  // the longest that an answer may take, unless a scenario says so

const types = {PATCH: "application/merge-patch+json", POST: "application/json"};

// {status, code, body, took, retryAfter}; status 0 is no answer, and `code` then says why.
export async function call(server, method, target, body, limit = patience) {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const response = await fetch(server.url + target, {
      method,
      body: body && JSON.stringify(body),
      headers: {Authorization: `Bearer ${server.key}`, ...(body ? {"Content-Type": types[method]} : {})},
      signal: AbortSignal.timeout(limit),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type")) ? JSON.parse(text) : undefined;
    return {status: response.status, code: json?.code ?? "", body: json ?? text, took: took(), retryAfter: response.headers.get("retry-after")};
  } catch (error) {
    return {status: 0, code: error.name === "TimeoutError" ? "timeout" : String(error.cause ?? error), took: took()};
  }
}

export const createAuthor = (server, name, limit) => call(server, "POST", "/api/library/authors", {name}, limit);

// What a client was told of a write: "stored", "refused" (nothing was done) or "unknown".
export function outcomeOf({status, code}) {
  if (status === 200 || status === 201) return "stored";
  return code === "unavailable" || code === "overloaded" ? "refused" : "unknown";
}

const writeTroubles = ["unavailable", "overloaded", "outcome_unknown"];
const readTroubles = ["unavailable", "overloaded", "query_too_costly"];

// What is wrong with an answer whose request cannot be at fault, or undefined.
export function wrongWith(answer, {write}) {
  const {status, code, took, retryAfter} = answer;
  const what = `${status} ${code} after ${took} ms`;
  if (status >= 200 && status < 300) return undefined;
  if (status !== 503 || !(write ? writeTroubles : readTroubles).includes(code)) return what;
  return retryAfter ? undefined : `${what}, without Retry-After`;
}
