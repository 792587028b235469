#include "kernel/model/codec.h"
#include "kernel/model/json_writer.h"
#include "kernel/model/scalars.h"
#include "kernel/model/text_forms.h"

namespace stoa {
namespace {

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

template <class T>
void append_quoted(std::string& out, const T& value) {
  out += '"';
  append_text(out, value);
  out += '"';
}

void append_enumeration(std::string& out, const Type& type, const void* value) {
  auto name = enum_name(type, value);
  if (name.empty()) {
    out += "null";
  } else {
    append_json_string(out, name);
  }
}

void append_money(std::string& out, const Money& money) {
  out += "{\"amount\":";
  append_integer(out, money.amount);
  out += ",\"currency\":";
  append_json_string(out, money.currency.data());
  out += '}';
}

void append_optional(std::string& out, const Type& type, const void* value) {
  if (const void* inside = type.optional->get(value)) {
    encode(*type.element, inside, out);
  } else {
    out += "null";
  }
}

void append_list(std::string& out, const Type& type, const void* value) {
  out += '[';
  for (std::size_t i = 0, size = type.list->size(value); i < size; ++i) {
    if (i != 0) out += ',';
    encode(*type.element, type.list->at(value, i), out);
  }
  out += ']';
}

void append_map(std::string& out, const Type& type, const void* value) {
  out += '{';
  type.map->each(value, [&](const std::string& key, const void* item) {
    if (out.back() != '{') out += ',';
    append_json_string(out, key);
    out += ':';
    encode(*type.element, item, out);
  });
  out += '}';
}

}  // namespace

void encode(const Type& type, const void* value, std::string& out) {
  switch (type.kind) {
    case Kind::boolean:
      out += as<bool>(value) ? "true" : "false";
      return;
    case Kind::integer:
      return append_integer(out, load_integer(type, value));
    case Kind::real:
      return append_real(out, as<double>(value));
    case Kind::decimal:
      return append_decimal(out, as<std::int64_t>(value), type.scale);
    case Kind::text:
      return append_json_string(out, as<std::string>(value));
    case Kind::timestamp:
      return append_quoted(out, as<Timestamp>(value));
    case Kind::date:
      return append_quoted(out, as<Date>(value));
    case Kind::id:
      return append_quoted(out, as<Uuid>(value));
    case Kind::enumeration:
      return append_enumeration(out, type, value);
    case Kind::money:
      return append_money(out, as<Money>(value));
    case Kind::json:
      out += as<Json>(value).text;
      return;
    case Kind::upload:
      out += "null";
      return;
    case Kind::optional:
      return append_optional(out, type, value);
    case Kind::list:
      return append_list(out, type, value);
    case Kind::map:
      return append_map(out, type, value);
    case Kind::object:
      return encode(type.object(), value, out);
  }
}

void encode(const Shape& shape, const void* object, std::string& out) {
  char separator = '{';
  for (const auto& field : shape.fields) {
    if (field.veiled_in(object)) continue;
    out += separator;
    separator = ',';
    append_json_string(out, field.name);
    out += ':';
    encode(*field.type, field.in(object), out);
  }
  if (separator == '{') out += '{';
  out += '}';
}

void encode_string(std::string_view text, std::string& out) { append_json_string(out, text); }

}  // namespace stoa
