// The words of a filter: where each begins, and what it is.
//
// Used by the parser of filters. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stoa {

enum class TokenKind { end, open, close, comparator, minus, word, text };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;                            // without quotes and backslashes
  std::size_t at = 0;                          // in bytes
  bool star_first = false, star_last = false;  // of a quoted text: a * that is no letter
};

// Throws Refusal validation_failed at /filter; `at` in bytes is told in characters.
[[noreturn]] void refuse_filter(std::string_view filter, std::size_t at, std::string_view code,
                                const std::string& message);

class FilterTokens {
 public:
  explicit FilterTokens(std::string_view filter) : filter_(filter) {}
  // The next token where a member, a word of the language or a parenthesis is expected.
  Token next();
  // The next token where a value is: it goes up to a blank or a parenthesis, or stands in quotes.
  Token next_value();
  std::string_view filter() const { return filter_; }

 private:
  void skip_blanks();
  Token quoted();

  std::string_view filter_;
  std::size_t at_ = 0;
};

}  // namespace stoa
