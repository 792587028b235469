// How many connections that stay open each holder has: an account, or a network without one.
//
// Shared by all who take from it; any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "kernel/model/problem.h"

namespace stoa::live {

class Shares : public std::enable_shared_from_this<Shares> {
 public:
  explicit Shares(std::size_t each) : each_(each) {}

  // One more for the holder, until what this gives is gone. Throws Refusal: too_many_streams.
  std::shared_ptr<void> take(const std::string& holder);

 private:
  void give_back(const std::string& holder);

  const std::size_t each_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> held_;
};

namespace problems {
inline constexpr Problem too_many_streams{
    429, "too_many_streams", "You have too many streams open; one can tell of several lists."};
}  // namespace problems

}  // namespace stoa::live
