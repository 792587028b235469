#include "kernel/model/schema_text.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "kernel/model/codec.h"
#include "kernel/model/patterns.h"
#include "kernel/model/schema.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

namespace json = boost::json;

constexpr std::int64_t usual_length = 1'000, most_length = 100'000;
constexpr int most_scale = 14;

Type plain_text(std::int64_t max) {
  Type type = type_of<std::string>();
  type.max = max;
  return type;
}

Type decimal_of(int scale) {
  Type type = type_of<Decimal<0>>();
  type.scale = scale;
  return type;
}

// A text that has a name in schemas.
std::optional<Type> named_text(std::string_view name) {
  if (name == "text") return plain_text(most_length);
  if (name == "slug") return type_of<Slug>();
  if (name == "isbn10") return type_of<Isbn10>();
  if (name == "isbn13") return type_of<Isbn13>();
  if (name == "language") return type_of<Language>();
  return std::nullopt;
}

std::string written_pattern(const Type& type) {
  const json::object schema = schema_of(type, Face::input, {});
  const json::value* pattern = schema.if_contains("pattern");
  return pattern ? std::string(pattern->as_string()) : "";
}

// What schema_of() writes this pattern for, where it writes no name of the type.
std::optional<Type> type_of_pattern(std::string_view pattern) {
  for (const Type* type :
       {&type_of<Slug>(), &type_of<Isbn10>(), &type_of<Isbn13>(), &type_of<Language>()}) {
    if (written_pattern(*type) == pattern) return *type;
  }
  for (int scale = 0; scale <= most_scale; ++scale) {
    if (written_pattern(decimal_of(scale)) == pattern) return decimal_of(scale);
  }
  return std::nullopt;
}

class TextReader {
 public:
  TextReader(const json::object& schema, const Path& at, TypeBook& book, SchemaFaults& faults)
      : schema_(schema), at_(at), book_(book), faults_(faults) {}

  const Type* enumeration(bool nullable) {
    faults_.check_keywords(schema_, at_, {"type", "enum", "default"});
    const Path here(at_, "enum");
    const json::value& listed = schema_.at("enum");
    if (!listed.is_array()) return refuse(here, "wrong_type", "A list of strings is expected.");
    if (listed.get_array().size() > most_names)
      return refuse(here, "too_many", "At most 1000 names.");
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    bool has_null = false, good = true;
    for (std::size_t i = 0; i < listed.get_array().size(); ++i) {
      const json::value& name = listed.get_array()[i];
      if (name.is_null() && nullable && !has_null) {
        has_null = true;
      } else if (check_name(name, Path(here, i), seen)) {
        names.emplace_back(name.get_string());
      } else {
        good = false;
      }
    }
    if (nullable && !has_null)
      return refuse(here, "contradiction", "`type` takes null and this list does not.");
    if (good && names.empty()) return refuse(here, "too_few", "At least one name is needed.");
    return good ? &book_.enumeration(names) : nullptr;
  }

  const Type* scalar(const Type& type) {
    faults_.check_keywords(schema_, at_, {"type", "format", "default"});
    return &type;
  }

  const Type* id(const FindRecord& record) {
    faults_.check_keywords(schema_, at_, {"type", "format", "x-stoa-record", "default"});
    const auto name = faults_.text(schema_, at_, "x-stoa-record");
    if (!name) return &book_.id_of({});
    if (ShapeOf found = record(*name)) return &book_.id_of(found);
    return refuse(Path(at_, "x-stoa-record"), "unknown_record", "There is no such record.");
  }

  const Type* decimal() {
    faults_.check_keywords(
        schema_, at_,
        {"type", "x-stoa-type", "x-stoa-scale", "x-stoa-minimum", "x-stoa-maximum", "default"});
    if (!schema_.contains("x-stoa-scale"))
      return refuse(Path(at_, "x-stoa-scale"), "required",
                    "How many digits stand after the point?");
    const auto scale = faults_.whole(schema_, at_, "x-stoa-scale", 0, most_scale);
    return scale ? bounded_decimal(decimal_of(static_cast<int>(*scale))) : nullptr;
  }

  const Type* text(std::optional<Type> named) {
    const auto pattern = faults_.text(schema_, at_, "pattern");
    if (!named && pattern) named = recognised(*pattern);
    if (named && named->kind == Kind::decimal) return written_decimal(*named);
    faults_.check_keywords(
        schema_, at_,
        {"type", "format", "x-stoa-type", "minLength", "maxLength", "pattern", "default"});
    const bool has_rule = named && named->rule != TextRule::any;
    Type type = named ? *named : plain_text(most_length);
    if (!bounds(type, !named)) return nullptr;
    if (pattern && !has_rule) return with_pattern(type, *pattern);
    if (pattern && *pattern != written_pattern(type))
      return refuse(Path(at_, "pattern"), "contradiction",
                    "What is of a format has the pattern of that.");
    return &book_.keep(type);
  }

 private:
  static constexpr std::size_t most_names = 1'000;

  std::nullptr_t refuse(const Path& at, std::string code, std::string message) {
    faults_.add(at, std::move(code), std::move(message));
    return nullptr;
  }

  bool check_name(const json::value& value, const Path& at, std::set<std::string_view>& seen) {
    if (!value.is_string()) {
      faults_.add(at, "wrong_type", "A string is expected.");
      return false;
    }
    const std::string_view name = value.get_string();
    if (name.size() > 200 || name.empty() || has_control_character(name)) {
      faults_.add(at, "bad_format", "1 to 200 bytes without control characters.");
      return false;
    }
    if (!seen.insert(name).second) {
      faults_.add(at, "duplicate", "This name stands here twice.");
      return false;
    }
    return true;
  }

  // A decimal as schema_of() writes it, which is known by its pattern.
  const Type* written_decimal(const Type& type) {
    faults_.check_keywords(schema_, at_,
                           {"type", "pattern", "x-stoa-minimum", "x-stoa-maximum", "default"});
    return bounded_decimal(type);
  }

  const Type* bounded_decimal(Type type) {
    const auto min = decimal_bound(type, "x-stoa-minimum");
    const auto max = decimal_bound(type, "x-stoa-maximum");
    type.min = min.value_or(type.min);
    type.max = max.value_or(type.max);
    if (type.min <= type.max) return &book_.keep(type);
    return refuse(Path(at_, "x-stoa-minimum"), "contradiction", "This is more than the maximum.");
  }

  // In a string, as its values are.
  std::optional<std::int64_t> decimal_bound(const Type& type, std::string_view keyword) {
    const json::value* value = schema_.if_contains(keyword);
    if (!value) return std::nullopt;
    try {
      std::int64_t units = 0;
      decode(type, &units, json::serialize(*value));
      return units;
    } catch (const Refusal& refusal) {
      faults_.add_all(Path(at_, keyword), refusal);
      return std::nullopt;
    }
  }

  // The type of what is known by its pattern; a text only when its bounds are within the type's.
  std::optional<Type> recognised(std::string_view pattern) const {
    const auto found = type_of_pattern(pattern);
    if (!found) return std::nullopt;
    const json::value* max = schema_.if_contains("maxLength");
    if (found->kind == Kind::decimal) {
      const bool is_bare = !max && !schema_.contains("minLength") && !schema_.contains("format");
      return is_bare ? found : std::nullopt;
    }
    const bool is_within = max && max->is_int64() && max->get_int64() <= found->max;
    return is_within ? found : std::nullopt;
  }

  bool bounds(Type& type, bool usual) {
    const auto min = faults_.whole(schema_, at_, "minLength", 0, type.max);
    const auto max =
        faults_.whole(schema_, at_, "maxLength", std::max<std::int64_t>(type.min, 1), type.max);
    const bool faulty =
        (schema_.contains("minLength") && !min) || (schema_.contains("maxLength") && !max);
    if (faulty) return false;
    if (usual) type.max = std::max(usual_length, min.value_or(0));
    type.max = max.value_or(type.max);
    type.min = std::max(type.min, min.value_or(0));
    if (type.min <= type.max) return true;
    faults_.add(Path(at_, "minLength"), "contradiction", "This is more than maxLength.");
    return false;
  }

  const Type* with_pattern(Type& type, std::string_view pattern) {
    // What schema_of() writes of a text that must not be empty.
    if (type.min > 0 && pattern == written_pattern(type)) return &book_.keep(type);
    const std::string whole = whole_pattern(pattern);
    auto fault = pattern_fault(pattern, 0);
    if (fault.empty()) fault = pattern_fault(whole, type.max);
    if (!fault.empty()) return refuse(Path(at_, "pattern"), "bad_pattern", std::move(fault));
    type.rule = TextRule::pattern;
    type.pattern = book_.keep(whole);
    return &book_.keep(type);
  }

  const json::object& schema_;
  const Path& at_;
  TypeBook& book_;
  SchemaFaults& faults_;
};

}  // namespace

const Type* read_text_schema(const json::object& schema, const Path& at, bool nullable,
                             TypeBook& book, const FindRecord& record, SchemaFaults& faults) {
  TextReader reader(schema, at, book, faults);
  if (schema.contains("enum")) return reader.enumeration(nullable);
  if (schema.contains("x-stoa-record")) {
    const auto format = faults.text(schema, at, "format");
    if (format == "uuid") return reader.id(record);
    faults.add(Path(at, "format"), "required", "An id of a record is of the format uuid.");
    return nullptr;
  }
  if (schema.contains("x-stoa-type")) {
    if (schema.contains("format")) {
      faults.add(Path(at, "format"), "contradiction", "x-stoa-type says what this is.");
      return nullptr;
    }
    const auto name = faults.text(schema, at, "x-stoa-type");
    if (!name) return nullptr;
    if (*name == "decimal") return reader.decimal();
    if (auto type = named_text(*name)) return reader.text(type);
    faults.add(Path(at, "x-stoa-type"), "not_in_set",
               "One of slug, isbn10, isbn13, language, text, decimal, money, file.");
    return nullptr;
  }
  if (!schema.contains("format")) return reader.text(std::nullopt);
  const auto format = faults.text(schema, at, "format");
  if (!format) return nullptr;
  if (*format == "date") return reader.scalar(type_of<Date>());
  if (*format == "date-time") return reader.scalar(type_of<Timestamp>());
  if (*format == "uuid") return reader.id(record);
  if (*format == "email") return reader.text(type_of<Email>());
  if (*format == "uri") return reader.text(type_of<Url>());
  faults.add(Path(at, "format"), "not_in_set", "One of date, date-time, email, uri, uuid.");
  return nullptr;
}

}  // namespace stoa
