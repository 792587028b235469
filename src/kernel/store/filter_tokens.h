// The words of a filter, or of a rule: where each begins, and what it is.
//
// Used by the parser of filters. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stoa {

enum class TokenKind { end, open, close, comparator, minus, word, text, variable };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;                            // without quotes and backslashes
  std::size_t at = 0;                          // in bytes
  bool star_first = false, star_last = false;  // of a quoted text: a * that is no letter
};

class FilterTokens {
 public:
  // What is refused is refused at `pointer`, of which no copy is kept. Variables (@me) are words of
  // rules only: in a filter @ is a letter of values.
  FilterTokens(std::string_view filter, std::string_view pointer, bool variables)
      : filter_(filter), pointer_(pointer), variables_(variables) {}
  // The next token where a member, a word of the language or a parenthesis is expected.
  Token next();
  // The next token where a value is: it goes up to a blank or a parenthesis, or stands in quotes.
  Token next_value();
  // Throws Refusal validation_failed; `at` in bytes is told in characters.
  [[noreturn]] void refuse(std::size_t at, std::string_view code, const std::string& message) const;

 private:
  void skip_blanks();
  Token quoted();
  Token variable();

  std::string_view filter_, pointer_;
  bool variables_;
  std::size_t at_ = 0;
};

}  // namespace stoa
