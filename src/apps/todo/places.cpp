#include "apps/todo/places.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace stoa::todo {
namespace {

// In the order of their bytes, which is the order of the column.
constexpr std::string_view digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t whole_digits = 6;  // of a place at an end: 56 billion of them
constexpr std::int64_t wholes = 62LL * 62 * 62 * 62 * 62 * 62;

std::int64_t digit_at(std::string_view place, std::size_t i) {
  if (i >= place.size()) return 0;
  const auto digit = digits.find(place[i]);
  if (digit == std::string_view::npos) throw std::invalid_argument("this is no place");
  return static_cast<std::int64_t>(digit);
}

std::int64_t whole_of(std::string_view place) {
  std::int64_t whole = 0;
  for (std::size_t i = 0; i < whole_digits; ++i) whole = whole * 62 + digit_at(place, i);
  return whole;
}

std::string whole_place(std::int64_t whole) {
  std::string place(whole_digits, '0');
  for (std::size_t i = whole_digits; i-- > 0; whole /= 62) place[i] = digits[whole % 62];
  return place;
}

// The shortest text between two fractions, `behind` being 1 when it is "".
std::string midpoint(std::string_view before, std::string_view behind) {
  std::string place;
  bool bounded = !behind.empty();
  for (std::size_t i = 0;; ++i) {
    if (bounded && i >= behind.size()) throw std::invalid_argument("nothing is between these");
    const std::int64_t low = digit_at(before, i);
    const std::int64_t high = bounded ? digit_at(behind, i) : 62;
    if (high - low > 1) return place + digits[(low + high) / 2];
    place += digits[low];
    if (high > low) bounded = false;  // whatever follows is smaller than `behind`
  }
}

}  // namespace

std::string place_between(std::string_view before, std::string_view behind) {
  if (before.empty() && behind.empty()) return whole_place(wholes / 2);
  if (behind.empty()) {
    const std::int64_t next = whole_of(before) + 1;
    if (next < wholes) return whole_place(next);
  } else if (before.empty()) {
    // Zero itself has no room in front of it.
    const std::int64_t last = whole_of(behind) - 1;
    if (last > 0) return whole_place(last);
  }
  return midpoint(before, behind);
}

}  // namespace stoa::todo
