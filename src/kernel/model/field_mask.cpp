#include "kernel/model/field_mask.h"

#include "kernel/model/codec.h"
#include "kernel/model/nearest.h"

namespace stoa {
namespace {

// What a member is made of: the struct in an optional, a list or a map; nullptr for a scalar.
const Shape* inner_shape(const Type& type) {
  switch (type.kind) {
    case Kind::object:
      return &type.object();
    case Kind::optional:
    case Kind::list:
    case Kind::map:
      return inner_shape(*type.element);
    default:
      return nullptr;
  }
}

std::string no_such_member(const Shape& shape, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Field& field : shape.fields) names.push_back(field.name);
  std::string text = "There is no member " + std::string(name) + " in the answer";
  const auto nearest = nearest_name(names, name);
  return nearest.empty() ? text + "." : text + "; did you mean " + std::string(nearest) + "?";
}

// Says what is wrong, or nothing.
std::string add_member(FieldMask& mask, const Shape* shape, std::string_view path) {
  FieldMask* at = &mask;
  for (;;) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    const Field* field = shape ? shape->find(name) : nullptr;
    if (!shape) return "There is nothing in it to choose from: " + std::string(name) + ".";
    if (!field) return no_such_member(*shape, name);
    at = &at->members[std::string(name)];
    if (dot == path.npos) return "";
    path.remove_prefix(dot + 1);
    shape = inner_shape(*field->type);
  }
}

void encode_members(const Shape& shape, const void* object, const FieldMask& mask,
                    std::string& out) {
  char separator = '{';
  for (const Field& field : shape.fields) {
    const auto wanted = mask.members.find(field.name);
    if (wanted == mask.members.end() || field.veiled_in(object)) continue;
    out += separator;
    separator = ',';
    encode_string(field.name, out);
    out += ':';
    encode(*field.type, field.in(object), wanted->second, out);
  }
  out += separator == '{' ? "{}" : "}";
}

void encode_items(const Type& type, const void* list, const FieldMask& mask, std::string& out) {
  out += '[';
  for (std::size_t i = 0, size = type.list->size(list); i < size; ++i) {
    if (i != 0) out += ',';
    encode(*type.element, type.list->at(list, i), mask, out);
  }
  out += ']';
}

void encode_entries(const Type& type, const void* map, const FieldMask& mask, std::string& out) {
  char separator = '{';
  type.map->each(map, [&](const std::string& key, const void* item) {
    out += separator;
    separator = ',';
    encode_string(key, out);
    out += ':';
    encode(*type.element, item, mask, out);
  });
  out += separator == '{' ? "{}" : "}";
}

}  // namespace

FieldMask parse_field_mask(std::string_view text, const Shape& shape,
                           std::vector<FieldError>& errors) {
  FieldMask mask;
  for (std::size_t members = 1;; ++members) {
    if (members > most_mask_members) {
      errors.push_back({"/fields", "too_many",
                        "At most " + std::to_string(most_mask_members) + " members are named."});
      return mask;
    }
    const std::size_t comma = text.find(',');
    if (auto wrong = add_member(mask, &shape, text.substr(0, comma)); !wrong.empty()) {
      errors.push_back({"/fields", "unknown_field", std::move(wrong)});
      return mask;
    }
    if (comma == text.npos) return mask;
    text.remove_prefix(comma + 1);
  }
}

void encode(const Type& type, const void* value, const FieldMask& mask, std::string& out) {
  if (mask.all()) return encode(type, value, out);
  switch (type.kind) {
    case Kind::object:
      return encode_members(type.object(), value, mask, out);
    case Kind::list:
      return encode_items(type, value, mask, out);
    case Kind::map:
      return encode_entries(type, value, mask, out);
    case Kind::optional:
      if (const void* inside = type.optional->get(value)) {
        return encode(*type.element, inside, mask, out);
      }
      out += "null";
      return;
    default:
      return encode(type, value, out);
  }
}

}  // namespace stoa
