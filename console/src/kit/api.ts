// Stoa's HTTP API: what each address takes and gives is known from the OpenAPI document, so that a page
// which asks for what is not there does not compile. Three outcomes: an answer, a refusal
// (problem+json), or no answer at all.
import type {components, paths} from "../../generated/schema";

export type Schemas = components["schemas"];
type Method = "get" | "post" | "put" | "patch" | "delete";
export type Paths<M extends Method> = {[P in keyof paths]: paths[P] extends Record<M, object> ? P : never}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Content<T> = T extends {content: infer C} ? C[keyof C] : undefined;
type Part<O, In extends string> = O extends {parameters: {[K in In]?: infer T}} ? NonNullable<T> : never;
type Asked<O> =
  & ([Part<O, "path">] extends [never] ? object : {path: Part<O, "path">})
  & {query?: Part<O, "query">}
  & (O extends {requestBody: infer B} ? {body: Content<B>} : O extends {requestBody?: infer B} ? {body?: Content<NonNullable<B>>} : object)
  & {etag?: string | null; headers?: Record<string, string>; signal?: AbortSignal; cache?: RequestCache};
export type Answer<P extends keyof paths, M extends Method> = Operation<P, M> extends {responses: infer R}
  ? Content<R[keyof R & (200 | 201 | 202)]> : never;

// How long to wait, as one says it: "40 seconds", "3 minutes".
function seconds(all: number) {
  const [n, unit] = all < 90 ? [all, "second"] : all < 5400 ? [Math.ceil(all / 60), "minute"] : [Math.ceil(all / 3600), "hour"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}

export interface FieldError {pointer?: string; code: string; message: string}

// The server said no; `errors` are its field errors.
export class Refused extends Error {
  readonly code: string;
  readonly errors: FieldError[];
  constructor(readonly status: number, problem: Partial<Schemas["Problem"]> & {errors?: FieldError[]}, retryAfter = 0) {
    const said = sentences[problem.code ?? ""] ?? problem.detail ?? problem.title ?? `The server answered ${status}.`;
    super(retryAfter > 0 ? `${said} Try again in ${seconds(retryAfter)}.` : said);
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
  }
}

// What is better said here than by a server that does not know who reads it.
const sentences: Record<string, string> = {
  not_signed_in: "You are not signed in any more. Sign in, then do it again.",
  precondition_failed: "Somebody changed this meanwhile. Load it again to see how.",
  too_many_requests: "Too many tries.",
};

export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. Is it running?");
  }
}

export const wasAborted = (error: unknown) => error instanceof Error && error.name === "AbortError";
export const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));

export type Query = Record<string, unknown>;
export function withQuery(path: string, query: Query = {}) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") all.append(name, String(one));
    }
  }
  const text = all.toString();
  return text ? `${path}?${text}` : path;
}

// Chosen anew for each thing that is to be made: sent again after a lost answer, it is made once.
const freshKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, "0")).join("");

export interface Sending {body?: unknown; etag?: string | null; headers?: Record<string, string>; signal?: AbortSignal; cache?: RequestCache}

// For addresses that no document knows beforehand: the records of collections that people define.
export async function send<T>(method: string, path: string, {body, etag, headers = {}, signal, cache}: Sending = {}) {
  const form = body instanceof FormData;
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(body === undefined || form ? {} : {"Content-Type": type}),
        ...(method === "POST" && !form ? {"Idempotency-Key": freshKey()} : {}),
        ...(etag ? {"If-Match": etag} : {}),
        ...headers,
      },
      ...(body === undefined ? {} : {body: form ? body : JSON.stringify(body)}),
      ...(signal ? {signal} : {}),
      ...(cache ? {cache} : {}),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new Refused(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
    }
    const data = response.status === 204 ? null : await response.json();
    return {data: data as T, etag: response.headers.get("ETag")};
  } catch (error) {
    if (error instanceof Refused && error.code === "not_signed_in") dispatchEvent(new Event("signedout"));
    if (error instanceof Refused || wasAborted(error)) throw error;
    throw new Unreachable();
  }
}

export function pathOf(path: string, values: Record<string, unknown> = {}) {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

async function call<P extends keyof paths, M extends Method>(method: M, path: P, asked: Partial<{path: object; query: object} & Sending>) {
  const target = withQuery(pathOf(path, asked.path as Query), asked.query as Query);
  return send<Answer<P, M>>(method.toUpperCase(), target, asked);
}

// What must be said of an address may not be left out; the rest may.
type Rest<T> = object extends T ? [asked?: T] : [asked: T];
const plain = <M extends Method>(method: M) => async <P extends Paths<M>>(path: P, ...asked: Rest<Asked<Operation<P, M>>>) =>
  (await call(method, path, (asked[0] ?? {}) as object)).data;

export const api = {
  get: plain("get"),
  post: plain("post"),
  put: plain("put"),
  patch: plain("patch"),
  delete: plain("delete"),
  // With the ETag, for who changes it next.
  async read<P extends Paths<"get">>(path: P, ...asked: Rest<Asked<Operation<P, "get">>>) {
    return call("get", path, (asked[0] ?? {}) as object);
  },
  async edit<P extends Paths<"patch">>(path: P, ...asked: Rest<Asked<Operation<P, "patch">>>) {
    return call("patch", path, (asked[0] ?? {}) as object);
  },
};

// The same address of another app: what the kernel gives every app, each has alike.
export const ofApp = <P extends keyof paths & `/api/library/${string}`>(app: string, path: P) =>
  path.replace("/api/library/", `/api/${app}/`) as P;
