#include "kernel/model/schema_number.h"

#include <algorithm>

namespace stoa {
namespace {

void check_bound_keywords(const boost::json::object& schema, const Path& at, SchemaFaults& faults) {
  faults.check_keywords(
      schema, at,
      {"type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "default"});
}

std::nullptr_t no_number(const boost::json::object& schema, const Path& at, SchemaFaults& faults) {
  const bool excluded = schema.contains("exclusiveMinimum");
  faults.add(Path(at, excluded ? "exclusiveMinimum" : "minimum"), "contradiction",
             "No number is within these bounds.");
  return nullptr;
}

}  // namespace

const Type* read_integer_schema(const boost::json::object& schema, const Path& at, TypeBook& book,
                                SchemaFaults& faults) {
  check_bound_keywords(schema, at, faults);
  Type type = type_of<std::int64_t>();
  const std::int64_t least = type.min, most = type.max;
  auto bound = [&](std::string_view keyword) {
    return faults.whole(schema, at, keyword, least, most);
  };
  type.min = bound("minimum").value_or(least);
  type.max = bound("maximum").value_or(most);
  if (const auto min = bound("exclusiveMinimum")) type.min = std::max(type.min, *min + 1);
  if (const auto max = bound("exclusiveMaximum")) type.max = std::min(type.max, *max - 1);
  if (type.min > type.max) return no_number(schema, at, faults);
  return &book.keep(type);
}

const Type* read_real_schema(const boost::json::object& schema, const Path& at, TypeBook& book,
                             SchemaFaults& faults) {
  check_bound_keywords(schema, at, faults);
  Type type = type_of<double>();
  RealBounds& real = type.real;
  real.min = faults.number(schema, at, "minimum").value_or(real.min);
  real.max = faults.number(schema, at, "maximum").value_or(real.max);
  if (const auto min = faults.number(schema, at, "exclusiveMinimum"); min && *min >= real.min) {
    real.min = *min;
    real.min_excluded = true;
  }
  if (const auto max = faults.number(schema, at, "exclusiveMaximum"); max && *max <= real.max) {
    real.max = *max;
    real.max_excluded = true;
  }
  const bool one_is_excluded = real.min_excluded || real.max_excluded;
  if (real.min > real.max || (real.min == real.max && one_is_excluded))
    return no_number(schema, at, faults);
  return &book.keep(type);
}

}  // namespace stoa
