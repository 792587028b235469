// Paths and queries: percent-coding (RFC 3986), parameters of a pattern, name=value pairs.
//
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stoa {

// "/works/{id}" -> {"id"}
std::vector<std::string> path_parameters(std::string_view pattern);
// The parts between slashes: "/works/{id}" -> {"works", "{id}"}.
std::vector<std::string_view> path_segments(std::string_view path);

// Undoes percent-coding, and "+" for a blank in a query. nullopt when a "%" is not followed by two
// hexadecimal digits, or the bytes are not UTF-8, or one of them is NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

// The pairs of "a=1&b=2" in order, decoded. nullopt when one cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace stoa
