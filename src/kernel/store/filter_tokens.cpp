#include "kernel/store/filter_tokens.h"

#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

}  // namespace

void FilterTokens::refuse(std::size_t at, std::string_view code, const std::string& message) const {
  const auto character = count_code_points(filter_.substr(0, at)) + 1;
  throw Refusal{problems::validation_failed,
                "",
                {{std::string(pointer_), std::string(code),
                  message + " (at character " + std::to_string(character) + ")"}}};
}

void FilterTokens::skip_blanks() {
  while (at_ < filter_.size() && is_blank(filter_[at_])) ++at_;
}

Token FilterTokens::next() {
  skip_blanks();
  Token token{.at = at_};
  if (at_ == filter_.size()) return token;
  const char first = filter_[at_];
  if (first == '"' || first == '\'') return quoted();
  if (first == '@' && variables_) return variable();
  std::size_t length = 1;
  switch (first) {
    case '(':
      token.kind = TokenKind::open;
      break;
    case ')':
      token.kind = TokenKind::close;
      break;
    case '-':
      token.kind = TokenKind::minus;
      break;
    case '=':
    case ':':
      token.kind = TokenKind::comparator;
      break;
    case '!':
    case '<':
    case '>':
      token.kind = TokenKind::comparator;
      if (filter_.substr(at_ + 1).starts_with('=')) length = 2;
      break;
    default:
      token.kind = TokenKind::word;
      length = 0;
      while (at_ + length < filter_.size() && is_word(filter_[at_ + length])) ++length;
      if (length == 0) refuse(at_, "bad_syntax", "This belongs to no filter");
  }
  token.text = filter_.substr(at_, length);
  at_ += length;
  return token;
}

Token FilterTokens::next_value() {
  skip_blanks();
  if (at_ < filter_.size() && (filter_[at_] == '"' || filter_[at_] == '\'')) return quoted();
  if (at_ < filter_.size() && filter_[at_] == '@' && variables_) return variable();
  Token token{.kind = TokenKind::word, .at = at_};
  while (at_ < filter_.size() && !is_blank(filter_[at_]) && filter_[at_] != '(' &&
         filter_[at_] != ')' && filter_[at_] != '"' && filter_[at_] != '\'') {
    token.text += filter_[at_++];
  }
  if (token.text.empty()) token.kind = TokenKind::end;
  return token;
}

Token FilterTokens::variable() {
  Token token{.kind = TokenKind::variable, .text = "@", .at = at_++};
  while (at_ < filter_.size() && is_word(filter_[at_])) token.text += filter_[at_++];
  return token;
}

// A * at either end stands for any text; behind a backslash it is a letter like others.
Token FilterTokens::quoted() {
  Token token{.kind = TokenKind::text, .at = at_};
  const char quote = filter_[at_++];
  const std::size_t begin = at_;
  for (; at_ < filter_.size() && filter_[at_] != quote; ++at_) {
    const bool ends = at_ + 1 < filter_.size() && filter_[at_ + 1] == quote;
    if (filter_[at_] == '\\' && at_ + 1 < filter_.size()) {
      token.text += filter_[++at_];
    } else if (filter_[at_] == '*' && at_ == begin) {
      token.star_first = true;
    } else if (filter_[at_] == '*' && ends) {
      token.star_last = true;
    } else if (filter_[at_] == '*') {
      refuse(at_, "bad_syntax",
             "A * stands at the beginning or the end of a text; \\* is the letter");
    } else {
      token.text += filter_[at_];
    }
  }
  if (at_ == filter_.size()) refuse(token.at, "bad_syntax", "This text has no end");
  ++at_;
  return token;
}

}  // namespace stoa
