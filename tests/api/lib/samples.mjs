// Values for the walk: from a schema where it says enough, by a field's name where it does not.
// A new app adds here what its schemas cannot tell: checksums, and which list an id comes from.

let number = 0;
const next = () => ++number;

function isbn13() {
  const digits = `979${String(100_000_000 + next())}`;
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (i % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function isbn10() {
  const digits = String(200_000_000 + next());
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return digits + (check === 10 ? "X" : check);
}

// Each time another day, for days are taken once.
const day = () => new Date(Date.UTC(2030, 0, next())).toISOString().slice(0, 10);

// `made(path)` answers a record of that collection, made for the walk.
const byName = {
  isbn10: () => isbn10(),
  isbn13: () => isbn13(),
  language: () => "pt-BR",
  slug: () => `walk-${next()}`,
  work: async (made) => (await made("/api/library/works")).id,
  author: async (made) => (await made("/api/library/authors")).id,
  authors: async (made) => [(await made("/api/library/authors")).id],
  genre: () => ["fantasy"],
  genres: () => ["fantasy"],
  edition: async (made) => (await made("/api/library/editions")).id,
  item_type: async (made) => (await made("/api/library/item-types")).id,
  category: async (made) => (await made("/api/library/borrower-categories")).id,
  barcode: () => `W-${next()}`,
  card: () => `W-${next()}`,
  date: () => day(),
  closed_weekdays: () => ["sunday"],
  after: () => undefined,  // the story's business
  filter: () => "id:*",
  sort: () => "-id",
  expand: (made, schema) => schema.pattern.match(/\w+/)[0],
};

// Fields that contradict each other when both are given.
const exclusive = [["isbn10", "isbn13"]];

// Optional, but there is one record without it already.
const always = ["item_type"];

const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type);
export const isNullable = (schema) => (Array.isArray(schema.type) ? schema.type.includes("null") : (schema.anyOf ?? []).some((one) => one.type === "null"));
export {typeOf};

export async function sample(name, schema, made) {
  if (byName[name]) return byName[name](made, schema);
  if (schema.enum) return schema.enum[0];
  switch (typeOf(schema)) {
    case "boolean": return true;
    case "integer":
    case "number": return Math.min(schema.maximum ?? 7, Math.max(schema.minimum ?? 7, 7));
    case "string":
      if (schema.format === "date-time") return "2024-02-29T12:00:00Z";
      if (schema.format === "date") return "2024-02-29";
      if ((schema.pattern && schema.pattern !== "\\S") || schema.format) break;
      return `Walk ${next()}`.padEnd(schema.minLength ?? 0, ".").slice(0, schema.maxLength);
  }
  throw new Error(`no sample for the field ${name}: ${JSON.stringify(schema)}; add one to tests/api/lib/samples.mjs`);
}

// A body with all the fields, or with those that must be there.
export async function sampleBody(schema, made, {all}) {
  const body = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    if (!all && !schema.required?.includes(name) && !always.includes(name)) continue;
    if (exclusive.some((group) => group.includes(name) && group.some((other) => other in body))) continue;
    body[name] = await sample(name, field, made);
  }
  return body;
}
