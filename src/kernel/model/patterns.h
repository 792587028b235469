// Patterns of texts: regular expressions, made into machines once (kernel/model/expression.h).
//
// The cache is inside. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa {

// Whether the expression matches all of `text`. Throws std::invalid_argument when it is none.
bool matches_pattern(std::string_view expression, std::string_view text);

// The expression that matches a text as a whole exactly when JSON Schema's `pattern`, which may
// match anywhere in it, does. "^(?:a)$" becomes "a".
std::string whole_pattern(std::string_view pattern);

// Why a client may not have this expression for texts of so many characters, in a sentence: it is
// none, or it might take too long. "" when it may.
std::string pattern_fault(std::string_view expression, std::int64_t characters);

}  // namespace stoa
