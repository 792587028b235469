// The filter of a list: what a client asks for, as a condition over the members of its rows.
//
// The language is a subset of Google's AIP-160 (docs/guide-api.md): comparisons joined by AND or by
// OR, never both without parentheses; NOT; no bare words. Values are bound as parameters. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <memory>
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

// What a rule knows of whoever is asked about (kernel/store/rule.h).
enum class RuleVariable { none, me, role, signed_in };

// From a record to another one that it refers to.
struct FilterHop {
  std::string member;   // "author"
  std::string column;   // where the reference stands
  std::string table;    // of the other record
  std::string id;       // its column
  std::string deleted;  // the column that says that it is not there any more; "" for none
};

// Either all or any of `parts`, or one comparison, or a constant. A negated comparison holds
// wherever the plain one does not, also where there is no value. A copy shares the values.
struct FilterNode {
  enum class Kind { all, any, comparison, constant };
  Kind kind = Kind::comparison;
  std::vector<FilterNode> parts = {};
  std::vector<FilterHop> hops = {};  // to the record whose column it is; of rules alone
  ListColumn column = {};            // without a type where a variable is compared with `value`
  Comparator comparator = Comparator::equal;
  bool negated = false;
  std::shared_ptr<const Object> value = {};  // of type `value_type`; none for `present`
  const Type* value_type = nullptr;
  RuleVariable variable = RuleVariable::none;  // what the column is compared with, or stands for it
  bool holds = false;                          // of a constant
};

inline constexpr std::size_t most_filter_comparisons = 50;
inline constexpr std::size_t most_filter_depth = 10;
inline constexpr std::size_t most_filter_hops = 2;

// Throws Refusal validation_failed at /filter (bad_syntax, mixed_and_or, unknown_field, bad_value,
// bad_comparison, too_complex), saying at which character.
FilterNode parse_filter(std::string_view text, const Shape& row);
// The same for a rule, which has variables, constants and paths beside that; at `pointer`.
FilterNode parse_rule(std::string_view text, const Shape& record, std::string_view pointer);

// The condition as SQL over columns of those names; its values, which stay the filter's, are added
// to `parameters`. The columns are those of the table or alias `qualifier`, which may be "" where
// there are no hops. Throws std::logic_error for a variable.
std::string filter_sql(const FilterNode& filter, store::Dialect dialect, Parameters& parameters,
                       std::string_view qualifier = {});

// The members that an index for this filter has to begin with: those that every row must equal
// first, then those of ranges.
std::vector<std::string> filter_index(const FilterNode& filter);

}  // namespace stoa
