#include "kernel/model/expression.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/model/expression_parse.h"

namespace stoa {

// Writes the steps of each part before those of what comes ahead of it, so that they are known.
class ExpressionMaker {
 public:
  using Op = Expression::Op;

  explicit ExpressionMaker(Expression& made) : made_(made) {}

  void make(const ExpressionNode& whole) { made_.first_ = write(whole, add({.op = Op::done})); }

 private:
  std::uint32_t write(const ExpressionNode& node, std::uint32_t next) {
    check_size(++written_);  // what is nothing, a thousand times a thousand times, has no step
    switch (node.kind) {
      case ExpressionNode::Kind::set:
        made_.sets_.push_back(node.set);
        return add({Op::take, next, static_cast<std::uint32_t>(made_.sets_.size() - 1)});
      case ExpressionNode::Kind::sequence:
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part)
          next = write(*part, next);
        return next;
      case ExpressionNode::Kind::choice:
        return choice(node, next);
      case ExpressionNode::Kind::repeat:
        return repeat(node, next);
      case ExpressionNode::Kind::begin:
        return add({.op = Op::begin, .to = next});
      case ExpressionNode::Kind::end:
        return add({.op = Op::end, .to = next});
    }
    return next;
  }

  std::uint32_t choice(const ExpressionNode& node, std::uint32_t next) {
    std::uint32_t from = write(node.parts.front(), next);
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
      const auto other = write(node.parts[i], next);
      from = add({Op::fork, from, other});
    }
    return from;
  }

  std::uint32_t repeat(const ExpressionNode& node, std::uint32_t next) {
    const ExpressionNode& part = node.parts.front();
    const auto after = next;
    if (node.max == ExpressionNode::no_limit) {
      next = add({.op = Op::fork, .other = after});
      const auto body = write(part, next);
      made_.steps_[next].to = body;
    }
    for (int i = node.min; i < node.max; ++i) {
      const auto body = write(part, next);
      next = add({Op::fork, body, after});
    }
    for (int i = 0; i < node.min; ++i) next = write(part, next);
    return next;
  }

  std::uint32_t add(Expression::Step step) {
    made_.steps_.push_back(step);
    check_size(made_.steps_.size());
    return static_cast<std::uint32_t>(made_.steps_.size() - 1);
  }

  static void check_size(std::size_t size) {
    if (size > 2 * Expression::most_steps)
      throw std::invalid_argument("This takes too many steps; repeat less.");
  }

  Expression& made_;
  std::size_t written_ = 0;
};

Expression::Expression(std::string_view source) {
  ExpressionMaker(*this).make(parse_expression(source));
  if (steps_.size() > most_steps)
    throw std::invalid_argument("This takes too many steps; repeat less.");
}

namespace {

bool is_in(const CharacterSet& set, std::uint32_t c) {
  return std::any_of(set.begin(), set.end(),
                     [c](auto range) { return range.first <= c && c <= range.second; });
}

// The next character of valid UTF-8.
std::uint32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  text.remove_prefix(std::min(length, text.size()));
  return c;
}

}  // namespace

bool Expression::matches(std::string_view text) const {
  std::vector<std::uint32_t> now, then, ways;
  std::vector<bool> seen(steps_.size());
  // All steps at `from` that take a character, or are done, without one taken before.
  auto reach = [&](std::vector<std::uint32_t>& found, std::uint32_t from, bool begin, bool end) {
    auto go = [&](std::uint32_t to) {
      if (!seen[to]) ways.push_back(to);
      seen[to] = true;
    };
    for (go(from); !ways.empty();) {
      const auto at = ways.back();
      const Step& step = steps_[at];
      ways.pop_back();
      if (step.op == Op::take || step.op == Op::done) found.push_back(at);
      if (step.op == Op::fork) go(step.other);
      const bool passes =
          step.op == Op::fork || (step.op == Op::begin && begin) || (step.op == Op::end && end);
      if (passes) go(step.to);
    }
  };
  reach(now, first_, true, text.empty());
  while (!text.empty() && !now.empty()) {
    const auto c = take_character(text);
    then.clear();
    seen.assign(seen.size(), false);
    for (auto at : now) {
      const Step& step = steps_[at];
      const bool taken = step.op == Op::take && is_in(sets_[step.other], c);
      if (taken) reach(then, step.to, false, text.empty());
    }
    now.swap(then);
  }
  return std::any_of(now.begin(), now.end(), [&](auto at) { return steps_[at].op == Op::done; });
}

}  // namespace stoa
