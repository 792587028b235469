// The members that a rule may name: those of its record, and of records that this one refers to.
//
// Used by the parser of filters. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/filter.h"

namespace stoa {

// "author.owner": the column `owner` of the record that `author` names.
struct RulePath {
  std::vector<FilterHop> hops = {};
  ListColumn column = {};
  std::string_view code = {};  // "unknown_field" or "too_complex" when there is no such path
  std::string message = {};
};

RulePath find_rule_path(const Shape& record, std::string_view path);

}  // namespace stoa
