// Row 8 in the path: ids that are none, and ways out of the folder in every spelling.
import {rightful} from "../lib/attempt.mjs";

const nobody = "01890000-0000-7000-8000-000000000000";
const ids = {
  "nobody's id": nobody, "no id": "no-id", "an id too long": nobody.repeat(50), "an id too short": nobody.slice(0, 35),
  "an id in braces": `%7B${nobody}%7D`, "an id and more": `${nobody}x`,
  "an id and a blank": `${nobody}%20`, "an id and a line": `${nobody}%0A`, "an id and NUL": `${nobody}%00`, "NUL": "%00",
  "the nil id": "00000000-0000-0000-0000-000000000000", "minus one": "-1", "zero": "0", "a star": "*",
  "a way up": "..%2f..%2fopenapi.json", "a way up with a slash": "%2e%2e%2f%2e%2e%2fmetrics", "a way up twice encoded": "%252e%252e%252f",
  "a way up with backslashes": "..%5c..%5c", "a way up, overlong": "%c0%ae%c0%ae%c0%af",
  "a way up of half-width": "%e2%80%a4%e2%80%a4%2f", "an absolute path": "%2fetc%2fpasswd", "dots": "%2e%2e", "broken UTF-8": "%ff%fe",
  "a lone surrogate": "%ed%a0%80", "SQL": "%27%20or%20%271%27=%271", "SQL with a comment": "1;--",
  "SQL of a union": `${nobody}%27%20union%20select%20hash%20from%20passwords--`,
  "a header field": "x%0d%0aX-Evil:%201", "a template": "%7B%7B7*7%7D%7D", "a list": "[]", "an object": "%7B%22$ne%22:null%7D",
  "a comma": `${nobody},${nobody}`,
};
const broken = {"half a percent": "%", "no digits": "%zz", "one digit": "%4"};

export const name = "paths";
export const applies = ({inPath}) => inPath.length > 0;

export async function* cases(world, attempt) {
  const {operation} = attempt;
  const request = rightful(attempt);
  // A text in the path may be one that nothing is called by: harmless.
  const harmless = (schema) => (schema.format === "uuid" ? [] : [204, 422]);
  for (const {name: parameter, schema} of operation.inPath) {
    const status = [404, ...harmless(schema)];
    const at = (value) => operation.path.replace(/\{(\w+)\}/g, (_, one) => (one === parameter ? value : attempt.path[one]));
    for (const [what, value] of Object.entries(ids)) yield {what: `${parameter}: ${what}`, status, request: {...request, target: at(value)}};
    for (const [what, value] of Object.entries(broken)) yield {what: `${parameter}: ${what}`, status: [400, 404], request: {...request, target: at(value)}};
    for (const value of ["..", ".", "../..", "/", "", ";x=1"]) {
      yield {what: `${parameter}: ${value || "nothing"}`, status: [400, 404, 405, ...harmless(schema)], request: {...request, target: at(value)}};
    }
  }
  const {name: last, schema} = operation.inPath.at(-1);
  for (const tail of ["/", "/x", "%00", "%20", ";x", ".json", "%2f", "%3f", "%23"]) {
    yield {what: `${last} and ${tail}`, status: [400, 404, 405, ...harmless(schema)], request: {...request, target: `${request.target}${tail}`}};
  }
}
