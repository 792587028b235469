#include "kernel/model/schema_faults.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <cmath>

#include "kernel/model/nearest.h"

namespace stoa {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 7> annotations{
    "title", "description", "$comment", "examples", "deprecated", "$schema", "$id"};

// JSON has one kind of number: 1.0 is whole. Beyond any bound for what is too large.
std::optional<double> whole_number(const json::value& value) {
  if (!value.is_number()) return std::nullopt;
  const auto number = value.to_number<double>();
  if (std::trunc(number) != number) return std::nullopt;
  return number;
}

}  // namespace

bool is_annotation(std::string_view keyword) {
  return std::find(annotations.begin(), annotations.end(), keyword) != annotations.end();
}

void SchemaFaults::add(const Path& at, std::string code, std::string message) {
  if (errors_.size() >= FieldErrors::most) return;
  errors_.push_back({at_ + at.pointer(), std::move(code), std::move(message)});
}

void SchemaFaults::add_all(const Path& at, const Refusal& refusal) {
  for (const FieldError& error : refusal.errors) {
    if (errors_.size() >= FieldErrors::most) return;
    errors_.push_back({at_ + at.pointer() + error.pointer, error.code, error.message});
  }
}

void SchemaFaults::throw_any() {
  if (!errors_.empty()) throw Refusal{problems::validation_failed, {}, std::move(errors_)};
}

void SchemaFaults::check_keywords(const json::object& schema, const Path& at,
                                  std::initializer_list<std::string_view> known) {
  std::vector<std::string_view> names(known);
  names.insert(names.end(), annotations.begin(), annotations.end());
  for (const auto& member : schema) {
    const std::string_view keyword = member.key();
    if (std::find(names.begin(), names.end(), keyword) != names.end()) continue;
    const auto nearest = nearest_name(names, keyword);
    std::string message = "This keyword means nothing here";
    message += nearest.empty() ? "." : "; did you mean \"" + std::string(nearest) + "\"?";
    add(Path(at, keyword), "unknown_keyword", std::move(message));
  }
}

std::optional<std::int64_t> SchemaFaults::whole(const json::object& schema, const Path& at,
                                                std::string_view keyword, std::int64_t min,
                                                std::int64_t max) {
  const json::value* value = schema.if_contains(keyword);
  if (!value) return std::nullopt;
  const Path here(at, keyword);
  const auto number = whole_number(*value);
  if (!number) {
    add(here, "wrong_type", "A whole number is expected.");
  } else if (*number < static_cast<double>(min)) {
    add(here, "too_small", "At least " + std::to_string(min) + ".");
  } else if (*number > static_cast<double>(max)) {
    add(here, "too_large", "At most " + std::to_string(max) + ".");
  } else {
    return static_cast<std::int64_t>(*number);
  }
  return std::nullopt;
}

std::optional<double> SchemaFaults::number(const json::object& schema, const Path& at,
                                           std::string_view keyword) {
  const json::value* value = schema.if_contains(keyword);
  if (!value) return std::nullopt;
  if (value->is_number()) return value->to_number<double>();
  add(Path(at, keyword), "wrong_type", "A number is expected.");
  return std::nullopt;
}

std::optional<std::string_view> SchemaFaults::text(const json::object& schema, const Path& at,
                                                   std::string_view keyword) {
  const json::value* value = schema.if_contains(keyword);
  if (!value) return std::nullopt;
  if (value->is_string()) return std::string_view(value->get_string());
  add(Path(at, keyword), "wrong_type", "A string is expected.");
  return std::nullopt;
}

}  // namespace stoa
