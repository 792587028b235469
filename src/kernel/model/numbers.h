// Numbers from their text, exactly or not at all.
//
// The text is a number by JSON's grammar (json_number_length() says so). Inside the model only;
// pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stoa {

struct ExactNumber {
  enum Outcome : std::uint8_t { exact, too_fine, too_large } outcome;
  std::int64_t units = 0;
};

// The number in units of 10^-scale: "1.5" at scale 2 is 150, and too_fine at scale 0. "1e2" and
// "1.0" are whole numbers, as JSON Schema has it.
ExactNumber exact_number(std::string_view text, int scale);

// The nearest double; nothing when it is beyond all of them.
std::optional<double> real_number(std::string_view text);

}  // namespace stoa
