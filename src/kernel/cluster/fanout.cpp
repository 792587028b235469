#include "kernel/cluster/fanout.h"

namespace stoa::cluster {

void LocalFanout::publish(std::string_view channel, std::string_view message) {
  const std::lock_guard lock(mutex_);
  const auto listener = listeners_.find(channel);
  if (listener != listeners_.end()) listener->second(message);
}

void LocalFanout::listen(const std::string& channel, Receive receive) {
  const std::lock_guard lock(mutex_);
  if (receive)
    listeners_[channel] = std::move(receive);
  else
    listeners_.erase(channel);
}

}  // namespace stoa::cluster
