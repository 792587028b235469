// The value of a field: as text, from text, and the control to write it in.
import {useEffect, useRef} from "preact/hooks";
import {kindOf, type Kind, type Schema} from "./schema";

export function shownValue(value: unknown, schema: Schema): string {
  if (value === null || value === undefined) return "";
  switch (kindOf(schema)) {
    case "boolean": return value ? "yes" : "no";
    case "time": return new Date(String(value)).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "short"});
    case "list": return (value as string[]).join(", ");
    case "money": return inMoney(value as Money);
    case "file": return (value as {name: string}).name;
    default: return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

interface Money {amount: number; currency: string}

const formatOf = (currency: string) => new Intl.NumberFormat("en", {style: "currency", currency});
const digitsOf = (currency: string) => formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
const inMoney = ({amount, currency}: Money) => formatOf(currency).format(amount / 10 ** digitsOf(currency));

// "12.50 EUR" is 1250 of its minor unit; moved by text, since 12.29 * 100 is not 1229.
function moneyOf(text: string): unknown {
  const [, sign, whole, part = "", letters] = /^(-?)(\d+)(?:\.(\d+))?\s*([a-z]{3})$/i.exec(text.trim()) ?? [];
  if (!whole || !letters) return text;
  const currency = letters.toUpperCase(), digits = digitsOf(currency);
  return part.length > digits ? text : {amount: Number(`${sign}${whole}${part.padEnd(digits, "0")}`), currency};
}

function moneyText({amount, currency}: Money) {
  const digits = digitsOf(currency), all = String(Math.abs(amount)).padStart(digits + 1, "0");
  const number = digits ? `${all.slice(0, -digits)}.${all.slice(-digits)}` : all;
  return `${amount < 0 ? "-" : ""}${number} ${currency}`;
}

// As it stands in a control; null is "".
export function textOf(value: unknown, schema: Schema): string {
  if (value === null || value === undefined) return "";
  if (kindOf(schema) === "list") return (value as string[]).join(", ");
  if (kindOf(schema) === "money") return moneyText(value as Money);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// What a text stands for. What is no value of that kind is sent as it is: the server says what is wrong.
export function valueOf(text: string, schema: Schema): unknown {
  if (text === "") return kindOf(schema) === "list" ? [] : null;
  switch (kindOf(schema)) {
    case "integer": case "number": return Number.isNaN(Number(text)) ? text : Number(text);
    case "boolean": return text === "true";
    case "list": return text.split(",").map((one) => one.trim()).filter(Boolean);
    case "money": return moneyOf(text);
    case "any": case "other": return json(text);
    default: return text;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const hints: Partial<Record<Kind, string>> = {
  money: "12.50 EUR", list: "one, two, three", time: "2026-12-31T12:00:00Z", record: "the id of a record", link: "https://", any: "any JSON", other: "JSON",
};

type ControlProps = {schema: Schema; value: string; onValue: (value: string) => void; focus?: boolean} & Record<string, unknown>;

export function Control({schema, value, onValue, focus, ...rest}: ControlProps) {
  const node = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focus) node.current?.focus();
  }, []);
  const kind = kindOf(schema);
  const onInput = ({currentTarget}: {currentTarget: {value: string}}) => onValue(currentTarget.value);
  const common = {...rest, ref: node as never, value, onInput};
  if (kind === "boolean" || kind === "choice") {
    const options = kind === "boolean" ? [["true", "yes"], ["false", "no"]] : ((schema.enum ?? []) as string[]).map((one) => [one, one]);
    return <select {...common}><option value="" />{options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}</select>;
  }
  if (kind === "long") return <textarea rows={3} {...common} />;
  if (kind === "date") return <input type="date" {...common} />;
  return <input type="text" inputMode={kind === "integer" ? "numeric" : kind === "number" ? "decimal" : "text"} placeholder={hints[kind]} {...common} />;
}
