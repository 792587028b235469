// The small grammar that HTTP fields are made of (RFC 9110 §5.6): tokens, lists, parameters.
//
// Pure functions over text; any thread. Private to kernel/http.
#pragma once

#include <array>
#include <string_view>

#include "kernel/model/ascii.h"

namespace stoa::http {

// A letter, a digit or one of !#$%&'*+-.^_`|~ : what names are made of. A table, since this is
// asked for every byte of every name.
inline constexpr auto token_table = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (unsigned char c : std::string_view("!#$%&'*+-.^_`|~")) table[c] = true;
  return table;
}();
inline bool is_token_char(char c) { return token_table[static_cast<unsigned char>(c)]; }
bool is_token(std::string_view text);
// A control character other than TAB; none may stand in a field value.
inline bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
// Equal but for the case of ASCII letters.
bool same_letters(std::string_view a, std::string_view b);  // of one length
inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_letters(a, b);
}
bool ends_with_text(std::string_view text, std::string_view ending);

// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

// Takes the text up to `separator` off the front of `rest`, trimmed.
std::string_view take_until(std::string_view& rest, char separator);

}  // namespace stoa::http
