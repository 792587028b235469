// Row 8, what a text may well say: statements, filters, templates, markup, lines of a header. It is
// stored as it is or refused, and means nothing to anybody. These may succeed and so use up what they
// were prepared for.
import {rightful} from "../lib/attempt.mjs";
import {texts} from "../lib/payloads.mjs";
import {typeOf} from "../../api/lib/values.mjs";

export const name = "texts";
export const applies = ({body}) => Boolean(body);

export async function* cases(world, attempt) {
  const {operation, body} = attempt;
  const request = rightful(attempt);
  const harmless = [200, 201, 202, 204, 400, 401, 403, 404, 409, 422];
  for (const [field, schema] of Object.entries(operation.body.properties)) {
    if (typeOf(schema) !== "string" && typeOf(schema) !== "array") continue;
    for (const text of texts) {
      const value = typeOf(schema) === "array" ? [text] : text;
      yield {
        what: `${field}: ${JSON.stringify(text)}`, status: harmless, request: {...request, body: JSON.stringify({...body, [field]: value})},
        check: ({text: said}) => (said.includes("1787569") ? "a template was filled in" : ""),
      };
    }
  }
  const numbers = Object.entries(operation.body.properties).filter(([, schema]) => ["integer", "number"].includes(typeOf(schema)));
  for (const [field, {minimum, maximum}] of numbers) {
    const withRaw = (raw) => ({...request, body: JSON.stringify({...body, [field]: "@"}).replace('"@"', raw)});
    for (const raw of ["-0", "0e0", "1E0", "7.0", "1e1"]) yield {what: `${field}: ${raw}`, status: harmless, request: withRaw(raw)};
    if (maximum !== undefined) yield {what: `${field}: too large`, status: [422], request: withRaw(String(maximum + 1))};
    if (minimum !== undefined) yield {what: `${field}: too small`, status: [422], request: withRaw(String(minimum - 1))};
  }
}
