#include "kernel/cluster/leases.h"

namespace stoa::cluster {
namespace {

constexpr std::chrono::seconds leases_swept_every{10};

}  // namespace

void LocalLeases::hold(const std::string& place, const std::string& name,
                       std::chrono::milliseconds life) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  places_[place][name] = now + life;
  if (now - swept_ > leases_swept_every) sweep(now);
}

void LocalLeases::release(const std::string& place, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto at = places_.find(place);
  if (at == places_.end()) return;
  at->second.erase(name);
  if (at->second.empty()) places_.erase(at);
}

std::vector<std::string> LocalLeases::present(const std::string& place) {
  const auto now = Clock::now();
  std::vector<std::string> names;
  const std::lock_guard lock(mutex_);
  const auto at = places_.find(place);
  if (at == places_.end()) return names;
  for (const auto& [name, end] : at->second)
    if (end > now) names.push_back(name);
  return names;
}

std::size_t LocalLeases::places() const {
  const std::lock_guard lock(mutex_);
  return places_.size();
}

// Whoever went without a word is forgotten where nobody asks for them too. mutex_ is held.
void LocalLeases::sweep(Clock::time_point now) {
  swept_ = now;
  for (auto& [name, place] : places_)
    std::erase_if(place, [now](const auto& one) { return one.second <= now; });
  std::erase_if(places_, [](const auto& place) { return place.second.empty(); });
}

}  // namespace stoa::cluster
