#include "kernel/auth/remembered.h"

namespace stoa::auth {

std::optional<Principal> Remembered::recall(const std::string& name, Clock::time_point now) const {
  for (const Generation* generation : {&young_, &old_}) {
    const auto at = generation->find(name);
    if (at != generation->end()) {
      if (now >= at->second.until) return std::nullopt;
      return at->second.principal;
    }
  }
  return std::nullopt;
}

void Remembered::remember(const std::string& name, Principal principal, Clock::time_point asked,
                          Clock::time_point now) {
  const Clock::time_point until = asked + life_;
  if (until <= now) return;
  if (young_.size() >= most_ / 2 || now - turned_ >= life_) {
    old_ = std::move(young_);
    young_.clear();
    turned_ = now;
  }
  young_[name] = {std::move(principal), until};
}

void Remembered::forget(const AccountId& account) {
  for (Generation* generation : {&young_, &old_}) {
    std::erase_if(*generation,
                  [&](const auto& entry) { return entry.second.principal.account == account; });
  }
}

}  // namespace stoa::auth
