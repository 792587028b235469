#include "kernel/model/expression.h"

#include <stdexcept>

#include "kernel/model/patterns.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

bool matches(std::string_view source, std::string_view text) {
  CAPTURE(source);
  return Expression(source).matches(text);
}

std::string complaint(std::string_view source) {
  try {
    Expression made(source);
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
  return "";
}

}  // namespace

TEST("expression: what stands beside and behind each other") {
  CHECK(matches("", ""));
  CHECK_FALSE(matches("", "a"));
  CHECK(matches("ab|c", "ab"));
  CHECK(matches("ab|c", "c"));
  CHECK_FALSE(matches("ab|c", "ac"));
  CHECK(matches("a(b|)c", "ac"));
  CHECK(matches("(?:a|b)(c)", "bc"));
  CHECK(matches("^a$", "a"));
  CHECK_FALSE(matches("a^b", "ab"));
  CHECK(matches("(^|x)a", "a"));
}

TEST("expression: how often") {
  CHECK(matches("a*", ""));
  CHECK(matches("a+b?", "aaa"));
  CHECK_FALSE(matches("a+", ""));
  for (int count = 0; count < 6; ++count) {
    const std::string text(count, 'a');
    CAPTURE(count);
    CHECK(matches("a{3}", text) == (count == 3));
    CHECK(matches("a{2,}", text) == (count >= 2));
    CHECK(matches("a{1,3}?", text) == (count >= 1 && count <= 3));
    CHECK(matches("(aa){0,2}", text) == (count == 0 || count == 2 || count == 4));
  }
  CHECK(matches("(a*)*b", "aab"));
  CHECK(matches("(a|b*)+", ""));
  CHECK(matches("a{0}b", "b"));
}

TEST("expression: characters, not bytes") {
  CHECK(matches("^.$", "é"));
  CHECK(matches(".{2}", "日\xF0\x9F\x8D\x80"));
  CHECK(matches("[à-ü]+", "éö"));
  CHECK_FALSE(matches("[^é]", "é"));
  CHECK(matches("[^a]", "é"));
  CHECK_FALSE(matches(".", "\n"));
  CHECK_FALSE(matches(".", "\xE2\x80\xA8"));
  CHECK(matches("\\s\\S\\d\\D\\w\\W",
                "\xC2\xA0"
                "é1a_-"));
  CHECK_FALSE(matches("\\w", "é"));
  CHECK(matches("[\\d\\-x-z]+", "1-y"));
  CHECK(matches("[-a]+[a-]", "-a-"));
  CHECK(matches("\\u00e9\\u{1F340}\\t\\.", "é\xF0\x9F\x8D\x80\t."));
  CHECK(matches("[\\s\\S]*[^]", "x\n"));
  CHECK_FALSE(matches("[]", "a"));
}

TEST("expression: what is none is refused") {
  for (const char* source :
       {"(",      ")",       "a)",    "(a",      "[a",          "*a",    "a**",     "a{2",
        "a{2,1}", "a{1001}", "a{",    "}",       "]",           "\\",    "\\b",     "\\1",
        "\\-",    "\\q",     "\\u12", "\\ud800", "\\u{110000}", "(?=a)", "(?<n>a)", "(?<!a)",
        "[z-a]",  "[\\d-z]", "^*",    "{1}",     "a{,2}",       "\\p{L}"}) {
    CAPTURE(source);
    CHECK(complaint(source) != "");
  }
  CHECK(complaint(std::string(17, '(') + std::string(17, ')')) != "");
  CHECK(complaint("((a{1000}){1000}){1000}") == "This takes too many steps; repeat less.");
  CHECK(complaint("((((){1000}){1000}){1000}){1000}") == "This takes too many steps; repeat less.");
  CHECK(complaint("[a-z]{900}") == "");
}

TEST("patterns: a pattern that matches anywhere, as one of the whole") {
  CHECK(whole_pattern("^(?:a|b)$") == "a|b");
  CHECK(whole_pattern("^(?:a)(b)$") == "(?:a)(b)");
  CHECK(whole_pattern("^ab$") == "ab");
  struct Case {
    std::string pattern, text;
    bool expected;
  };
  for (const auto& [pattern, text, expected] : std::vector<Case>{{"b", "abc", true},
                                                                 {"^b", "abc", false},
                                                                 {"^a", "abc", true},
                                                                 {"c$", "ab\nc", true},
                                                                 {"b$", "abc", false},
                                                                 {"^a|b$", "xb", true},
                                                                 {"^a|b$", "xbx", false},
                                                                 {"^a[|]c$", "a|c", true},
                                                                 {"a\\$", "xa$x", true},
                                                                 {"a\\\\$", "xa\\", true},
                                                                 {"^(a|b)$", "ab", false},
                                                                 {"", "any", true}}) {
    CAPTURE(pattern);
    CAPTURE(text);
    CHECK(matches_pattern(whole_pattern(pattern), text) == expected);
  }
}

TEST("patterns: a client's pattern is bounded with its text") {
  CHECK(pattern_fault("(a+)+b", 100'000) == "");
  CHECK(pattern_fault("[a-z]{900}", 100'000) != "");
  CHECK(pattern_fault("[a-z]{900}", 1'000) == "");
  CHECK(pattern_fault(std::string(1'001, 'a'), 1) != "");
  CHECK(pattern_fault("(", 1) == "A group is not closed.");
}

}  // namespace stoa
