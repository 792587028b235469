#include "kernel/model/patterns.h"

// g++ 12 takes std::regex to be uninitialised when it adds its own checks to it (GCC bug 105562).
#ifdef __SANITIZE_ADDRESS__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <shared_mutex>

namespace stoa {
namespace {

// Matching in polynomial time, whatever the expression: a collection's owner writes patterns too,
// and (a+)+$ must not stop the server.
constexpr auto regex_flags =
    std::regex::ECMAScript | std::regex::optimize | std::regex_constants::__polynomial;

// Compiled expressions by their text, for a Type of a collection may go and come back.
class PatternCache {
 public:
  std::shared_ptr<const std::regex> get(std::string_view expression) {
    {
      std::shared_lock lock(mutex_);
      if (auto at = compiled_.find(expression); at != compiled_.end()) return at->second;
    }
    auto fresh =
        std::make_shared<const std::regex>(expression.begin(), expression.end(), regex_flags);
    std::unique_lock lock(mutex_);
    if (compiled_.size() >= most) compiled_.clear();
    compiled_.insert_or_assign(std::string(expression), fresh);
    return fresh;
  }

 private:
  static constexpr std::size_t most = 1000;
  std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::regex>, std::less<>> compiled_;
};

}  // namespace

bool matches_pattern(std::string_view expression, const std::string& text) {
  static PatternCache cache;
  return std::regex_match(text, *cache.get(expression));
}

}  // namespace stoa
