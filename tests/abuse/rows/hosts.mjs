// Row 9: under another name there is nobody here, so that no page reaches a developer's machine by
// rebinding its name, and no mailed link leads elsewhere.
import {rightful, withHeaders} from "../lib/attempt.mjs";

export const name = "hosts";
export const applies = () => true;

const names = (port) => [
  "evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `127.0.0.1@evil.example`, "", "0.0.0.0", `[::ffff:127.0.0.1]:${port}`,
  "2130706433",
];

export async function* cases(world, attempt) {
  const request = rightful(attempt);
  const {port} = request.server ?? world.server;
  for (const host of names(port)) {
    yield {what: `Host: ${host}`, status: [400, 421], request: withHeaders(request, {Host: host})};
  }
  yield {what: "another site's name", status: [421], code: ["misdirected_request"], request: withHeaders(request, {Host: "evil.example"})};
  yield {what: "Host twice", status: [400], request: withHeaders(request, {Host: [`127.0.0.1:${port}`, "evil.example"]})};
  yield {what: "no Host", status: [400], request: withHeaders({...request, raw: true}, {Host: null})};
  yield {what: "another name in the request line", status: [421], request: {...request, raw: true, target: `http://evil.example${request.target}`}};
}
