#include "kernel/model/utf8.h"

#include "kernel/testing/test.h"

namespace stoa {

TEST("model: what is UTF-8 and what is not") {
  struct {
    std::string_view text;
    std::size_t bad_at;
  } const cases[] = {
      {"", std::string_view::npos},
      {"plain", std::string_view::npos},
      {"\xC2\x80 \xDF\xBF", std::string_view::npos},
      {"\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF", std::string_view::npos},
      {"\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF", std::string_view::npos},
      {"a\x80", 1},                    // a continuation on its own
      {"\xC0\xAF", 0},                 // overlong /
      {"\xC1\xBF", 0},                 // overlong
      {"\xE0\x9F\xBF", 0},             // overlong
      {"\xF0\x8F\xBF\xBF", 0},         // overlong
      {"12345678\xED\xA0\x80", 8},     // a surrogate
      {"1234567\xF4\x90\x80\x80", 7},  // above U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"\xFF", 0},
      {"ab\xE2\x82", 2},  // cut off
      {"ab\xC3", 2},
      {"\xE2\x28\xA1", 0},
  };
  for (const auto& [text, bad_at] : cases) {
    CAPTURE(text);
    CHECK(find_invalid_utf8(text) == bad_at);
  }
}

TEST("model: every place of a bad byte is found, however the scan steps") {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string text(40, 'x');
    text[at] = '\xFF';
    CHECK(find_invalid_utf8(text) == at);
    text.replace(at, 1, "\u20AC");
    CHECK(find_invalid_utf8(text) == std::string_view::npos);
    CHECK(count_code_points(text) == 40);
  }
}

TEST("model: code points are written as UTF-8") {
  std::string text;
  for (std::uint32_t c : {0x41u, 0xE9u, 0x20ACu, 0x1F600u, 0x10FFFFu}) append_utf8(text, c);
  CHECK(text == "A\u00E9\u20AC\U0001F600\U0010FFFF");
  CHECK(count_code_points(text) == 5);
}

TEST("model: control characters are found, line feeds and tabs are not among them") {
  for (std::string_view text :
       {"", "plain", "two\nlines\tand a tab", "\u00A0\u00E9", "\u20AC\u0300"}) {
    CAPTURE(text);
    CHECK_FALSE(has_control_character(text));
  }
  for (std::string_view text :
       {"\r\n", "\x01", "abcdefgh\x7F", "12345678\x1B[0m", "\u0085", "a\u009F"}) {
    CHECK(has_control_character(text));
  }
}

TEST("model: white space is what \\s means in ECMAScript") {
  for (std::string_view text : {"", " \t\n", "\u00A0\u3000", " \u2003\uFEFF"})
    CHECK(is_white_space(text));
  for (std::string_view text : {"a", " a ", "\u200B", "\u00E9"}) CHECK_FALSE(is_white_space(text));
}

TEST("model: what is behind a beginning is the first text that does not begin so") {
  CHECK(behind_prefix("ab") == "ac");
  CHECK(behind_prefix("a\u007f") == "a\u0080");
  CHECK(behind_prefix("\ud7ff") == "\ue000");  // no character is a surrogate
  CHECK(behind_prefix("a\U0010ffff\U0010ffff") == "b");
  CHECK(behind_prefix("\U0010ffff") == std::nullopt);
  CHECK(behind_prefix("") == std::nullopt);
}

TEST("model: the scans stop no later than at what they look for") {
  for (std::size_t at = 0; at < 20; ++at) {
    for (char c : {'"', '\\', '\n', '\x1F'}) {
      std::string text(20, '~');
      text[at] = c;
      CHECK(quote_free_prefix(text) <= at);
    }
    std::string text(20, ' ');
    text[at] = '\x7F';
    CHECK(printable_prefix(text) <= at);
  }
  CHECK(quote_free_prefix("\x7F\u00E9 plain!") == 8);
}

}  // namespace stoa
