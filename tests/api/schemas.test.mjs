// Schemas of the subset that docs/guide-schemas.md describes, and documents for them, asked of our
// decoder (tests/schemas) and of ajv: each takes what the other takes.
//
// Both are generated from a seed: SCHEMA_SEED=7 SCHEMA_COUNT=20000 tests/api/run schemas.test.mjs asks
// others, and more. Where ours says no on purpose, or yes, `isOurOwn` says so, and nothing is asked.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {Ajv2020} from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const program = join(dirname(process.env.STOA_BINARY ?? "../../build/release/stoa"), "stoa_schemas");
const skip = existsSync(program) ? false : `there is no ${program}`;
const seed = Number(process.env.SCHEMA_SEED ?? 20261130);
const count = Number(process.env.SCHEMA_COUNT ?? 500);
const perSchema = 40;

function askOurs(questions) {
  const input = questions.map((question) => JSON.stringify(question) + "\n").join("");
  const lines = execFileSync(program, {input, maxBuffer: 1 << 28}).toString().trimEnd().split("\n");
  assert.equal(lines.length, questions.length);
  return lines.map((line) => JSON.parse(line));
}

function randomFrom(state) {
  const next = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (least, most) => least + Math.floor(next() * (most - least + 1));
  const one = (list) => list[int(0, list.length - 1)];
  const chance = (percent) => next() * 100 < percent;
  return {int, one, chance};
}

// ---- schemas ------------------------------------------------------------------------------------

const patterns = ["a", "^a", "b$", "^[a-c]+$", "^a|b$", "(ab|c)*d", "^\\d{2,3}$", "\\s", "^\\S+$", "^[^a]$", "^.$", "^.{2,4}$",
  "^[à-ü]+$", "\\w\\W", "^(a|b?)+$", "^(?:a{2}){1,2}$", "[\\d\\-x]", "\\u00e9", "^a*?b+?$", "\\$|\\.", "^$", "^[^\\s\\d]{1,3}$"];

function textSchema(r) {
  const schema = {type: "string", maxLength: r.int(1, 6)};
  if (r.chance(40)) schema.minLength = r.int(0, schema.maxLength);
  if (r.chance(50)) schema.pattern = r.one(patterns);
  return schema;
}

function integerSchema(r) {
  const schema = {type: "integer"};
  if (r.chance(50)) schema.minimum = r.int(-3, 3);
  if (r.chance(50)) schema.maximum = (schema.minimum ?? -1) + r.int(0, 4);
  if (r.chance(20)) schema.exclusiveMinimum = (schema.maximum ?? 3) - r.int(2, 5);
  if (r.chance(20)) schema.exclusiveMaximum = Math.max(schema.minimum ?? -3, (schema.exclusiveMinimum ?? -4) + 1) + r.int(1, 5);
  return schema;
}

// Of doubles that are no sums of a few powers of two, some are bounds, and some lie next to them.
const reals = [-3, -1.1, -0.1, 0, 0.1, 0.2, 0.3, 0.7, 1, 1.1, 2.675, 1e-7, 1e21, 123456789.123456];
function numberSchema(r) {
  const schema = {type: "number"}, least = r.one(reals), most = r.one(reals.filter((real) => real > least).concat(1e300));
  if (r.chance(60)) schema[r.one(["minimum", "exclusiveMinimum"])] = least;
  if (r.chance(60)) schema[r.one(["maximum", "exclusiveMaximum"])] = most;
  return schema;
}
const nextTo = (real, r) => real + r.one([-1, 0, 0, 1]) * Math.max(Math.abs(real) * Number.EPSILON, Number.MIN_VALUE);

function scalarSchema(r) {
  const make = r.one([textSchema, textSchema, textSchema, integerSchema, integerSchema,
    numberSchema, numberSchema,
    () => ({type: "boolean"}),
    () => ({type: "string", enum: ["a", "b", "é"].slice(0, r.int(1, 3))}),
    () => ({type: "string", format: r.one(["date", "date-time", "email", "uuid"])}),
  ]);
  return make(r);
}

// As the OpenAPI document writes an amount of money, by which we know it.
const money = {
  type: "object",
  properties: {
    amount: {type: "integer", minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER},
    currency: {type: "string", pattern: "^[A-Z]{3}$"},
  },
  required: ["amount", "currency"],
  additionalProperties: false,
};

function valueSchema(r, depth) {
  if (r.chance(5)) return structuredClone(money);
  if (depth > 0 && r.chance(20)) return objectSchema(r, depth - 1);
  if (depth > 0 && r.chance(20)) {
    const items = depth > 1 && r.chance(30) ? objectSchema(r, depth - 2) : scalarSchema(r);
    const maxItems = r.int(1, 4);
    return {type: "array", items, minItems: r.int(0, maxItems), maxItems};
  }
  return r.chance(5) ? {} : scalarSchema(r);
}

// A field that need not be there may be null, and one that may be null need not: ours are always both.
function optional(schema) {
  if (!schema.type) return schema;
  const made = {...schema, type: [schema.type, "null"]};
  if (schema.enum) made.enum = [...schema.enum, null];
  return made;
}

function objectSchema(r, depth) {
  const schema = {type: "object", properties: {}, required: [], additionalProperties: false};
  for (let i = r.int(1, 4); i > 0; --i) {
    const name = `f${i}`;
    const value = valueSchema(r, depth);
    const mayBeLeftOut = value.type === "array" ? value.minItems === 0 : r.chance(40);
    if (mayBeLeftOut && value.type === "boolean" && r.chance(40)) value.default = r.chance(50);
    if (!mayBeLeftOut) schema.required.push(name);
    schema.properties[name] = mayBeLeftOut && value.type !== "array" && !("default" in value) ? optional(value) : value;
  }
  return schema;
}

// ---- documents ----------------------------------------------------------------------------------

const texts = ["", "a", "b", "ab", "abd", "cc", "ba", "é", "éö", "日本", "🍀", "12", "123", "1234", "a b", " ", "a\nb", "$x", "x.", "a-",
  "aaaa", "aabb", "abcabc", "abcdefg", "xa", "-", "\u00a0", "\u2028", "_", "b1"];
const formatted = {
  date: ["2026-11-30", "2026-02-29", "2024-02-29", "2026-13-01", "2026-1-1", "20261130", "0001-01-01"],
  "date-time": ["2026-11-30T08:15:30Z", "2026-11-30T08:15:30.123+02:00", "2026-11-30T08:15:30", "2026-11-30T24:00:00Z",
    "2026-11-30t08:15:30z", "2026-02-30T08:15:30Z", "2026-11-30T08:15Z", "2026-11-30T08:60:00Z", "2026-11-30"],
  email: ["ada@example.org", "a.b+c@d.example", "a", "@b.org", "a@", "a@b@c.org", "a b@c.org", "a@-b.org"],
  uuid: ["019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071", "019AB3C4-5D6E-7F80-9A1B-2C3D4E5F6071", "019ab3c4", "019ab3c45d6e7f809a1b2c3d4e5f6071",
    "{019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071}", "g19ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
};
const currencies = ["EUR", "USD", "eur", "EURO", "", "ÉUR"];
const anything = [null, true, 0, 1, -2, 1.5, "a", "", [], {}, [1], {a: 1}];

const boundsOf = ({minimum, maximum, exclusiveMinimum, exclusiveMaximum}) =>
  [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined);

function value(r, schema) {
  if (r.chance(6)) return r.one(anything);
  const type = Array.isArray(schema.type) ? schema.type[r.chance(15) ? 1 : 0] : schema.type;
  if (schema.enum) return r.chance(20) ? r.one(texts) : r.one(schema.enum);
  switch (type) {
    case "null": return null;
    case "string": return r.one(schema.pattern === money.properties.currency.pattern ? currencies : formatted[schema.format] ?? texts);
    case "integer": return r.chance(10) ? r.one([1.5, "1", 1e3, 9007199254740991]) : r.int(-5, 5);
    case "number": return nextTo(r.one([...reals, ...boundsOf(schema), ...boundsOf(schema)]), r);
    case "boolean": return r.chance(50);
    case "array": return Array.from({length: r.int(0, schema.maxItems + 1)}, () => value(r, schema.items));
    case "object": return objectOf(r, schema);
    default: return r.one(anything);
  }
}

function objectOf(r, schema) {
  const made = {};
  for (const [name, of] of Object.entries(schema.properties)) {
    if (!r.chance(schema.required.includes(name) ? 3 : 30)) made[name] = value(r, of);
  }
  if (r.chance(3)) made[r.one(["other", "f9", "F1"])] = 1;
  return made;
}

// What ours has rules of its own about, said in the guide: text that must not be empty is not only
// white space; a whole number is one that JavaScript has.
function isOurOwn(schema, data) {
  if (data === null || data === undefined) return false;
  if (Array.isArray(data)) return data.some((item) => isOurOwn(schema.items ?? {}, item));
  if (typeof data === "object") return Object.entries(data).some(([name, of]) => isOurOwn(schema.properties?.[name] ?? {}, of));
  return typeof data === "string" && schema.minLength > 0 && !schema.pattern && data !== "" && data.trim() === "";
}

// ---- what is asked ------------------------------------------------------------------------------

test(`schemas: ajv takes what we take, of ${count} schemas from seed ${seed}`, {skip}, () => {
  const r = randomFrom(seed);
  const questions = Array.from({length: count}, () => {
    const schema = objectSchema(r, 3);
    const documents = Array.from({length: perSchema}, () => objectOf(r, schema)).filter((data) => !isOurOwn(schema, data));
    return {schema, documents: documents.map((data) => JSON.stringify(data))};
  });
  const ours = askOurs(questions);
  const sum = {yes: 0, no: 0};
  const differing = [];
  questions.forEach(({schema, documents}, i) => {
    const ajv = new Ajv2020({strict: true, allowUnionTypes: true});
    addFormats.default(ajv);
    const theirs = ajv.compile(schema);
    assert.ok(Array.isArray(ours[i]), `${JSON.stringify(schema)} is refused: ${JSON.stringify(ours[i])}`);
    documents.forEach((document, k) => {
      const taken = theirs(JSON.parse(document));
      ++sum[taken ? "yes" : "no"];
      if (taken !== ours[i][k]) differing.push({schema, document, taken, why: theirs.errors?.[0]?.message});
    });
  });
  assert.deepEqual(differing.slice(0, 5), [], `${differing.length} differ`);
  // The question is worth asking only when both answers are given often.
  assert.ok(Math.min(sum.yes, sum.no) > count, JSON.stringify(sum));
});
