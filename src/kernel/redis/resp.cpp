#include "kernel/redis/resp.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace stoa::redis {
namespace {

constexpr std::size_t longest_line = 64 << 10, deepest = 16;
constexpr std::string_view line_end = "\r\n";

std::int64_t integer_of(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end) throw ProtocolError("not a whole number");
  return number;
}

double real_of(std::string_view text) {
  if (text == "inf") return HUGE_VAL;
  if (text == "-inf") return -HUGE_VAL;
  if (text == "nan" || text == "-nan") return std::nan("");
  double number = 0;
  const char* end = text.data() + text.size();
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || at != end) throw ProtocolError("not a number");
  return number;
}

std::size_t size_of(std::string_view text, std::size_t most) {
  const std::int64_t size = integer_of(text);
  if (size < 0 || static_cast<std::uint64_t>(size) > most)
    throw ProtocolError("a size out of bounds");
  return static_cast<std::size_t>(size);
}

}  // namespace

void Reader::feed(std::string_view bytes) {
  if (at_ > 0 && (at_ == bytes_.size() || at_ > 64 << 10)) {
    bytes_.erase(0, at_);
    searched_ -= std::min(searched_, at_);
    at_ = 0;
  }
  bytes_ += bytes;
}

std::optional<Value> Reader::next() {
  if (broken_) throw ProtocolError("the connection is out of step");
  std::optional<Value> whole;
  try {
    while (!whole && step(whole)) {
    }
  } catch (const ProtocolError&) {
    broken_ = true;
    throw;
  }
  if (whole) spent_ = 0;
  return whole;
}

// Reads one line or body; whether there was one.
bool Reader::step(std::optional<Value>& whole) {
  if (body_) return read_body(whole);
  const auto line = take_line();
  if (!line) return false;
  spend(line->size() + sizeof(Value));
  read_line(*line, whole);
  return true;
}

std::optional<std::string_view> Reader::take_line() {
  const std::size_t end = bytes_.find(line_end, std::max(at_, searched_));
  if (end == bytes_.npos) {
    if (bytes_.size() - at_ > longest_line) throw ProtocolError("a line without an end");
    searched_ = bytes_.empty() ? 0 : bytes_.size() - 1;  // the first half of an end may be there
    return std::nullopt;
  }
  const std::string_view line = std::string_view(bytes_).substr(at_, end - at_);
  if (line.size() > longest_line) throw ProtocolError("a line without an end");
  at_ = searched_ = end + line_end.size();
  return line;
}

bool Reader::read_body(std::optional<Value>& whole) {
  const std::size_t size = body_->size;
  if (bytes_.size() - at_ < size + line_end.size()) return false;
  if (std::string_view(bytes_).substr(at_ + size, line_end.size()) != line_end)
    throw ProtocolError("a string without an end");
  Value value{.kind = body_->kind, .text = bytes_.substr(at_, size)};
  if (body_->verbatim) {
    if (size < 4 || value.text[3] != ':') throw ProtocolError("a verbatim string without a format");
    value.text.erase(0, 4);
  }
  at_ = searched_ = at_ + size + line_end.size();
  body_.reset();
  add(std::move(value), whole);
  return true;
}

void Reader::read_line(std::string_view line, std::optional<Value>& whole) {
  if (line.empty()) throw ProtocolError("an empty line");
  const std::string_view rest = line.substr(1);
  switch (line[0]) {
    case '$':
      return begin_body(Value::Kind::text, rest, false, whole);
    case '=':
      return begin_body(Value::Kind::text, rest, true, whole);
    case '!':
      return begin_body(Value::Kind::error, rest, false, whole);
    case '*':
    case '~':
    case '%':
    case '>':
    case '|':
      return begin_list(line[0], rest, whole);
    default:
      return read_text(line[0], rest, whole);
  }
}

void Reader::read_text(char type, std::string_view rest, std::optional<Value>& whole) {
  switch (type) {
    case '+':
    case '(':
      return add({.kind = Value::Kind::text, .text = std::string(rest)}, whole);
    case '-':
      return add({.kind = Value::Kind::error, .text = std::string(rest)}, whole);
    case ':':
      return add({.kind = Value::Kind::integer, .integer = integer_of(rest)}, whole);
    case ',':
      return add({.kind = Value::Kind::real, .real = real_of(rest)}, whole);
    case '#':
      if (rest != "t" && rest != "f") throw ProtocolError("neither true nor false");
      return add({.kind = Value::Kind::boolean, .integer = rest == "t"}, whole);
    case '_':
      if (!rest.empty()) throw ProtocolError("a null with something in it");
      return add({}, whole);
    default:
      throw ProtocolError("a value of no known type");
  }
}

void Reader::begin_body(Value::Kind kind, std::string_view size, bool verbatim,
                        std::optional<Value>& whole) {
  if (kind == Value::Kind::text && !verbatim && size == "-1") return add({}, whole);
  body_ = {size_of(size, most_), kind, verbatim};
  spend(body_->size);
}

void Reader::begin_list(char type, std::string_view count, std::optional<Value>& whole) {
  if (type == '*' && count == "-1") return add({}, whole);
  const bool pairs = type == '%' || type == '|';
  const std::size_t items = size_of(count, most_) * (pairs ? 2 : 1);
  Value list{.kind = type == '>' ? Value::Kind::push : Value::Kind::list};
  if (type == '>' && !open_.empty()) throw ProtocolError("a push within a value");
  if (items == 0 && type == '|') return;
  if (items == 0) return add(std::move(list), whole);
  if (open_.size() == deepest) throw ProtocolError("values too deep within each other");
  open_.push_back({std::move(list), items, type == '|'});
}

// A value is in its place; it may be the last that others, around it, waited for.
void Reader::add(Value value, std::optional<Value>& whole) {
  while (!open_.empty()) {
    Open& around = open_.back();
    around.value.items.push_back(std::move(value));
    if (--around.missing > 0) return;
    const bool attribute = around.attribute;
    value = std::move(around.value);
    open_.pop_back();
    if (attribute) return;
  }
  whole = std::move(value);
}

void Reader::spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ > most_) throw ProtocolError("a value too large");
}

std::string error_code(const Value& error) {
  constexpr std::size_t longest_code = 32;
  return error.text.substr(0, std::min(error.text.find(' '), longest_code));
}

void encode(const Words& words, std::string& out) {
  out += '*' + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) {
    out += '$' + std::to_string(word.size()) + "\r\n";
    out.append(word).append("\r\n");
  }
}

}  // namespace stoa::redis
