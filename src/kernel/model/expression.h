// Regular expressions of a client's schema, made into a machine whose time is bounded.
//
// The subset of ECMAScript's expressions (with its flag `u`) that is regular: no back-references,
// no look-around, no word boundaries. The machine takes each character once and is in each of its
// steps at most once at a time: (a+)+$ costs what a+$ does. Inside the model only. Immutable once
// made; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace stoa {

// Characters as ranges, both ends included.
using CharacterSet = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

class Expression {
 public:
  static constexpr std::size_t most_steps = 2'000;

  // Throws std::invalid_argument, with a sentence, when `source` is none of these expressions or
  // takes more steps than that. `source` is valid UTF-8.
  explicit Expression(std::string_view source);

  // Whether it matches all of `text`, which is valid UTF-8.
  bool matches(std::string_view text) const;
  std::size_t steps() const { return steps_.size(); }

 private:
  friend class ExpressionMaker;

  enum class Op : std::uint8_t { take, fork, begin, end, done };
  struct Step {
    Op op;
    std::uint32_t to = 0;
    std::uint32_t other = 0;  // of a fork, its second way; of a take, its set
  };

  std::vector<Step> steps_;
  std::vector<CharacterSet> sets_;
  std::uint32_t first_ = 0;
};

}  // namespace stoa
