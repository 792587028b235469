// What the walk sends to an operation: {name, request, expect?}. `expect` is a list of statuses, or
// "as documented": the server must refuse just what the
// documented schema of the body refuses; "taken": the schema allows it.
import {isNullable, typeOf} from "./values.mjs";

const json = {"Content-Type": "application/json"};
const nobody = "01890000-0000-7000-8000-000000000000";
const good = [200, 201, 204];

const wrongTypes = {
  string: ["7", "true", "[]", "{}", "1.5"],
  integer: ['"7"', "true", "[]", "{}", "1.5", "1e400", "-1e400", "9007199254740993", "123456789012345678901234567890", "-0", "01", "+1", "NaN"],
  number: ['"7"', "true", "[]", "{}", "1e400"],
  boolean: ['"true"', "0", "[]", "{}"],
  array: ['"x"', "7", "true", "{}", "[[]]", "[null]", "[{}]", "[7]"],
  object: ['"x"', "7", "true", "[]"],
};

const paths = {
  "nobody's id": [nobody, [404]],
  "no id": ["no-id", [404]],
  "an id too long": [nobody.repeat(50), [404]],
  "an id with NUL": ["%00", [404]],
  "an id of broken UTF-8": ["%ff%fe", [404]],
  "an id of a lone surrogate": ["%ed%a0%80", [404]],
  "an id with half a percent": ["%", [400, 404]],
  "a way up": ["..%2f..%2fopenapi.json", [404]],
  "an id with SQL": ["'%20or%20'1'='1", [404]],
  "an id in braces": ["%7bid%7d", [404]],
};

const values = {
  "empty": "",
  "NUL": "%00",
  "broken UTF-8": "%ff%fe",
  "half a percent": "%4",
  "a lone surrogate": "%ed%a0%80",
  "very long": "a".repeat(3000),
  "a huge number": "1e400",
  "a long number": "123456789012345678901234567890",
  "a fraction": "1.5",
  "SQL": "%27%20or%201%3D1--",
  "words of FTS": "%22%20OR%20NEAR(%20*%20AND%20-%20title:x",
  "only signs": "%22*()%3A%5E-%2B",
  "a blank": "%20",
};

// What the kernel adds to lists. `after` is the story's business.
const ofLists = {after: () => undefined, filter: () => "id:*", sort: () => "-id", expand: ({pattern}) => pattern.match(/\w+/)[0]};

function withRaw(body, name, raw) {
  const members = Object.entries(body).filter(([key]) => key !== name).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${[...members, `${JSON.stringify(name)}:${raw}`].join(",")}}`;
}

function* ofField(name, schema, body) {
  const type = typeOf(schema);
  for (const raw of wrongTypes[type] ?? []) {
    yield [`${name}: ${raw.slice(0, 20)}`, withRaw(body, name, raw), "as documented"];
  }
  yield [`${name}: null`, withRaw(body, name, "null"), isNullable(schema) ? undefined : [422]];
  if (type === "string") {
    const long = "x".repeat((schema.maxLength ?? 100_000) + 1);
    yield [`${name}: too long`, withRaw(body, name, JSON.stringify(long)), [422, 413]];
    yield [`${name}: NUL`, withRaw(body, name, '"a\\u0000b"'), [400, 422]];
    yield [`${name}: lone surrogate`, withRaw(body, name, '"a\\ud800b"'), [400, 422]];
    yield [`${name}: reversed surrogates`, withRaw(body, name, '"\\udc00\\ud800"'), [400, 422]];
    yield [`${name}: raw control character`, withRaw(body, name, '"a\u0001b"'), [400]];
    yield [`${name}: bad escape`, withRaw(body, name, '"\\x41"'), [400]];
    yield [`${name}: broken UTF-8`, Buffer.from(withRaw(body, name, '"\xff\xfe"'), "latin1"), [400, 422]];
    yield [`${name}: overlong UTF-8`, Buffer.from(withRaw(body, name, '"\xc0\xaf"'), "latin1"), [400, 422]];
    yield [`${name}: a face of many code points`, withRaw(body, name, JSON.stringify("👩‍👩‍👧‍👦")), "as documented"];
    yield [`${name}: empty`, withRaw(body, name, '""'), "as documented"];
    yield [`${name}: blank`, withRaw(body, name, '"  \\u00a0 "'), undefined];
  }
  if (type === "array") {
    const one = JSON.stringify(body[name]?.[0] ?? "x");
    yield [`${name}: empty`, withRaw(body, name, "[]"), "as documented"];
    yield [`${name}: too many`, withRaw(body, name, `[${Array((schema.maxItems ?? 1000) + 1).fill(one).join(",")}]`), [422]];
    yield [`${name}: the same twice`, withRaw(body, name, `[${one},${one}]`), [...good, 409, 422]];
  }
  if (type === "integer") {
    if (schema.minimum !== undefined) yield [`${name}: too small`, withRaw(body, name, String(schema.minimum - 1)), [422]];
    if (schema.maximum !== undefined) yield [`${name}: too large`, withRaw(body, name, String(schema.maximum + 1)), [422]];
  }
  const value = JSON.stringify(body[name] ?? null);
  yield [`${name}: twice`, `${withRaw(body, name, value).slice(0, -1)},${JSON.stringify(name)}:${value}}`, [400, 422]];
}

function* ofBody(schema, body) {
  const text = JSON.stringify(body), required = schema.required ?? [];
  for (const name of required) {
    const {[name]: _, ...rest} = body;
    yield [`without ${name}`, JSON.stringify(rest), [422]];
  }
  for (const [name, field] of Object.entries(schema.properties)) yield* ofField(name, field, body);
  yield ["an unknown field", withRaw(body, "no_such_field", "1"), [422]];
  yield ["its own id", withRaw(body, "id", JSON.stringify(nobody)), [422]];
  yield ["its own version", withRaw(body, "version", "7"), [422]];
  yield ["__proto__", withRaw(body, "__proto__", "{}"), [422]];
  yield ["an empty name", withRaw(body, "", "1"), [422]];
  yield ["a name with a slash and a tilde", withRaw(body, "a/b~c", "1"), [422]];
  yield ["a name of 10,000 letters", withRaw(body, "n".repeat(10_000), "1"), [422]];
  for (const root of ["null", "7", '"x"', "[]", "true", `[${text}]`]) yield [`root ${root.slice(0, 10)}`, root, [400, 422]];
  for (const bad of ["", " ", "{", text.slice(0, -1), `${text}x`, `${text}${text}`, text.replace("{", "{,"), `\ufeff${text}`, "{'a':1}", "// x"]) {
    yield [`malformed ${JSON.stringify(bad.slice(0, 10))}`, bad, [400]];
  }
  yield ["10,000 arrays deep", "[".repeat(10_000) + "]".repeat(10_000), [400, 422]];
  yield ["10,000 objects deep", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000), [400, 422]];
  yield ["10,000 deep in a field", withRaw(body, Object.keys(schema.properties)[0], "[".repeat(10_000) + "]".repeat(10_000)), [400, 422]];
  yield ["10,000 unknown fields", `{${Array.from({length: 10_000}, (_, i) => `"f${i}":1`).join(",")}}`, [422]];
}

export async function casesOf(operation, contract, {sampler, pathOf}) {
  const cases = [];
  const add = (name, request, expect) => cases.push({name, expect, request: {method: operation.method, ...request}});
  const {parameters = []} = operation.operation, at = {app: operation.app, within: []};
  const target = await pathOf();

  if (operation.path.includes("{")) {
    const body = operation.operation.requestBody ? {headers: json, body: "{}"} : {};
    for (const [name, [id, expect]] of Object.entries(paths)) add(name, {target: operation.path.replace(/\{\w+\}/, id), ...body}, expect);
  }
  if (operation.operation.requestBody) {
    const schema = contract.resolve(operation.operation.requestBody.content["application/json"].schema);
    const full = await sampler.sampleBody(schema, at);
    for (const [name, body, expect] of ofBody(schema, full)) {
      let verdict = expect;
      if (expect === "as documented") {
        try {
          verdict = contract.allowsBody(operation, JSON.parse(body)) && JSON.stringify(JSON.parse(body)) === body ? "taken" : [400, 422];
        } catch {
          verdict = [400];
        }
        if (/: -0$/.test(name)) verdict = undefined;
      }
      add(name, {target, headers: json, body}, verdict);
    }
    const text = JSON.stringify(full);
    add("as text/plain", {target, headers: {"Content-Type": "text/plain"}, body: text}, [415]);
    add("as a form", {target, headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "a=1"}, [415]);
    add("of no type", {target, body: text}, [415]);
    add("of two types", {target, headers: {"Content-Type": "application/json, text/plain"}, body: text}, [415]);
    add("over a megabyte", {target, headers: json, body: " ".repeat(3 << 20)}, [413]);
  }
  for (const {name, in: place, schema} of parameters.filter((one) => one.in === "query")) {
    const ask = (raw) => ({target: `${target}?${name}=${raw}`});
    const valid = name in ofLists ? ofLists[name](schema) : await sampler.sample(name, schema, at);
    if (valid !== undefined) add(`?${name} as it should be`, ask(encodeURIComponent([valid].flat()[0])), [200]);
    for (const [label, raw] of Object.entries(values)) add(`?${name} ${label}`, ask(raw), typeOf(schema) === "integer" ? [400, 422] : [200, 400, 422]);
    if (typeOf(schema) !== "array") add(`?${name} twice`, {target: `${target}?${name}=1&${name}=1`}, [422]);
    else add(`?${name} too often`, {target: `${target}?${Array((schema.maxItems ?? 100) + 1).fill(`${name}=fantasy`).join("&")}`}, [422]);
    if (schema.maximum !== undefined) add(`?${name} too large`, ask(schema.maximum + 1), [422]);
    if (schema.minimum !== undefined) add(`?${name} too small`, ask(schema.minimum - 1), [422]);
    if (place !== "query") throw new Error("unreachable");
  }
  if (operation.method === "GET") {
    if (parameters.some((one) => one.in === "query")) add("?an unknown parameter", {target: `${target}?no_such_parameter=1`}, [422]);
    add("Accept: text/html", {target, headers: {Accept: "text/html"}}, [406]);
    add("Accept: application/json;q=0", {target, headers: {Accept: "application/json;q=0, */*"}}, [406]);
    add("Accept: application/*", {target, headers: {Accept: "text/html;q=0.9, application/*;q=0.1"}}, good);
    add("If-Match of another", {target, headers: {"If-Match": '"no-such-version"'}}, [200, 412]);
    add("a body that nobody reads", {target, headers: json, body: "{"}, good);
  }
  return cases;
}
