// The tree of a regular expression (kernel/model/expression.h), before it is made into a machine.
//
// Inside the model only. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "kernel/model/expression.h"

namespace stoa {

struct ExpressionNode {
  enum class Kind : std::uint8_t { set, sequence, choice, repeat, begin, end };
  static constexpr int no_limit = -1;

  Kind kind;
  CharacterSet set = {};
  std::vector<ExpressionNode> parts = {};
  int min = 0, max = 0;  // of a repeat of its one part
};

// Throws std::invalid_argument, with a sentence.
ExpressionNode parse_expression(std::string_view source);

}  // namespace stoa
