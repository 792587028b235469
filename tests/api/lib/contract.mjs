// The judge: is this answer what openapi.json promised for this operation and status?
//
// Stricter than JSON Schema asks: a member that the document does not name is an offence, so that
// nothing leaves the server that nobody wrote down.
import {Ajv2020} from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const pointer = (...steps) => steps.map((step) => `/${encodeURIComponent(String(step).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");

// Objects with named members have no others.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isShape = copy.type === "object" && copy.properties && copy.additionalProperties === undefined;
  return isShape ? {...copy, additionalProperties: false} : copy;
}

const newAjv = (document) => {
  const ajv = new Ajv2020({strict: false, allErrors: true, validateFormats: true});
  addFormats.default(ajv);
  ajv.addSchema({...document, $id: "stoa:document"});
  return ajv;
};

export function contractOf(document) {
  const outputs = newAjv({...document, components: closed(document.components), paths: closed(document.paths)});
  const inputs = newAjv(document);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: operation.operationId, app: operation.tags[0], method: method.toUpperCase(), path, operation,
      segments: path.split("/"),
    })));

  // A literal segment is a better match than a parameter.
  function find(method, path) {
    const segments = path.split("/");
    const parameters = ({segments: pattern}) => pattern.filter((part) => part.startsWith("{")).length;
    return operations
      .filter((one) => one.method === method && one.segments.length === segments.length &&
        one.segments.every((part, i) => part === segments[i] || (part.startsWith("{") && segments[i] !== "")))
      .sort((a, b) => parameters(a) - parameters(b))[0];
  }

  function offencesOfBody(operation, status, type, text) {
    const promised = operation.operation.responses[status];
    const types = Object.keys(promised.content ?? {});
    if (types.length === 0) return text === "" ? [] : [`${status} is documented without a body, but has one`];
    if (!types.includes(type)) return [`${status} is documented as ${types.join(" or ")}, not ${type || "without a type"}`];
    let value = text;  // a table is one as well
    try {
      if (/[/+]json$/.test(type)) value = JSON.parse(text);
    } catch (error) {
      return [`the body is not JSON: ${error.message}`];
    }
    const judge = outputs.getSchema(`stoa:document#${pointer("paths", operation.path, operation.method.toLowerCase(), "responses", status, "content", type, "schema")}`);
    const offences = judge(value) ? [] : judge.errors.map((error) =>
      `${error.instancePath || "/"} ${error.message}${error.params.additionalProperty ? ` (${error.params.additionalProperty})` : ""}`);
    if (type === "application/problem+json" && value.status !== status) offences.push(`the problem's own status is ${value.status}`);
    return offences;
  }

  return {
    operations,
    find,
    // Each offence is a sentence; `answer` has status, type (of the media, without parameters), text.
    offences(operation, {status, type, text}) {
      // 429 and 503 say that there is too much load, wherever it happens.
      if (status >= 500 && status !== 503) return [`${status}: ${text.slice(0, 300)}`];
      if (!operation.operation.responses[status]) {
        return status === 429 ? [] : [`${status} is not documented${type === "application/problem+json" ? ` (${JSON.parse(text).code})` : ""}`];
      }
      return offencesOfBody(operation, status, type, text);
    },
    // The code of a problem stands in the description of its status.
    undocumentedCode(operation, {status, type, text}) {
      const promised = operation.operation.responses[status];
      if (!promised || type !== "application/problem+json") return undefined;
      const {code} = JSON.parse(text);
      return promised.description.includes(`\`${code}\``) ? undefined : code;
    },
    // Does the document allow this body to be sent? undefined: the operation takes none.
    allowsBody(operation, value) {
      const content = operation.operation.requestBody?.content;
      if (!content) return undefined;
      return inputs.getSchema(`stoa:document#${pointer("paths", operation.path, operation.method.toLowerCase(), "requestBody", "content", "application/json", "schema")}`)(value);
    },
    resolve(schema) {
      return schema?.$ref ? schema.$ref.slice(2).split("/").reduce((at, step) => at[step], document) : schema;
    },
  };
}

export const mediaType = (header) => (header ?? "").split(";")[0].trim().toLowerCase();
