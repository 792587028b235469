#include "kernel/model/patterns.h"

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include "kernel/model/expression.h"

namespace stoa {
namespace {

// Expressions by their text, for a Type of a collection may go and come back.
class PatternCache {
 public:
  std::shared_ptr<const Expression> get(std::string_view source) {
    {
      std::shared_lock lock(mutex_);
      if (auto at = made_.find(source); at != made_.end()) return at->second;
    }
    auto fresh = std::make_shared<const Expression>(source);
    std::unique_lock lock(mutex_);
    if (made_.size() >= most) made_.clear();
    made_.insert_or_assign(std::string(source), fresh);
    return fresh;
  }

 private:
  static constexpr std::size_t most = 1000;
  std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const Expression>, std::less<>> made_;
};

// Where the brackets of a pattern are, as far as its anchors ask.
struct Outline {
  bool has_choice = false;      // outside of all groups
  bool ends_escaped = false;    // its last character follows a backslash
  std::size_t first_group = 0;  // where the group that it begins with ends
};

Outline outline_of(std::string_view pattern) {
  Outline outline;
  int depth = 0;
  bool in_brackets = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      outline.ends_escaped = ++i == pattern.size() - 1;
    } else if (in_brackets) {
      in_brackets = c != ']';
    } else if (c == '[') {
      in_brackets = true;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      if (--depth == 0 && outline.first_group == 0) outline.first_group = i;
    } else if (c == '|' && depth == 0) {
      outline.has_choice = true;
    }
  }
  return outline;
}

}  // namespace

bool matches_pattern(std::string_view expression, std::string_view text) {
  static PatternCache cache;
  return cache.get(expression)->matches(text);
}

std::string whole_pattern(std::string_view pattern) {
  const Outline outline = outline_of(pattern);
  const bool from_begin = !outline.has_choice && pattern.starts_with('^');
  const bool to_end = !outline.has_choice && pattern.ends_with('$') && !outline.ends_escaped;
  std::string_view inner = pattern;
  if (from_begin) inner.remove_prefix(1);
  if (to_end) inner.remove_suffix(1);
  if (from_begin && to_end) {
    const bool is_one_group = inner.starts_with("(?:") && outline.first_group == inner.size();
    return std::string(is_one_group ? inner.substr(3, inner.size() - 4) : inner);
  }
  const std::string anything = "[\\s\\S]*";
  return (from_begin ? "" : anything) + "(?:" + std::string(inner) + ")" + (to_end ? "" : anything);
}

std::string pattern_fault(std::string_view expression, std::int64_t characters) {
  constexpr std::size_t longest = 1'000;          // bytes
  constexpr std::int64_t most_taken = 2'000'000;  // steps that a text may lead to
  if (expression.size() > longest) return "A pattern has at most 1000 bytes.";
  try {
    const Expression made(expression);
    if (static_cast<std::int64_t>(made.steps()) * characters > most_taken)
      return "This pattern is too costly for so long a text: repeat less, or lower maxLength.";
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
  return {};
}

}  // namespace stoa
