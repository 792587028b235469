// Values for the bodies of well-meant requests: from a schema where it says enough, by a field's name
// where it does not. A new app adds here what its schemas cannot tell: which list an id comes from.
import {resolve} from "./document.mjs";

let number = 0;
export const next = () => ++number;

// The collection whose records a field names by id.
const collections = {
  author: "/api/library/authors", authors: "/api/library/authors", work: "/api/library/works",
  edition: "/api/library/editions", item_type: "/api/library/item-types", copy: "/api/library/copies",
  category: "/api/library/borrower-categories", borrower: "/api/library/borrowers",
};
// What many things may refer to without being changed by it is made once.
const shared = new Set(["/api/library/authors", "/api/library/works", "/api/library/editions"]);

function isbn13() {
  const digits = `979${String(500_000_000 + next())}`;
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (i % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

const day = (offset) => new Date(Date.UTC(2100, 0, 1 + offset)).toISOString().slice(0, 10);

const byName = {
  slug: () => `abuse-${next()}`,
  isbn10: () => undefined,  // would contradict the isbn13
  isbn13: () => isbn13(),
  language: () => "pt-BR",
  locale: () => "pt-BR",
  genres: () => ["fantasy"],
  barcode: () => `AB-${next()}`,
  card: () => `AC-${next()}`,
  condition: () => "good",
  closed_weekdays: () => ["sunday"],
  suspended_until: () => "2020-02-29",
  date: () => day(next()),
  scopes: () => ["library:works:read"],
  expires: () => "2099-01-01T00:00:00Z",
};

export const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type);
export const isNullable = (schema) => Array.isArray(schema.type) && schema.type.includes("null");

async function sample(name, schema, world) {
  if (collections[name]) {
    const made = await (shared.has(collections[name]) ? world.shared(collections[name]) : world.made(collections[name]));
    return typeOf(schema) === "array" ? [made.id] : made.id;
  }
  if (byName[name]) return byName[name]();
  if (schema.enum) return schema.enum[0];
  switch (typeOf(schema)) {
    case "boolean": return true;
    case "integer":
    case "number": return Math.min(schema.maximum ?? 7, Math.max(schema.minimum ?? 7, 7));
    case "string":
      if (schema.format === "date-time") return "2099-02-28T12:00:00Z";
      if (schema.format === "date") return day(0);
      if ((schema.pattern && schema.pattern !== "\\S") || schema.format) break;
      return `Abuse ${next()}`.padEnd(schema.minLength ?? 0, ".").slice(0, schema.maxLength);
    case "object": return sampleBody(resolve(schema), world);
  }
  throw new Error(`no sample for the field ${name}: ${JSON.stringify(schema)}; add one to tests/abuse/lib/samples.mjs`);
}

// All fields of a body, in the order of the schema.
export async function sampleBody(schema, world) {
  const body = {};
  for (const [name, field] of Object.entries(schema.properties)) {
    const value = await sample(name, resolve(field), world);
    if (value !== undefined) body[name] = value;
  }
  return body;
}
