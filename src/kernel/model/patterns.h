// Patterns of texts: ECMAScript expressions, compiled once.
//
// The cache is inside, and the only place that sees std::regex. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa {

// Whether the expression matches all of `text`. Works on bytes, in time polynomial in the text.
// Throws std::regex_error when the expression is none.
bool matches_pattern(std::string_view expression, const std::string& text);

}  // namespace stoa
