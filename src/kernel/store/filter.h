// The filter of a list: what a client asks for, as a condition over the members of its rows.
//
// The language is a subset of Google's AIP-160 (docs/guide-api.md): comparisons joined by AND or by
// OR, never both without parentheses; NOT; no bare words. Values are bound as parameters. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/list_columns.h"
#include "kernel/store/sql.h"

namespace stoa {

enum class Comparator {
  equal,
  less,
  at_most,
  greater,
  at_least,
  starts,    // title = "The *"
  ends,      // title = "*end"
  contains,  // title = "*sea*"
  present,   // title:*
};

// Either all or any of `parts`, or one comparison. A negated comparison holds wherever the plain
// one does not, also where there is no value.
struct FilterNode {
  enum class Kind { all, any, comparison };
  Kind kind = Kind::comparison;
  std::vector<FilterNode> parts = {};
  ListColumn column = {};
  Comparator comparator = Comparator::equal;
  bool negated = false;
  Object value = {};  // of type `value_type`; none for `present`
  const Type* value_type = nullptr;
};

inline constexpr std::size_t most_filter_comparisons = 50;
inline constexpr std::size_t most_filter_depth = 10;

// Throws Refusal validation_failed at /filter (bad_syntax, mixed_and_or, unknown_field, bad_value,
// bad_comparison, too_complex), saying at which character.
FilterNode parse_filter(std::string_view text, const Shape& row);

// The condition as SQL over columns of those names; its values are added to `parameters`.
std::string filter_sql(const FilterNode& filter, store::Dialect dialect, Parameters& parameters);

// The members that an index for this filter has to begin with: those that every row must equal
// first, then those of ranges.
std::vector<std::string> filter_index(const FilterNode& filter);

}  // namespace stoa
