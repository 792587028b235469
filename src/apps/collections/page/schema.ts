// Between the JSON Schema of a definition and the rows of the form in which people write one.

export type Schema = Record<string, unknown>;
export type Kind = "text" | "long" | "integer" | "number" | "decimal" | "boolean" | "date" | "time" | "choice" | "email" | "link" | "money"
  | "record" | "file" | "list" | "any" | "other";

export const kinds: [Kind, string][] = [
  ["text", "Text"], ["long", "Long text"], ["integer", "Whole number"], ["number", "Number"], ["decimal", "Exact decimal"], ["boolean", "Yes or no"],
  ["date", "Day"], ["time", "Time"], ["choice", "One of some"], ["email", "Email"], ["link", "Link"], ["money", "Money"],
  ["record", "Record of a collection"], ["file", "File"], ["list", "List of texts"], ["any", "Any JSON"],
];

const shapes: Record<Exclude<Kind, "other">, Schema> = {
  text: {type: "string"},
  long: {type: "string", "x-stoa-type": "text"},
  integer: {type: "integer"},
  number: {type: "number"},
  decimal: {type: "string", "x-stoa-type": "decimal", "x-stoa-scale": 2},
  boolean: {type: "boolean"},
  date: {type: "string", format: "date"},
  time: {type: "string", format: "date-time"},
  choice: {type: "string", enum: []},
  email: {type: "string", format: "email"},
  link: {type: "string", format: "uri"},
  money: {"x-stoa-type": "money"},
  record: {type: "string", format: "uuid"},
  file: {"x-stoa-type": "file"},
  list: {type: "array", items: {type: "string"}},
  any: {},
};

export function kindOf(schema: Schema): Kind {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  const special = schema["x-stoa-type"];
  if (special === "money" || special === "file" || special === "decimal") return special;
  if (special === "text") return "long";
  if (special !== undefined) return "other";
  if (schema.enum) return "choice";
  const formats: Record<string, Kind> = {date: "date", "date-time": "time", email: "email", uri: "link"};
  if (schema.format === "uuid") return schema["x-stoa-record"] ? "record" : "other";
  if (typeof schema.format === "string") return formats[schema.format] ?? "other";
  if (type === "string") return "text";
  if (type === "integer" || type === "number" || type === "boolean") return type;
  if (type === "array") return (schema.items as Schema | undefined)?.type === "string" ? "list" : "other";
  return type === undefined && Object.keys(schema).length === 0 ? "any" : "other";
}

export interface FieldDraft {
  key: number;
  name: string;
  kind: Kind;
  required: boolean;
  index: "" | "index" | "unique";
  options: string;  // of a choice
  record: string;  // the collection whose records it names
  most: string;  // how long a text is at most
  was: Schema;  // as it stood in the definition
}

let keys = 0;
export const newField = (): FieldDraft => ({key: ++keys, name: "", kind: "text", required: false, index: "", options: "", record: "", most: "", was: {}});

export interface Index {fields: string[]; unique: boolean}

export function draftsOf(schema: Schema, indexes: Index[]): FieldDraft[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, was]) => {
    const own = indexes.find(({fields}) => fields.length === 1 && fields[0] === name);
    return {
      key: ++keys, name, kind: kindOf(was), required: required.includes(name), index: own ? (own.unique ? "unique" : "index") : "", was,
      options: ((was.enum ?? []) as string[]).join(", "), record: String(was["x-stoa-record"] ?? ""), most: String(was.maxLength ?? ""),
    };
  });
}

export const listed = (text: string) => text.split(",").map((one) => one.trim()).filter(Boolean);

// What the form knows nothing of (a pattern, say) stays as it was.
function schemaOf({kind, was, options, record, most}: FieldDraft): Schema {
  if (kind === "other") return was;
  const schema: Schema = {...(Object.keys(was).length && kindOf(was) === kind ? was : shapes[kind])};
  if (kind === "choice") schema.enum = listed(options);
  if (kind === "record") schema["x-stoa-record"] = record;
  if (kind === "text" || kind === "long") {
    if (most) schema.maxLength = Number(most);
    else delete schema.maxLength;
  }
  return schema;
}

export function written(before: Schema, drafts: FieldDraft[], indexes: Index[]) {
  const required = drafts.filter((one) => one.required).map(({name}) => name);
  const names = new Set(drafts.map(({name}) => name));
  const several = indexes.filter(({fields}) => fields.length > 1 && fields.every((name) => names.has(name)));
  return {
    schema: {...before, type: "object", properties: Object.fromEntries(drafts.map((one) => [one.name, schemaOf(one)])), required},
    indexes: [...drafts.filter(({index}) => index).map(({name, index}) => ({fields: [name], unique: index === "unique"})), ...several],
  };
}
