// Row 6: members that are not the caller's to write. Each is refused by its name, and nothing is done.
import {rightful} from "../lib/attempt.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";
const members = {
  id: nobody, version: 7, created: "2020-01-01T00:00:00Z", updated: "2020-01-01T00:00:00Z", owner: nobody, account: nobody, user: nobody,
  borrower: nobody,
  role: "admin", roles: ["admin"], admin: true, scopes: ["*:*:admin"], suspended: null, leaving: null, verified: true, confirmed: true,
  email: "root@abuse.example",
  hash: "x", password: "x", password_hash: "x", secret: "x", key: "x", token: "x", session: nobody, kid: "x", ratings: {}, popularity: 9,
  renewals: 50, due: "2099-01-01",
  lent: "2099-01-01T00:00:00Z", returned: null, second_factor: false, last_step: 0, used: null, expires: "2099-01-01T00:00:00Z", network: "x",
  current: true,
  __proto__: 1, constructor: {prototype: {}}, $where: "1", "email ": "x", Email: "x",
};
const names = [...Object.keys(members), "__proto__"];

const pointerOf = (name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
const codes = new Set(["unknown_field", "read_only"]);

function refusedByName(name) {
  return ({json}) => {
    const [error, ...more] = json.errors ?? [];
    const right = error && more.length === 0 && error.pointer === pointerOf(name) && codes.has(error.code);
    return right ? "" : `errors are ${JSON.stringify(json.errors)}`;
  };
}

// JSON.stringify would lose a __proto__, and a member of the body's own comes first.
function withMember(body, name) {
  const rest = Object.entries(body).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},`).join("");
  return `{${rest}${JSON.stringify(name)}:${JSON.stringify(members[name] ?? null)}}`;
}

export const name = "members";
export const applies = ({body, inQuery}) => Boolean(body) || inQuery.length > 0;

export async function* cases(world, attempt) {
  const {operation, body} = attempt;
  const request = rightful(attempt);
  const theirs = operation.body ? Object.keys(operation.body.properties) : operation.inQuery.map((one) => one.name);
  for (const member of names.filter((one) => !theirs.includes(one))) {
    const sent = operation.body
      ? {...request, body: withMember(body, member)}
      : {...request, target: `${request.target}${request.target.includes("?") ? "&" : "?"}${encodeURIComponent(member)}=${encodeURIComponent(JSON.stringify(members[member]))}`};
    yield {what: `the member ${member}`, status: [422], code: ["validation_failed"], request: sent, check: refusedByName(member)};
  }
}
