// Percent-coding (RFC 3986).
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa {

// All but the unreserved characters.
std::string percent_encode(std::string_view text);

}  // namespace stoa
