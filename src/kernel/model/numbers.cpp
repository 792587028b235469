#include "kernel/model/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace stoa {
namespace {

// A number taken apart: its significant digits, and the power of ten of the last of them.
struct Parts {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};

// Large enough to be too large or too fine, small enough to be added to a length.
constexpr std::int64_t exponent_limit = 1'000'000'000'000;

std::int64_t read_exponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return text.starts_with('-') ? -exponent_limit : exponent_limit;
  return std::clamp(value, -exponent_limit, exponent_limit);
}

Parts take_apart(std::string_view text) {
  Parts parts;
  parts.negative = text.starts_with('-');
  if (parts.negative) text.remove_prefix(1);
  if (auto at = text.find_first_of("eE"); at != std::string_view::npos) {
    parts.exponent = read_exponent(text.substr(at + 1));
    text = text.substr(0, at);
  }
  auto point = std::min(text.find('.'), text.size());
  parts.digits = text.substr(0, point);
  if (point < text.size()) {
    parts.digits += text.substr(point + 1);
    parts.exponent -= static_cast<std::int64_t>(text.size() - point - 1);
  }
  auto significant = parts.digits.find_last_not_of('0') + 1;  // 0 when there is none
  parts.exponent += static_cast<std::int64_t>(parts.digits.size() - significant);
  parts.digits.resize(significant);
  parts.digits.erase(0, parts.digits.find_first_not_of('0'));
  return parts;
}

}  // namespace

ExactNumber exact_number(std::string_view text, int scale) {
  // Nearly every number is a few digits and nothing else.
  std::int64_t units = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), units);
  if (scale == 0 && error == std::errc() && end == text.data() + text.size()) {
    return {ExactNumber::exact, units};
  }
  auto parts = take_apart(text);
  if (parts.digits.empty()) return {ExactNumber::exact, 0};
  auto zeros = parts.exponent + scale;
  if (zeros < 0) return {ExactNumber::too_fine};
  if (static_cast<std::int64_t>(parts.digits.size()) + zeros > 18) return {ExactNumber::too_large};
  parts.digits.append(static_cast<std::size_t>(zeros), '0');
  std::from_chars(parts.digits.data(), parts.digits.data() + parts.digits.size(), units);
  return {ExactNumber::exact, parts.negative ? -units : units};
}

std::optional<double> real_number(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Too large or too small, from_chars does not say which; what is too small is zero.
  value = std::strtod(std::string(text).c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace stoa
