// Row 10 for what may be read: a page of another site gets no word that lets it read the answer, and
// fields by which proxies speak change nothing for somebody who is no proxy. A GET does nothing else
// than that, whatever method it claims to be.
import {rightful, withHeaders} from "../lib/attempt.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";

const proxies = {
  "X-Forwarded-For": ["", ",,", "bogus", "127.0.0.1", "::1, ,", "1.2.3.4:5:6", "a".repeat(5000), "203.0.113.7, 198.51.100.2", "unknown", "[::1", "\"", "%00"],
  "X-Forwarded-Host": ["evil.example", "", ",,"], "X-Forwarded-Proto": ["https", "javascript", "", ",,"], "X-Forwarded-Port": ["1", "-1"],
  "X-Forwarded-Prefix": ["/evil", "//evil.example"],
  "Forwarded": ["for=evil;host=evil.example;proto=https", ";;", "for=\""], "X-Real-IP": ["203.0.113.7"], "X-Original-URL": ["/metrics"],
  "X-Rewrite-URL": ["/metrics"],
};

export const name = "readers";
export const applies = () => true;

// What does not change from one answer to the next.
const plain = ({headers}) => Object.keys(headers).filter((one) => !["date", "etag", "content-length"].includes(one)).sort().join(" ");

export async function* cases(world, attempt) {
  const {operation} = attempt;
  const request = rightful(attempt);
  const preflight = {Origin: "https://evil.example", "Access-Control-Request-Method": operation.method, "Access-Control-Request-Headers": "authorization"};
  yield {what: "a preflight of another site", status: [204], request: {...request, method: "OPTIONS", body: undefined, secured: false, headers: preflight}};
  if (operation.method !== "GET") return;
  // An operation whose caller changes nothing may be asked again and again.
  const first = await world.ask(request);
  const same = (answer) => {
    if (answer.text.includes("evil.example")) return "repeats a name that is not its own";
    return plain(answer) === plain(first) ? "" : `other fields: ${plain(answer)}, not ${plain(first)}`;
  };
  const status = operation.socket ? [101] : [200];
  // A page of another site opens no socket: that is the row of sites.
  for (const origin of operation.socket ? [world.people.base] : ["https://evil.example", "null", world.people.base]) {
    yield {what: `read by a page of ${origin}`, status, request: withHeaders(request, {Origin: origin}), check: same};
  }
  for (const [field, values] of Object.entries(proxies)) {
    for (const value of values) yield {what: `${field}: ${value.slice(0, 40)}`, status, request: withHeaders(request, {[field]: value}), check: same};
  }
  const all = Object.fromEntries(Object.entries(proxies).map(([field, values]) => [field, values[0]]));
  yield {what: "all fields of proxies at once", status, request: withHeaders(request, all), check: same};
  for (const method of ["DELETE", "PUT", "PATCH", "POST"]) {
    const override = {"X-HTTP-Method-Override": method, "X-HTTP-Method": method, "X-Method-Override": method};
    yield {what: `a GET that says it is ${method}`, status, request: withHeaders(request, override), check: same};
  }
  const nowhere = operation.inPath.length ? operation.path.replace(/\{\w+\}/g, nobody) : undefined;
  if (nowhere) yield {what: "a tag for what is not there", status: [404], request: withHeaders({...request, target: nowhere}, {"If-None-Match": "*"})};
}
