#include "kernel/model/expression_parse.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "kernel/model/ascii.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

using Node = ExpressionNode;
constexpr std::uint32_t last_code_point = 0x10FFFF;

const CharacterSet digits{{'0', '9'}};
const CharacterSet word_characters{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const CharacterSet line_ends{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
const CharacterSet white_space{
    {9, 13},          {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

CharacterSet all_but(CharacterSet set) {
  std::sort(set.begin(), set.end());
  CharacterSet rest;
  std::uint32_t from = 0;
  for (auto [low, high] : set) {
    if (low > from) rest.emplace_back(from, low - 1);
    from = std::max(from, high + 1);
  }
  if (from <= last_code_point) rest.emplace_back(from, last_code_point);
  return rest;
}

// \d and its like, by its letter.
std::optional<CharacterSet> named_set(char letter) {
  switch (letter) {
    case 'd':
      return digits;
    case 'D':
      return all_but(digits);
    case 'w':
      return word_characters;
    case 'W':
      return all_but(word_characters);
    case 's':
      return white_space;
    case 'S':
      return all_but(white_space);
    default:
      return std::nullopt;
  }
}

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view source) : rest_(source) {}

  Node whole() {
    Node node = choice();
    if (!rest_.empty()) fail("There is a ) without its (.");
    return node;
  }

 private:
  static constexpr int deepest = 16;
  static constexpr int most_repeats = 1'000;

  [[noreturn]] static void fail(const std::string& why) { throw std::invalid_argument(why); }

  bool next_is(char c) const { return rest_.starts_with(c); }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  char take_byte(const char* missing) {
    if (rest_.empty()) fail(missing);
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  std::uint32_t take_code_point() {
    std::size_t length = 1;
    while (length < rest_.size() && (rest_[length] & 0xC0) == 0x80) ++length;
    std::string one(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return pop_code_point(one);
  }

  // ---- what stands beside and behind each other -------------------------------------------------

  Node choice() {
    if (++depth_ > deepest) fail("Groups lie too deep in each other.");
    Node node{.kind = Node::Kind::choice};
    do node.parts.push_back(sequence());
    while (take("|"));
    --depth_;
    return node.parts.size() == 1 ? std::move(node.parts.front()) : node;
  }

  Node sequence() {
    Node node{.kind = Node::Kind::sequence};
    while (!rest_.empty() && !next_is('|') && !next_is(')')) node.parts.push_back(term());
    return node;
  }

  Node term() {
    if (take("^")) return {.kind = Node::Kind::begin};
    if (take("$")) return {.kind = Node::Kind::end};
    return repeated(atom());
  }

  Node atom() {
    if (take("(")) return group();
    if (take("[")) return {.kind = Node::Kind::set, .set = bracket()};
    if (take(".")) return {.kind = Node::Kind::set, .set = all_but(line_ends)};
    if (take("\\")) return {.kind = Node::Kind::set, .set = escape(false)};
    if (std::string_view("*+?{").find(rest_.front()) != std::string_view::npos)
      fail("There is nothing to repeat before " + std::string(1, rest_.front()) + ".");
    if (next_is('}') || next_is(']'))
      fail("A " + std::string(1, rest_.front()) + " of its own is written \\" +
           std::string(1, rest_.front()) + ".");
    const auto c = take_code_point();
    return {.kind = Node::Kind::set, .set = {{c, c}}};
  }

  Node group() {
    if (!take("?:") && next_is('?'))
      fail("Of groups with a question mark there is only (?:…): nothing looks ahead or behind.");
    Node node = choice();
    if (!take(")")) fail("A group is not closed.");
    return node;
  }

  // ---- how often --------------------------------------------------------------------------------

  Node repeated(Node node) {
    int min = 0, max = Node::no_limit;
    if (take("*")) {
    } else if (take("+")) {
      min = 1;
    } else if (take("?")) {
      max = 1;
    } else if (take("{")) {
      counts(min, max);
    } else {
      return node;
    }
    take("?");  // as few as possible: of no matter to what matches as a whole
    Node repeat{.kind = Node::Kind::repeat, .min = min, .max = max};
    repeat.parts.push_back(std::move(node));
    return repeat;
  }

  void counts(int& min, int& max) {
    max = min = count();
    if (take(",")) max = next_is('}') ? Node::no_limit : count();
    if (!take("}")) fail("A { is followed by one or two numbers and }.");
    if (max != Node::no_limit && max < min) fail("The second number in {…} is below the first.");
  }

  int count() {
    if (rest_.empty() || !is_digit(rest_.front())) fail("A { is followed by a number.");
    int value = 0;
    while (!rest_.empty() && is_digit(rest_.front())) {
      value = 10 * value + (take_byte("") - '0');
      if (value > most_repeats) fail("At most 1000 repeats.");
    }
    return value;
  }

  // ---- characters -------------------------------------------------------------------------------

  CharacterSet bracket() {
    const bool inverted = take("^");
    CharacterSet set;
    while (!take("]")) {
      const CharacterSet low = member();
      if (!next_is('-') || rest_.starts_with("-]")) {
        set.insert(set.end(), low.begin(), low.end());
        continue;
      }
      take("-");
      const CharacterSet high = member();
      set.push_back(range(low, high));
    }
    return inverted ? all_but(std::move(set)) : set;
  }

  static std::pair<std::uint32_t, std::uint32_t> range(const CharacterSet& low,
                                                       const CharacterSet& high) {
    auto is_one = [](const CharacterSet& s) { return s.size() == 1 && s[0].first == s[0].second; };
    if (!is_one(low) || !is_one(high)) fail("A range in […] goes from a character to a character.");
    if (low[0].first > high[0].first) fail("A range in […] ends before it begins.");
    return {low[0].first, high[0].first};
  }

  CharacterSet member() {
    if (rest_.empty()) fail("A [ is not closed.");
    if (take("\\")) return escape(true);
    const auto c = take_code_point();
    return {{c, c}};
  }

  CharacterSet escape(bool in_brackets) {
    const char letter = take_byte("A backslash is followed by a character.");
    if (auto set = named_set(letter)) return *set;
    const auto c = escaped(letter, in_brackets);
    return {{c, c}};
  }

  std::uint32_t escaped(char letter, bool in_brackets) {
    constexpr std::string_view letters = "tnvfr", controls = "\t\n\v\f\r";
    if (auto at = letters.find(letter); at != std::string_view::npos)
      return static_cast<std::uint32_t>(controls[at]);
    const bool is_plain =
        std::string_view("^$\\.*+?()[]{}|/").find(letter) != std::string_view::npos;
    if (is_plain || (in_brackets && letter == '-')) return static_cast<std::uint32_t>(letter);
    if (letter == 'u') return unicode();
    fail("\\" + std::string(1, letter < 0 ? '?' : letter) + " is not understood here.");
  }

  std::uint32_t unicode() {
    const bool braced = take("{");
    std::uint32_t value = 0;
    std::size_t length = 0;
    while (!rest_.empty() && length < (braced ? 6 : 4) && hex_value(rest_.front()) >= 0) {
      value = 16 * value + static_cast<std::uint32_t>(hex_value(take_byte("")));
      ++length;
    }
    const bool complete = braced ? length > 0 && take("}") : length == 4;
    if (!complete || value > last_code_point || (value >= 0xD800 && value <= 0xDFFF))
      fail("\\u is followed by four hexadecimal digits, or some in {…}, of a character.");
    return value;
  }

  static int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  std::string_view rest_;
  int depth_ = 0;
};

}  // namespace

ExpressionNode parse_expression(std::string_view source) {
  return ExpressionParser(source).whole();
}

}  // namespace stoa
