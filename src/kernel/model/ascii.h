// Characters of ASCII, whatever the locale is.
//
// Pure; any thread.
#pragma once

namespace stoa {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace stoa
