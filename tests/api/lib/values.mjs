// Values that a schema allows. Each is another one where the schema leaves room for that, since much may
// be there only once.

let number = 0;
export const next = () => ++number;

export const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type);
export const isNullable = (schema) => (Array.isArray(schema.type) ? schema.type.includes("null") : (schema.anyOf ?? []).some((one) => one.type === "null"));

function isbn13() {
  const digits = `979${500_000_000 + next()}`;
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (i % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function isbn10() {
  const digits = String(200_000_000 + next());
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return digits + (check === 10 ? "X" : check);
}

const day = () => new Date(Date.UTC(2100, 0, next())).toISOString().slice(0, 10);

const formats = {
  date: day,
  "date-time": () => `${day()}T12:00:00Z`,
  email: () => `sample-${next()}@tests.example`,
  uri: () => `https://tests.example/${next()}`,
};

// A text is the first of these that its pattern allows: what is free, a slug or a code, an address, a
// number, an ISBN, a currency, a language, all of them.
const forms = [
  ({minLength = 0, maxLength}) => `${next()} sample`.padEnd(minLength, ".").slice(0, maxLength),
  () => `a-sample-${next()}`,
  formats.uri,
  () => "7", isbn13, isbn10,
  () => "EUR",
  () => "pt-BR",
  () => "*",
];

function text(schema) {
  if (schema.format) return formats[schema.format]?.();
  const {minLength = 0, maxLength = Infinity, pattern = ""} = schema;
  const allowed = (one) => one.length >= minLength && one.length <= maxLength && new RegExp(pattern, "u").test(one);
  return forms.map((make) => make(schema)).find(allowed);
}

// A value for what holds no other values; undefined when the schema does not say enough.
export function valueOf(schema) {
  if (schema.enum) return schema.enum[0];
  switch (typeOf(schema)) {
    case "boolean": return true;
    case "integer":
    case "number": return Math.min(schema.maximum ?? 7, Math.max(schema.minimum ?? 7, 7));
    case "string": return text(schema);
  }
  return undefined;
}
