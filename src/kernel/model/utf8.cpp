#include "kernel/model/utf8.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace stoa {
namespace {

// Eight bytes at a time in one register, the first one lowest. Each test marks, by its high bit,
// the first byte that is as asked, and none when no byte is.
constexpr std::uint64_t ones = 0x0101010101010101;
constexpr std::uint64_t high_bits = ones * 0x80;

std::uint64_t load(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}
constexpr std::uint64_t has_less(std::uint64_t word, std::uint8_t n) {
  return (word - ones * n) & ~word & high_bits;
}
constexpr std::uint64_t has_byte(std::uint64_t word, std::uint8_t byte) {
  return has_less(word ^ (ones * byte), 1);
}

// How many bytes come before the first word, or the first byte of it, that is as asked. The lowest
// marked byte is exact: only bytes above a true one are ever marked wrongly.
template <class Test>
std::size_t prefix_without(std::string_view text, Test found) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    if (auto marks = found(load(text.data() + at))) return at + std::countr_zero(marks) / 8;
  }
  return at;
}

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// The length of the valid sequence at the start of `s`, or 0 (the table 3-7 of Unicode).
std::size_t sequence_length(std::string_view s) {
  auto byte = [&](std::size_t i) -> unsigned char { return i < s.size() ? s[i] : 0; };
  const unsigned char first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (!is_continuation(second)) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) {
    if (first == 0xE0 && second < 0xA0) return 0;   // overlong
    if (first == 0xED && second >= 0xA0) return 0;  // a surrogate
    return is_continuation(byte(2)) ? 3 : 0;
  }
  if (first > 0xF4) return 0;
  if (first == 0xF0 && second < 0x90) return 0;   // overlong
  if (first == 0xF4 && second >= 0x90) return 0;  // above U+10FFFF
  return is_continuation(byte(2)) && is_continuation(byte(3)) ? 4 : 0;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  auto not_ascii = [](std::uint64_t word) { return word & high_bits; };
  std::size_t at = 0;
  while (true) {
    at += prefix_without(text.substr(at), not_ascii);
    // Up to here all is valid; now step over what the eight-byte scan stopped at.
    for (auto stop = std::min(at + 8, text.size()); at < stop;) {
      auto length = sequence_length(text.substr(at, 4));
      if (length == 0) return at;
      at += length;
    }
    if (at >= text.size()) return std::string_view::npos;
  }
}

std::size_t count_code_points(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); });
}

void append_utf8(std::string& out, std::uint32_t c) {
  auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

std::uint32_t pop_code_point(std::string& text) {
  std::size_t first = text.size() - 1;
  while ((static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) --first;
  const auto lead = static_cast<unsigned char>(text[first]);
  const std::size_t length = text.size() - first;
  std::uint32_t c = length == 1 ? lead : lead & (0xFF >> (length + 1));
  for (std::size_t i = first + 1; i < text.size(); ++i) {
    c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  text.resize(first);
  return c;
}

std::optional<std::string> behind_prefix(std::string prefix) {
  while (!prefix.empty()) {
    const std::uint32_t last = pop_code_point(prefix);
    if (last == 0x10FFFF) continue;
    append_utf8(prefix, last == 0xD7FF ? 0xE000 : last + 1);  // no character is a surrogate
    return prefix;
  }
  return std::nullopt;
}

std::size_t quote_free_prefix(std::string_view text) {
  return prefix_without(text, [](std::uint64_t word) {
    return has_less(word, 0x20) | has_byte(word, '"') | has_byte(word, '\\');
  });
}

std::size_t printable_prefix(std::string_view text) {
  return prefix_without(text, [](std::uint64_t word) {
    return has_less(word, 0x20) | has_byte(word, 0x7F) | (word & high_bits);
  });
}

bool has_control_character(std::string_view text) {
  for (auto at = printable_prefix(text); at < text.size(); ++at) {
    auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 && c != '\n' && c != '\t') return true;
    if (c == 0x7F) return true;
    // U+0080 to U+009F; any other byte after 0xC2 is above.
    if (c == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
  }
  return false;
}

bool is_white_space(std::string_view text) {
  constexpr std::string_view wide[] = {"\u00A0", "\u1680", "\u2000", "\u2001", "\u2002",
                                       "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
                                       "\u2008", "\u2009", "\u200A", "\u2028", "\u2029",
                                       "\u202F", "\u205F", "\u3000", "\uFEFF"};
  while (!text.empty()) {
    if (std::string_view(" \t\n\v\f\r").find(text[0]) != std::string_view::npos) {
      text.remove_prefix(1);
      continue;
    }
    auto found = std::find_if(std::begin(wide), std::end(wide),
                              [&](std::string_view space) { return text.starts_with(space); });
    if (found == std::end(wide)) return false;
    text.remove_prefix(found->size());
  }
  return true;
}

}  // namespace stoa
