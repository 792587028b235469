// The operations of openapi.json, with what it says about who may call each.
import {stoa} from "../../api/lib/server.mjs";

const methods = new Set(["get", "put", "post", "delete", "patch"]);

export const document = JSON.parse((await stoa(["openapi"])).stdout);

export const resolve = (schema) =>
  (schema?.$ref ? schema.$ref.slice(2).split("/").reduce((at, step) => at[step], document) : schema);

// Any of the entries of `security` lets in; {} is open to all.
function access(security) {
  const of = (scheme) => security.find((one) => one[scheme])?.[scheme];
  const secured = !security.some((one) => Object.keys(one).length === 0);
  return {secured, role: of("session")?.[0] ?? "", scope: of("api_key")?.[0], inPerson: secured && !of("api_key")};
}

function operationOf(path, method, operation) {
  const parameters = operation.parameters ?? [];
  return {
    id: operation.operationId, app: operation.tags[0], method: method.toUpperCase(), path,
    unsafe: method !== "get", ...access(operation.security), socket: operation["x-stoa-socket"],
    inPath: parameters.filter((one) => one.in === "path"), inQuery: parameters.filter((one) => one.in === "query"),
    body: resolve(operation.requestBody?.content["application/json"]?.schema),  // none: a file, if anything
    success: Object.keys(operation.responses).map(Number).filter((status) => status < 300),
    mayMiss: Boolean(operation.responses[404]) && !parameters.some((one) => one.in === "path"),  // what its query names
  };
}

export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).filter(([method]) => methods.has(method)).map(([method, operation]) => operationOf(path, method, operation)));

export const operationOfId = (id) => operations.find((one) => one.id === id);
export const operationAt = (method, path) => operations.find((one) => one.method === method && one.path === path);

// The roles that anything here asks for.
export const roles = [...new Set(operations.map((one) => one.role).filter(Boolean))].sort();
