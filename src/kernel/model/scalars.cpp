#include "kernel/model/scalars.h"

#include <algorithm>
#include <limits>

#include "kernel/model/json_reader.h"
#include "kernel/model/json_writer.h"
#include "kernel/model/numbers.h"
#include "kernel/model/text_faults.h"
#include "kernel/model/types.h"

namespace stoa {
namespace {

using Verdict = std::optional<Fault>;

template <class T>
Verdict set_parsed(void* value, const std::optional<T>& parsed, std::string_view message) {
  if (!parsed) return Fault{"bad_format", std::string(message)};
  *static_cast<T*>(value) = *parsed;
  return std::nullopt;
}

Verdict set_string(const Type& type, void* value, std::string_view text) {
  auto& target = *static_cast<std::string*>(value);
  target = text;
  return check_text(type, target);
}

Verdict set_timestamp(void* value, std::string_view text) {
  bool leap_second = text.size() > 19 && text.substr(16, 3) == ":60";
  return set_parsed(value, parse_timestamp(text),
                    leap_second ? "Leap seconds are not kept; use second 59."
                                : "This is not a time such as 2026-11-23T08:15:30Z.");
}

Verdict set_enumeration(const Type& type, void* value, std::string_view text) {
  if (set_enum(type, value, text)) return std::nullopt;
  std::string names;
  for (const auto& known : type.names) {
    names += (names.empty() ? "" : ", ") + std::string(known.name);
  }
  return Fault{"not_in_set", "One of " + names + "."};
}

Verdict check_bounds(const Type& type, std::int64_t value) {
  if (value < type.min) return Fault{"too_small", "At least " + std::to_string(type.min) + "."};
  if (value > type.max) return Fault{"too_large", "At most " + std::to_string(type.max) + "."};
  return std::nullopt;
}

// A number too large for any integer is judged as the largest, or the smallest, one.
std::int64_t saturated(const ExactNumber& number, std::string_view text) {
  if (number.outcome != ExactNumber::too_large) return number.units;
  return text.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                               : std::numeric_limits<std::int64_t>::max();
}

Verdict set_integer(const Type& type, void* value, std::string_view text) {
  auto number = exact_number(text, 0);
  if (number.outcome == ExactNumber::too_fine) {
    return Fault{"wrong_type", "A whole number is expected."};
  }
  auto whole = saturated(number, text);
  if (auto fault = check_bounds(type, whole)) return fault;
  store_integer(type, value, whole);
  return std::nullopt;
}

Verdict too_fine(const Type& type) {
  return Fault{"bad_format", "At most " + std::to_string(type.scale) + " digits after the point."};
}

std::string decimal_text(const Type& type, std::int64_t units) {
  std::string text;
  append_decimal(text, units, type.scale);
  return text.substr(1, text.size() - 2);  // without its quotes
}

Verdict set_decimal(const Type& type, void* value, std::string_view text) {
  auto number = exact_number(text, type.scale);
  if (number.outcome == ExactNumber::too_fine) return too_fine(type);
  auto units = saturated(number, text);
  if (units < type.min) return Fault{"too_small", "At least " + decimal_text(type, type.min) + "."};
  if (units > type.max) return Fault{"too_large", "At most " + decimal_text(type, type.max) + "."};
  *static_cast<std::int64_t*>(value) = units;
  return std::nullopt;
}

Verdict set_decimal_text(const Type& type, void* value, std::string_view text) {
  bool plain = !text.empty() && json_number_length(text) == text.size() &&
               text.find_first_of("eE") == std::string_view::npos;
  if (!plain) return Fault{"bad_format", "This is not a decimal number such as \"12.50\"."};
  // "1.500" is not more exact than "1.50", but its writer thinks so.
  auto point = std::min(text.find('.'), text.size() - 1);
  if (text.size() - 1 - point > static_cast<std::size_t>(type.scale)) return too_fine(type);
  return set_decimal(type, value, text);
}

std::string real_text(double value) {
  std::string text;
  append_real(text, value);
  return text;
}

Verdict check_real(const RealBounds& bounds, double value) {
  if (bounds.below_min(value))
    return Fault{"too_small",
                 (bounds.min_excluded ? "More than " : "At least ") + real_text(bounds.min) + "."};
  if (bounds.above_max(value))
    return Fault{"too_large",
                 (bounds.max_excluded ? "Less than " : "At most ") + real_text(bounds.max) + "."};
  return std::nullopt;
}

Verdict set_real(const Type& type, void* value, std::string_view text) {
  auto number = real_number(text);
  if (!number) return beyond_numbers(text);
  if (auto fault = check_real(type.real, *number)) return fault;
  *static_cast<double*>(value) = *number;
  return std::nullopt;
}

}  // namespace

bool is_text_like(Kind kind) {
  return kind == Kind::text || kind == Kind::id || kind == Kind::timestamp || kind == Kind::date ||
         kind == Kind::enumeration || kind == Kind::decimal;
}

bool is_number_like(Kind kind) {
  return kind == Kind::integer || kind == Kind::real || kind == Kind::decimal;
}

std::optional<Fault> set_text(const Type& type, void* value, std::string_view text) {
  switch (type.kind) {
    case Kind::text:
      return set_string(type, value, text);
    case Kind::id:
      return set_parsed(value, parse_uuid(text),
                        "This is not an id such as 019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071.");
    case Kind::timestamp:
      return set_timestamp(value, text);
    case Kind::date:
      return set_parsed(value, parse_date(text), "This is not a day such as 2026-11-23.");
    case Kind::enumeration:
      return set_enumeration(type, value, text);
    case Kind::decimal:
      return set_decimal_text(type, value, text);
    default:
      return Fault{"wrong_type", "A string is not expected here, but " + expected(type) + "."};
  }
}

std::optional<Fault> set_number(const Type& type, void* value, std::string_view text) {
  switch (type.kind) {
    case Kind::integer:
      return set_integer(type, value, text);
    case Kind::real:
      return set_real(type, value, text);
    case Kind::decimal:
      if (exact_number(text, 0).outcome == ExactNumber::too_fine) {
        return Fault{"wrong_type", "A decimal number is written as a string, such as \"12.50\"."};
      }
      return set_decimal(type, value, text);
    default:
      return Fault{"wrong_type", "A number is not expected here, but " + expected(type) + "."};
  }
}

std::string expected(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "a whole number";
    case Kind::real:
      return "a number";
    case Kind::decimal:
      return "a decimal number in a string";
    case Kind::text:
      return "a string";
    case Kind::timestamp:
      return "a time in a string";
    case Kind::date:
      return "a day in a string";
    case Kind::id:
      return "an id in a string";
    case Kind::enumeration:
      return "a name in a string";
    case Kind::money:
    case Kind::map:
    case Kind::object:
      return "an object";
    case Kind::json:
      return "any value";
    case Kind::upload:
      return "a file";
    case Kind::optional:
      return expected(*type.element) + " or null";
    case Kind::list:
      return "a list";
  }
  return "a value";
}

void store_integer(const Type& type, void* to, std::int64_t value) {
  if (type.size == sizeof(std::int32_t)) {
    *static_cast<std::int32_t*>(to) = static_cast<std::int32_t>(value);
  } else {
    *static_cast<std::int64_t*>(to) = value;
  }
}

std::int64_t load_integer(const Type& type, const void* from) {
  if (type.size == sizeof(std::int32_t)) return *static_cast<const std::int32_t*>(from);
  return *static_cast<const std::int64_t*>(from);
}

}  // namespace stoa
