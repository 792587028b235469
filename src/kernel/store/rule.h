// Who may do what with a record, as its keeper writes it: `owner = @me OR @role = "editor"`.
//
// A rule is a condition in the language of filters (kernel/store/filter.h) over the record's
// members, with what is known of the caller as values, and with paths through references
// (docs/guide-rules.md). It is parsed when it is saved and asked in SQL, with its values bound.
// Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/filter.h"

namespace stoa {

struct RuleCaller {
  std::optional<Uuid> account = {};  // @me; none is not signed in
  std::string role = {};             // @role; "" for none
};

class AccessRule {
 public:
  // Throws Refusal validation_failed at `at` (what parse_filter throws, and unknown_variable): a
  // rule that names what is not there fails when it is saved. The Shapes that it reaches outlive
  // it.
  static AccessRule parse(std::string_view text, const Shape& record,
                          const std::string& at = "/rule");

  // False: the caller alone decides.
  bool needs_row() const;
  // Of a rule that needs no row. Throws std::logic_error for others.
  bool holds(const RuleCaller& caller) const;
  // What it comes to for this caller: no variables, and a constant stands alone. What is compared
  // with an absent @me is false, negated or not; so is a member compared with an absent @role.
  FilterNode bind(const RuleCaller& caller) const;
  // The members of the record that it names, each once: of a path the reference.
  std::vector<std::string> members() const;
  // In words, as it is asked: NOT has gone into the comparisons.
  std::string text() const;
  // Rules by themselves, of which all or any must hold; of a single comparison none.
  std::vector<AccessRule> parts() const;

 private:
  explicit AccessRule(FilterNode condition) : condition_(std::move(condition)) {}
  FilterNode condition_;
};

}  // namespace stoa
