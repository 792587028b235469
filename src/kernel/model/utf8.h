// UTF-8 (RFC 3629): checking it, counting it, writing it, and the fast scans over it.
//
// Owned by the model; pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stoa {

// The offset of the first byte that is not UTF-8, or npos. Overlong forms, surrogates and what
// lies above U+10FFFF are not UTF-8.
std::size_t find_invalid_utf8(std::string_view text);

// The number of characters (code points) of valid UTF-8.
std::size_t count_code_points(std::string_view text);

// Appends one code point, at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

// Takes the last code point away from valid UTF-8, which is not empty.
std::uint32_t pop_code_point(std::string& text);

// The first text, by bytes, behind all that begin with `prefix`, which is valid UTF-8; nullopt when
// there is none.
std::optional<std::string> behind_prefix(std::string prefix);

// How many bytes at the start need no look when a JSON string is read or written: no quote, no
// backslash, no control character below U+0020. A lower bound: the last bytes of a text that do not
// fill a word of eight are not looked at.
std::size_t quote_free_prefix(std::string_view text);

// How many bytes at the start are printable ASCII; a lower bound likewise.
std::size_t printable_prefix(std::string_view text);

// A control character (C0, DEL, C1) other than a line feed or a tab, in valid UTF-8.
bool has_control_character(std::string_view text);

// Nothing but white space, as ECMAScript's \s means it. True of an empty text.
bool is_white_space(std::string_view text);

}  // namespace stoa
