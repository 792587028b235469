// Row 7: a page of another site makes the caller's browser ask, with the caller's cookie. No form can
// send JSON, and no page but ours names our origin. A socket it may open, and read all that comes.
import {withHeaders} from "../lib/attempt.mjs";

export const name = "sites";
export const applies = ({unsafe, socket}) => unsafe || Boolean(socket);

// Ours over TLS is not among them: behind a proxy that ends TLS the server does not know its scheme.
function origins(base) {
  const {host, port} = new URL(base);
  return {
    "another site": "https://evil.example", "null": "null", "nothing": "", "another port": "http://127.0.0.1:1", "no port": "http://127.0.0.1",
    "another name for the same machine": `http://localhost:${port}`, "ours as a prefix": `http://${host}.evil.example`,
    "ours as a suffix": `http://evil.example.${host}`,
    "ours as user": `http://${host}@evil.example`, "ours as a path": `http://evil.example/${host}`, "ours behind a slash": `${base}/`,
    "ours after ours": `${base} https://evil.example`,
    "a scheme of its own": `evil://${host}`, "no scheme": host,
  };
}

export async function* cases(world, {request, operation, person}) {
  const base = request.server?.url ?? world.people.base;
  const {Cookie} = operation.secured ? await world.people.byCookie(person) : {Cookie: null};
  const refused = {status: [403], code: ["cross_site"]};
  const from = (what, headers) => ({...refused, what, request: withHeaders(request, {Cookie, ...headers})});

  for (const [what, origin] of Object.entries(origins(base))) yield from(`Origin: ${what}`, {Origin: origin});
  yield from("two origins", {Origin: [base, "https://evil.example"]});
  for (const site of ["cross-site", "same-site", "nonsense"]) {
    yield from(`Sec-Fetch-Site: ${site}`, {"Sec-Fetch-Site": site});
    yield from(`Sec-Fetch-Site: ${site} with our Origin`, {"Sec-Fetch-Site": site, Origin: base});
  }
  if (!operation.secured) return;
  yield from("a cookie, and nothing says from where", {});
  yield from("only a Referer", {Referer: `${base}/accounts/`});
}
