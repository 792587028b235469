// What the reader of schemas finds wrong, and what it asks of a schema's keywords.
//
// Inside the model only; owned by the reader of one schema, of one thread.
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/decoding.h"

namespace stoa {

// Keywords that say something to people only.
bool is_annotation(std::string_view keyword);

class SchemaFaults {
 public:
  explicit SchemaFaults(std::string at) : at_(std::move(at)) {}

  void add(const Path& at, std::string code, std::string message);
  // Each fault of `refusal` is one of the value at `at`.
  void add_all(const Path& at, const Refusal& refusal);
  // Throws validation_failed when there is any.
  void throw_any();

  // Refuses what is neither one of these keywords nor an annotation.
  void check_keywords(const boost::json::object& schema, const Path& at,
                      std::initializer_list<std::string_view> known);
  // A whole number from `min` to `max` where the keyword is there.
  std::optional<std::int64_t> whole(const boost::json::object& schema, const Path& at,
                                    std::string_view keyword, std::int64_t min, std::int64_t max);
  // A number where the keyword is there, and is one.
  std::optional<double> number(const boost::json::object& schema, const Path& at,
                               std::string_view keyword);
  // A string where the keyword is there, and is one.
  std::optional<std::string_view> text(const boost::json::object& schema, const Path& at,
                                       std::string_view keyword);

 private:
  std::string at_;
  std::vector<FieldError> errors_;
};

}  // namespace stoa
