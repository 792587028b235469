// Row 8: bodies that are no JSON, no body of this operation, or have a value of the wrong kind. The
// refusal points at the field; nothing is done.
import {rightful} from "../lib/attempt.mjs";
import {isNullable, typeOf} from "../../api/lib/values.mjs";

const wrongKinds = {
  string: ["7", "true", "[]", "{}", "1.5", '["x"]', '{"$gt":""}', '{"$ne":null}', '{"toString":"x"}', "1e400"],
  integer: ['"7"', "true", "[]", "{}", "1.5", "1e400", "-1e400", "123456789012345678901234567890", "[7]", '""'],
  number: ['"7"', "true", "[]", "{}", "1e400", "-1e400"],
  boolean: ['"true"', "0", "1", "[]", "{}", '""'],
  array: ['"x"', "7", "true", "{}", "[[]]", "[null]", "[{}]", "[true]", '{"0":"x"}'],
  object: ['"x"', "7", "true", "[]"],
};
const noJson = ["NaN", "Infinity", "01", "+1", "'x'", "undefined", '"\\x41"', '"a\u0001b"', '"', ".5", "1.", "0x10", "nul"];
const noText = {
  "NUL": '"a\\u0000b"', "a lone surrogate": '"a\\ud800b"', "surrogates the wrong way round": '"\\udc00\\ud800"',
  "broken UTF-8": Buffer.from('"\xff\xfe"', "latin1"), "overlong UTF-8": Buffer.from('"\xc0\xaf\xe0\x80\xaf"', "latin1"),
  "a surrogate in UTF-8": Buffer.from('"\xed\xa0\x80"', "latin1"),
};
const deep = (open, close, middle = "") => open.repeat(10_000) + middle + close.repeat(10_000);

// The body with the JSON of one member as it is given.
function withRaw(body, name, raw) {
  const rest = Object.entries(body).filter(([key]) => key !== name).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},`).join("");
  return Buffer.concat([Buffer.from(`{${rest}${JSON.stringify(name)}:`), Buffer.from(raw), Buffer.from("}")]);
}

const pointsAt = (name) => ({status, json}) => {
  if (status !== 422) return "";
  const pointers = (json.errors ?? []).filter((error) => error.code !== "too_many_errors").map((error) => error.pointer);
  return pointers.length && pointers.every((one) => one === `/${name}` || one.startsWith(`/${name}/`)) ? "" : `points at ${pointers}, not at /${name}`;
};

function* ofField(name, schema, body) {
  const type = typeOf(schema);
  for (const raw of wrongKinds[type] ?? []) yield [`${name}: ${raw}`, withRaw(body, name, raw), [400, 422]];
  if (!isNullable(schema)) yield [`${name}: null`, withRaw(body, name, "null"), [422]];
  for (const raw of noJson) yield [`${name}: ${JSON.stringify(raw)}`, withRaw(body, name, raw), [400]];
  for (const [what, raw] of Object.entries(noText)) yield [`${name}: ${what}`, withRaw(body, name, raw), [400, 422]];
  yield [`${name}: 10,000 deep`, withRaw(body, name, deep("[", "]")), [400, 422]];
  yield [`${name}: a text of 300,000 letters`, withRaw(body, name, `"${"x".repeat(300_000)}"`), [422]];
  yield [`${name}: a number of 100,000 digits`, withRaw(body, name, "9".repeat(100_000)), [400, 422]];
  if (type === "array") yield [`${name}: 100,000 items`, withRaw(body, name, `[${Array(100_000).fill('"x"')}]`), [422]];
  const value = JSON.stringify(body[name] ?? null);
  yield [`${name}: twice`, `${withRaw(body, name, value).toString().slice(0, -1)},${JSON.stringify(name)}:${value}}`, [400, 422]];
  const escaped = `"\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}"`;
  yield [`${name}: twice, once in escapes`, `${withRaw(body, name, value).toString().slice(0, -1)},${escaped}:${value}}`, [400, 422]];
}

function* ofWhole(body) {
  const text = JSON.stringify(body);
  for (const root of ["null", "7", '"x"', "[]", "true", `[${text}]`, JSON.stringify(text)]) yield [`the root ${root.slice(0, 12)}`, root, [400, 422]];
  const broken = [
    "", " ", "{", "}", text.slice(0, -1), `${text}x`, `${text},`, `${text}${text}`, text.replace("{", "{,"), `\ufeff${text}`, "{'a':1}", "// x\n{}",
    `${text}\0`, "a=1&b=2", "<a/>",
  ];
  for (const one of broken) yield [`no JSON: ${JSON.stringify(one.slice(0, 12))}`, one, [400]];
  yield ["UTF-16", Buffer.from(text, "utf16le"), [400]];
  yield ["10,000 arrays deep", deep("[", "]"), [400, 422]];
  yield ["10,000 objects deep", deep('{"a":', "}", "1"), [400, 422]];
  yield ["10,000 brackets that nothing closes", "[".repeat(10_000), [400, 422]];
  yield ["20,000 unknown members", `{${Array.from({length: 20_000}, (_, i) => `"f${i}":1`)}}`, [422]];
}

export const name = "bodies";
export const applies = ({body}) => Boolean(body);

export async function* cases(world, attempt) {
  const {operation, body} = attempt;
  const request = rightful(attempt);
  for (const [field, schema] of Object.entries(operation.body.properties)) {
    for (const [what, sent, status] of ofField(field, schema, body)) {
      yield {what, status, request: {...request, body: sent}, check: what.includes("twice") ? undefined : pointsAt(field)};
    }
  }
  for (const member of operation.body.required ?? []) {
    const {[member]: _, ...rest} = body;
    yield {what: `without ${member}`, status: [422], code: ["validation_failed"], request: {...request, body: JSON.stringify(rest)}, check: pointsAt(member)};
  }
  for (const [what, sent, status] of ofWhole(body)) yield {what, status, request: {...request, body: sent}};
  yield {what: "two megabytes", status: [413], code: ["body_too_large"], request: {...request, raw: true, body: " ".repeat(2 << 20)}};
}
