// What the document does not tell of a definition's fields: they are languages of their own.
import {next} from "../lib/values.mjs";

export const samples = {
  name: () => `sample_${next()}`,
  role: () => "editor",
  schema: () => ({
    type: "object",
    required: ["title"],
    properties: {title: {type: "string", minLength: 1, maxLength: 100}, pages: {type: "integer"}},
  }),
  rules: () => ({read: "@signed_in = true", fields: {pages: {write: "false"}}}),
  indexes: () => [{fields: ["title"]}],
  search: () => ["title"],
  scopes: () => ["collections:imports:read"],
  fields: () => ["title"],
  filter: () => "pages > 1",
  read: () => "true",
  views: () => [],  // of a document, whose collections they name
  remove: () => false,
};
