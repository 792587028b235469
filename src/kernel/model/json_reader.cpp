#include "kernel/model/json_reader.h"

#include "kernel/model/ascii.h"
#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

}  // namespace

std::size_t json_number_length(std::string_view text) {
  auto is = [&](std::size_t at, char c) { return at < text.size() && text[at] == c; };
  std::size_t at = is(0, '-') ? 1 : 0;
  auto whole = digits_at(text, at);
  if (whole == 0) return 0;
  at += is(at, '0') ? 1 : whole;
  if (is(at, '.')) {
    auto fraction = digits_at(text, at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  if (is(at, 'e') || is(at, 'E')) {
    auto sign = is(at + 1, '+') || is(at + 1, '-') ? 1 : 0;
    auto exponent = digits_at(text, at + 1 + sign);
    if (exponent == 0) return 0;
    at += 1 + sign + exponent;
  }
  return at;
}

JsonReader::JsonReader(std::string_view document)
    : begin_(document.data()), at_(begin_), end_(begin_ + document.size()) {
  auto bad = find_invalid_utf8(document);
  if (bad != std::string_view::npos) fail_at(bad, "this is not UTF-8");
}

void JsonReader::fail_at(std::size_t offset, std::string_view why) const {
  throw Refusal{problems::malformed_json,
                "At byte " + std::to_string(offset) + ": " + std::string(why) + "."};
}
void JsonReader::fail(std::string_view why) const {
  if (at_ == end_) fail_at(offset(), "the text ends too early");
  fail_at(offset(), why);
}

char JsonReader::pass_white_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  return at_ == end_ ? '\0' : *at_;
}

JsonKind JsonReader::peek() {
  switch (char c = look()) {
    case '{':
      return JsonKind::object;
    case '[':
      return JsonKind::array;
    case '"':
      return JsonKind::string;
    case 't':
    case 'f':
      return JsonKind::boolean;
    case 'n':
      return JsonKind::null;
    default:
      if (c == '-' || is_digit(c)) return JsonKind::number;
      fail("a value is expected");
  }
}

// ---- objects and arrays -------------------------------------------------------------------------

void JsonReader::enter(char bracket) {
  if (look() != bracket) fail(bracket == '{' ? "a { is expected" : "a [ is expected");
  if (++depth_ > max_depth) fail("values are nested more than 64 levels deep");
  ++at_;
  first_ = true;
}
void JsonReader::begin_object() { enter('{'); }
void JsonReader::begin_array() { enter('['); }

// Steps over a comma to the next member or item, or over the closing bracket.
bool JsonReader::next(char closing) {
  char c = look();
  if (c == closing) {
    ++at_;
    --depth_;
    first_ = false;
    return false;
  }
  if (!first_) {
    if (c != ',') fail(closing == '}' ? "a , or } is expected" : "a , or ] is expected");
    ++at_;
    look();
  }
  first_ = false;
  return true;
}

bool JsonReader::next_member(JsonString& key) {
  if (!next('}')) return false;
  if (at_ == end_ || *at_ != '"') fail("a name in quotes is expected");
  key = string();
  if (look() != ':') fail("a : is expected");
  ++at_;
  return true;
}

bool JsonReader::next_item() { return next(']'); }

// ---- scalars ------------------------------------------------------------------------------------

JsonString JsonReader::string() {
  if (look() != '"') fail("a string is expected");
  const char* from = ++at_;
  TextFlaw flaw = TextFlaw::none;
  bool escaped = false;
  while (true) {
    at_ += quote_free_prefix({at_, static_cast<std::size_t>(end_ - at_)});
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) {
      ++at_;
    }
    if (at_ == end_) fail("");
    if (*at_ != '"' && *at_ != '\\') fail("a control character in a string is written \\u00XX");
    if (*at_ == '"' && !escaped) return {{from, static_cast<std::size_t>(at_++ - from)}, flaw};
    if (!escaped) unescaped_.clear();
    escaped = true;
    unescaped_.append(from, at_);
    if (*at_++ == '"') return {unescaped_, flaw};
    escape(flaw);
    from = at_;
  }
}

void JsonReader::escape(TextFlaw& flaw) {
  if (at_ == end_) fail("");
  switch (*at_++) {
    case '"':
      unescaped_ += '"';
      return;
    case '\\':
      unescaped_ += '\\';
      return;
    case '/':
      unescaped_ += '/';
      return;
    case 'b':
      unescaped_ += '\b';
      return;
    case 'f':
      unescaped_ += '\f';
      return;
    case 'n':
      unescaped_ += '\n';
      return;
    case 'r':
      unescaped_ += '\r';
      return;
    case 't':
      unescaped_ += '\t';
      return;
    case 'u':
      return unicode_escape(flaw);
    default:
      --at_;
      fail("this escape is not known");
  }
}

void JsonReader::unicode_escape(TextFlaw& flaw) {
  auto is_high = [](std::uint32_t c) { return c >= 0xD800 && c < 0xDC00; };
  auto is_low = [](std::uint32_t c) { return c >= 0xDC00 && c < 0xE000; };
  std::uint32_t c = hex4();
  if (is_high(c) && end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u') {
    const char* second = at_;
    at_ += 2;
    if (std::uint32_t low = hex4(); is_low(low)) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    } else {
      at_ = second;  // a character of its own, read by the caller's next turn
    }
  }
  if (is_high(c) || is_low(c)) {
    flaw = TextFlaw::lone_surrogate;
    c = 0xFFFD;
  }
  if (c == 0 && flaw == TextFlaw::none) flaw = TextFlaw::nul;
  append_utf8(unescaped_, c);
}

std::uint32_t JsonReader::hex4() {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (at_ == end_) fail("");
    char c = *at_, lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      value = value << 4 | static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value << 4 | static_cast<std::uint32_t>(lower - 'a' + 10);
    } else {
      fail("four hexadecimal digits are expected");
    }
  }
  return value;
}

std::string_view JsonReader::number() {
  look();
  std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  auto length = json_number_length(rest);
  if (length == 0) fail("this is not a number as JSON writes it");
  at_ += length;
  return rest.substr(0, length);
}

void JsonReader::literal(std::string_view word) {
  look();
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
    fail("only true, false and null are words");
  }
  at_ += word.size();
}

bool JsonReader::boolean() {
  bool value = look() == 't';
  literal(value ? "true" : "false");
  return value;
}

void JsonReader::null() { literal("null"); }

void JsonReader::skip() {
  JsonString key;
  switch (peek()) {
    case JsonKind::object:
      for (begin_object(); next_member(key);) skip();
      return;
    case JsonKind::array:
      for (begin_array(); next_item();) skip();
      return;
    case JsonKind::string:
      string();
      return;
    case JsonKind::number:
      number();
      return;
    case JsonKind::boolean:
      boolean();
      return;
    case JsonKind::null:
      null();
      return;
  }
}

void JsonReader::end() {
  if (look(); at_ != end_) fail_at(offset(), "nothing may follow the value");
}

}  // namespace stoa
