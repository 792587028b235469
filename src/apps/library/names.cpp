#include "apps/library/names.h"

#include <algorithm>
#include <cstdint>

#include "kernel/model/utf8.h"

namespace stoa::library {
namespace {

// The Latin letters of U+00C0 to U+024F and of U+1E00 to U+1EFF without case and marks; a point
// where there is no such letter.
constexpr std::string_view from_00c0 =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccdd"
    "ddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzz.................................oo.............u"
    "u............................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";
constexpr std::string_view from_1e00 =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
    "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......"
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
    "uuyyyyyyyy......";

// Takes the first character off a text that is UTF-8.
std::uint32_t take_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  std::uint32_t code = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size && i < text.size(); ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  text.remove_prefix(std::min(size, text.size()));
  return code;
}

char without_marks(std::uint32_t c) {
  if (c >= 0xc0 && c - 0xc0 < from_00c0.size()) return from_00c0[c - 0xc0];
  if (c >= 0x1e00 && c - 0x1e00 < from_1e00.size()) return from_1e00[c - 0x1e00];
  return '.';
}

// The small letter of a large one, for the other scripts that have both, and what is left of Latin.
std::uint32_t small(std::uint32_t c) {
  if (c == 0xc6 || c == 0xde || (c >= 0x391 && c <= 0x3ab) || (c >= 0x410 && c <= 0x42f))
    return c + 0x20;
  if (c == 0x386) return 0x3ac;  // Ά, and behind it Έ Ή Ί, Ό, Ύ Ώ
  if (c >= 0x388 && c <= 0x38a) return c + 0x25;
  if (c == 0x38c) return 0x3cc;
  if (c == 0x38e || c == 0x38f) return c + 0x3f;
  if (c >= 0x400 && c <= 0x40f) return c + 0x50;             // Cyrillic
  if (c >= 0x531 && c <= 0x556) return c + 0x30;             // Armenian
  if (c == 0x132 || c == 0x14a || c == 0x152) return c + 1;  // Ĳ, Ŋ, Œ
  return c;
}

bool is_mark(std::uint32_t c) { return c >= 0x300 && c <= 0x36f; }

bool is_letter(std::uint32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  const bool punctuation = c < 0xc0 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x3004);
  return !punctuation;
}

std::uint32_t folded(std::uint32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c < 0x80) return c;
  const char plain = without_marks(c);
  return plain == '.' ? small(c) : static_cast<std::uint32_t>(plain);
}

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words(1);
  while (!name.empty()) {
    const std::uint32_t c = folded(take_code_point(name));
    if (is_mark(c)) continue;
    if (is_letter(c)) {
      append_utf8(words.back(), c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace stoa::library
