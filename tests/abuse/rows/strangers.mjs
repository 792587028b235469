// Row 1: nobody at all. 401, and how one would sign in.
import {withHeaders} from "../lib/attempt.mjs";

const empty = {
  "no credentials": {},
  "an empty cookie": {Cookie: "stoa="},
  "a cookie of another name": {Cookie: "session=1; __Host-stoa=1"},
  "an empty Authorization": {Authorization: ""},
  "a scheme without a word": {Authorization: "Bearer"},
};

export const name = "strangers";
export const applies = ({secured}) => secured;

export async function* cases(world, {request, operation}) {
  for (const [what, headers] of Object.entries(empty)) {
    yield {
      what, status: [401], code: ["not_signed_in"], request: withHeaders(request, {...headers, "Sec-Fetch-Site": "same-origin"}),
      check: ({headers: got}) => (/^Bearer realm="stoa"/.test(got["www-authenticate"] ?? "") ? "" : `WWW-Authenticate is ${got["www-authenticate"]}`),
    };
  }
  if (operation.method === "GET" && !operation.socket) yield {what: "HEAD without credentials", status: [401], request: {...request, method: "HEAD"}};
}
