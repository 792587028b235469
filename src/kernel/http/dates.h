// Dates as HTTP writes them (RFC 9110 §5.6.7).
//
// Pure functions; any thread. No locale and no time zone is involved.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace stoa::http {

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::time_t time);

// Reads that form, and the two obsolete ones that RFC 9110 still asks recipients to read.
std::optional<std::time_t> parse_http_date(std::string_view text);

}  // namespace stoa::http
