#include "kernel/live/shares.h"

namespace stoa::live {

std::shared_ptr<void> Shares::take(const std::string& holder) {
  {
    const std::lock_guard lock(mutex_);
    std::size_t& held = held_[holder];
    if (held >= each_) throw Refusal{.problem = problems::too_many_streams, .retry_after_s = 30};
    ++held;
  }
  return {this, [self = shared_from_this(), holder](void*) { self->give_back(holder); }};
}

void Shares::give_back(const std::string& holder) {
  const std::lock_guard lock(mutex_);
  const auto at = held_.find(holder);
  if (at != held_.end() && --at->second == 0) held_.erase(at);
}

}  // namespace stoa::live
