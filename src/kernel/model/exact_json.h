// JSON as values of Boost.JSON, with each number as exact as a double is.
//
// boost::json::parse() may read a number to the double beside the nearest one: 0.3 would be a bound
// that 0.3 is beyond. Pure; any thread.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace stoa {

// Throws Refusal malformed_json as decode() does (kernel/model/codec.h).
boost::json::value parse_exactly(std::string_view document);

}  // namespace stoa
