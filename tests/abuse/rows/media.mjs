// Row 7, its other half: what a form of another site can send is no JSON, whatever it holds.
import {rightful, withHeaders} from "../lib/attempt.mjs";

const types = [
  "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/plain; charset=application/json", "text/json",
  "application/xml",
  "application/json, text/plain", "application/jsonp", "application/json-patch+json", "*/*", "", "json",
];

export const name = "media";
export const applies = ({body}) => Boolean(body);

export async function* cases(world, attempt) {
  const request = rightful(attempt);
  const refused = {status: [415], code: ["unsupported_media_type"]};
  for (const type of types) yield {...refused, what: `as ${type || "an empty type"}`, request: withHeaders(request, {"Content-Type": type})};
  yield {...refused, what: "of no type", request: withHeaders(request, {"Content-Type": null})};
  yield {what: "two types", status: [400, 415], request: withHeaders(request, {"Content-Type": ["application/json", "text/plain"]})};
  for (const coding of ["gzip", "br", "x"]) yield {...refused, what: `in the coding ${coding}`, request: withHeaders(request, {"Content-Encoding": coding})};
}
