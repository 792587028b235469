// Principals that were found a moment ago, by a name that hides what was shown for them.
//
// A bounded number: two generations, the older of which goes when the younger is full or old
// enough, so that what is dropped was there longest. Not for several threads at once: its owner has
// a lock.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "kernel/auth/principal.h"

namespace stoa::auth {

class Remembered {
 public:
  using Clock = std::chrono::steady_clock;
  Remembered(std::chrono::milliseconds life, std::size_t most) : life_(life), most_(most) {}

  std::optional<Principal> recall(const std::string& name, Clock::time_point now) const;
  // It counts from when the question left: what has changed since is not in the answer.
  void remember(const std::string& name, Principal principal, Clock::time_point asked,
                Clock::time_point now);
  void forget(const AccountId& account);
  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Known {
    Principal principal;
    Clock::time_point until;
  };
  using Generation = std::unordered_map<std::string, Known>;

  const std::chrono::milliseconds life_;
  const std::size_t most_;
  Clock::time_point turned_ = {};
  Generation young_, old_;
};

}  // namespace stoa::auth
