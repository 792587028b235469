// Writing JSON tokens onto the end of a string.
//
// Inside the model only: what is encoded, problems, faults and free JSON are written with it. Pure;
// any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa {

// As encode_string() of codec.h, which calls it.
void append_json_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t value);
// The shortest digits that read back as the same double; null when it is not finite.
void append_real(std::string& out, double value);
// units of 10^-scale as a string with `scale` digits after the point: "12.50".
void append_decimal(std::string& out, std::int64_t units, int scale);

}  // namespace stoa
