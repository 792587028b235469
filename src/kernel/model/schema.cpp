#include "kernel/model/schema.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "kernel/model/codec.h"
#include "kernel/model/exact_json.h"

namespace stoa {
namespace {

namespace json = boost::json;

// RFC 5646's langtag and privateuse, in either case.
constexpr std::string_view language_pattern =
    "^(([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*"
    "(-[Xx](-[A-Za-z0-9]{1,8})+)?|[Xx](-[A-Za-z0-9]{1,8})+)$";

// ---- scalars ------------------------------------------------------------------------------------

json::object text_of(std::string_view keyword, std::string_view value) {
  return {{"type", "string"}, {keyword, value}};
}

// Says whose id it is, for programs that look for such a record, or for the path that makes one.
json::object id_schema(const Type& type) {
  json::object schema = text_of("format", "uuid");
  const std::string& name = type.object().name;  // "" for an id of what is kept elsewhere
  if (!name.empty()) schema["x-stoa-record"] = name;
  return schema;
}

json::object integer_schema(const Type& type) {
  return {{"type", "integer"}, {"minimum", type.min}, {"maximum", type.max}};
}

// 0 rather than 0E0.
json::value number_value(double number) {
  const bool whole = std::trunc(number) == number && std::abs(number) <= detail::max_safe_integer;
  return whole ? json::value(static_cast<std::int64_t>(number)) : json::value(number);
}

json::object real_schema(const RealBounds& bounds) {
  json::object schema{{"type", "number"}};
  if (std::isfinite(bounds.min))
    schema[bounds.min_excluded ? "exclusiveMinimum" : "minimum"] = number_value(bounds.min);
  if (std::isfinite(bounds.max))
    schema[bounds.max_excluded ? "exclusiveMaximum" : "maximum"] = number_value(bounds.max);
  return schema;
}

// As many digits as always fit into the units that are kept. JSON Schema has no bounds for strings:
// they have names of ours.
json::object decimal_schema(const Type& type) {
  auto whole = std::to_string(std::max(0, 14 - type.scale));
  auto pattern = "^-?(0|[1-9][0-9]{0," + whole + "})";
  if (type.scale > 0) pattern += "(\\.[0-9]{1," + std::to_string(type.scale) + "})?";
  json::object schema = text_of("pattern", pattern + "$");
  auto bound = [&](std::string_view keyword, std::int64_t units) {
    std::string text;
    encode(type, &units, text);
    schema[keyword] = parse_exactly(text);
  };
  if (type.min > -detail::max_safe_integer) bound("x-stoa-minimum", type.min);
  if (type.max < detail::max_safe_integer) bound("x-stoa-maximum", type.max);
  return schema;
}

// The pattern of a text with a rule. What is read may be looser than what is kept.
std::string text_pattern(const Type& type, Face face) {
  bool kept = face == Face::output;
  switch (type.rule) {
    // As check_text() has it: something other than white space.
    case TextRule::any:
      return type.min > 0 && !kept ? "\\S" : "";
    case TextRule::pattern:
      return "^(?:" + std::string(type.pattern) + ")$";
    case TextRule::email:
      return "";
    case TextRule::url:
      return "^https?://";
    case TextRule::slug:
      return "^[a-z0-9]+(-[a-z0-9]+)*$";
    case TextRule::isbn10:
      return kept ? "^[0-9]{9}[0-9X]$" : "^([0-9][- ]?){9}[0-9Xx]$";
    case TextRule::isbn13:
      return kept ? "^97[89][0-9]{10}$" : "^97[89]([- ]?[0-9]){10}$";
    case TextRule::language:
      return std::string(language_pattern);
    case TextRule::cursor:
      return "^[!-~]+$";
    case TextRule::own:
      return "";
  }
  return "";
}

json::object text_schema(const Type& type, Face face) {
  json::object schema{{"type", "string"}};
  if (type.rule == TextRule::email) schema["format"] = "email";
  if (type.rule == TextRule::url) schema["format"] = "uri";
  if (type.own != nullptr) schema["description"] = type.own->description;
  if (type.min > 0) schema["minLength"] = type.min;
  schema["maxLength"] = type.max;
  if (auto pattern = text_pattern(type, face); !pattern.empty()) schema["pattern"] = pattern;
  return schema;
}

json::object enumeration_schema(const Type& type) {
  json::array names;
  for (const auto& name : type.names) names.emplace_back(name.name);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

json::object money_schema(Face face) {
  json::object amount = integer_schema(type_of<std::int64_t>());
  amount["description"] = "In the minor units of the currency: cents.";
  json::object currency = text_of("pattern", "^[A-Z]{3}$");
  currency["description"] = "ISO 4217.";
  json::object schema{{"type", "object"},
                      {"properties", {{"amount", amount}, {"currency", currency}}}};
  if (face != Face::patch) schema["required"] = {"amount", "currency"};
  if (face != Face::output) schema["additionalProperties"] = false;
  return schema;
}

// ---- what holds other values --------------------------------------------------------------------

// `schema` or null.
json::object nullable(json::object schema) {
  if (schema.empty()) return schema;  // any value, and null is one
  if (schema.contains("$ref")) return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
  if (auto* type = schema.if_contains("type"); type && type->is_string()) {
    *type = {type->as_string(), "null"};
  }
  if (auto* names = schema.if_contains("enum")) names->as_array().emplace_back(nullptr);
  return schema;
}

json::object list_schema(const Type& type, Face face, const Needs& needs) {
  // A patch replaces a list, so that its items are whole.
  auto item_face = face == Face::patch ? Face::input : face;
  json::object schema{{"type", "array"}, {"items", schema_of(*type.element, item_face, needs)}};
  if (type.min > 0) schema["minItems"] = type.min;
  schema["maxItems"] = type.max;
  return schema;
}

json::object map_schema(const Type& type, Face face, const Needs& needs) {
  auto element = schema_of(*type.element, face, needs);
  if (face == Face::patch) element = nullable(std::move(element));  // null takes a key away
  json::object schema{{"type", "object"}, {"additionalProperties", std::move(element)}};
  if (face == Face::patch) return schema;  // how many there will be depends on what is there
  if (type.min > 0) schema["minProperties"] = type.min;
  schema["maxProperties"] = type.max;
  return schema;
}

json::object reference(const Shape& shape, Face face, const Needs& needs) {
  if (needs) needs(shape, face);
  return {{"$ref", "#/components/schemas/" + schema_name(shape, face)}};
}

json::value default_value(const Type& type) {
  Object object(type);
  std::string text;
  encode(type, object.get(), text);
  return parse_exactly(text);
}

json::object member_schema(const Field& field, Face face, const Needs& needs) {
  auto schema = schema_of(*field.type, face, needs);
  if (face == Face::output && field.managed()) schema["readOnly"] = true;
  if (face == Face::input && field.type->has_default)
    schema["default"] = default_value(*field.type);
  return schema;
}

}  // namespace

std::string schema_name(const Shape& shape, Face face) {
  switch (face) {
    case Face::output:
      return shape.name;
    case Face::input:
      return shape.name + "Input";
    case Face::patch:
      return shape.name + "Patch";
  }
  return shape.name;
}

json::object schema_of(const Type& type, Face face, const Needs& needs) {
  switch (type.kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::integer:
      return integer_schema(type);
    case Kind::real:
      return real_schema(type.real);
    case Kind::decimal:
      return decimal_schema(type);
    case Kind::text:
      return text_schema(type, face);
    case Kind::timestamp:
      return text_of("format", "date-time");
    case Kind::date:
      return text_of("format", "date");
    case Kind::id:
      return id_schema(type);
    case Kind::enumeration:
      return enumeration_schema(type);
    case Kind::money:
      return money_schema(face);
    case Kind::json:
      return {};
    case Kind::upload:
      return {{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
    case Kind::optional:
      return nullable(schema_of(*type.element, face, needs));
    case Kind::list:
      return list_schema(type, face, needs);
    case Kind::map:
      return map_schema(type, face, needs);
    case Kind::object:
      return reference(type.object(), face, needs);
  }
  return {};
}

json::object schema_of(const Shape& shape, Face face, const Needs& needs,
                       const std::function<bool(const Field&)>& elsewhere) {
  json::object properties;
  json::array required;
  for (const auto& field : shape.fields) {
    if (face != Face::output && (field.managed() || (elsewhere && elsewhere(field)))) continue;
    properties[field.name] = member_schema(field, face, needs);
    bool must =
        (face == Face::output && !field.guarded) || (face == Face::input && field.required());
    if (must) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (face != Face::output) schema["additionalProperties"] = false;
  return schema;
}

}  // namespace stoa
