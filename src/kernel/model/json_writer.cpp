#include "kernel/model/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "kernel/model/utf8.h"

namespace stoa {
namespace {

// For each byte: 0 when it stands for itself, 'u' when it needs \u00XX, else the letter after the
// backslash.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[c] = 'u';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}();

void append_escape(std::string& out, unsigned char c) {
  constexpr char hex[] = "0123456789abcdef";
  out += '\\';
  out += escapes[c];
  if (escapes[c] == 'u') {
    out += "00";
    out += hex[c >> 4];
    out += hex[c & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  for (std::size_t at = quote_free_prefix(text); at < text.size(); ++at) {
    auto c = static_cast<unsigned char>(text[at]);
    if (escapes[c] == 0) continue;
    out.append(text, from, at - from);
    append_escape(out, c);
    from = at + 1;
  }
  out.append(text, from, text.size() - from);
  out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_decimal(std::string& out, std::int64_t units, int scale) {
  // The magnitude of the smallest integer has no place in a signed one.
  auto magnitude =
      units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  auto digits = std::to_string(magnitude);
  auto least = static_cast<std::size_t>(scale) + 1;
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
  out += units < 0 ? "\"-" : "\"";
  out += digits;
  out += '"';
}

}  // namespace stoa
