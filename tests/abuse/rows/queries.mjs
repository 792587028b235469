// Row 8 in the query: values of the wrong kind, and what somebody hopes to be part of a statement.
import {rightful} from "../lib/attempt.mjs";
import {texts} from "../lib/payloads.mjs";
import {typeOf} from "../../api/lib/values.mjs";

const odd = {
  "empty": "", "NUL": "%00", "broken UTF-8": "%ff%fe", "overlong UTF-8": "%c0%af", "half a percent": "%4", "a lone surrogate": "%ed%a0%80",
  "very long": "a".repeat(6000), "a huge number": "1e400",
  "minus a huge number": "-1e400", "a long number": "123456789012345678901234567890", "less than nothing": "-1", "zero": "0", "minus zero": "-0",
  "a fraction": "1.5", "a list": "[]", "an object": "%7B%22$ne%22:null%7D", "null": "null", "a line": "a%0d%0aX-Evil:%201",
};

export const name = "queries";
export const applies = ({inQuery}) => inQuery.length > 0;

export async function* cases(world, attempt) {
  const request = rightful(attempt);
  const harmless = [200, 400, 422, ...(attempt.operation.socket ? [101] : []), ...(attempt.operation.mayMiss ? [404] : [])];
  for (const {name: parameter, schema} of attempt.operation.inQuery) {
    const ask = (query) => ({...request, target: `${request.target}${request.target.includes("?") ? "&" : "?"}${query}`});
    for (const [what, value] of Object.entries(odd)) yield {what: `?${parameter} ${what}`, status: harmless, request: ask(`${parameter}=${value}`)};
    for (const text of texts) {
      const status = ["integer", "boolean"].includes(typeOf(schema)) || schema.format ? [400, 422] : harmless;
      yield {what: `?${parameter}=${text}`, status, request: ask(`${parameter}=${encodeURIComponent(text)}`)};
    }
    if (typeOf(schema) !== "array") yield {what: `?${parameter} twice`, status: [422], request: ask(`${parameter}=1&${parameter}=1`)};
    for (const form of [`${parameter}[]=1`, `${parameter}[$ne]=1`, `${parameter}[0]=1`, `${parameter}.x=1`]) {
      yield {what: `?${form}`, status: [400, 422], request: ask(form)};
    }
    if (schema.maximum !== undefined) yield {what: `?${parameter} too large`, status: [422], request: ask(`${parameter}=${schema.maximum + 1}`)};
    if (schema.minimum !== undefined) yield {what: `?${parameter} too small`, status: [422], request: ask(`${parameter}=${schema.minimum - 1}`)};
  }
  const thousand = Array.from({length: 1000}, (_, i) => `p${i}=1`).join("&");
  yield {what: "1,000 parameters", status: [400, 414, 422, 431], request: {...request, target: `${request.target}${request.target.includes("?") ? "&" : "?"}${thousand}`}};
}
