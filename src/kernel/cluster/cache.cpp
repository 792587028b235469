#include "kernel/cluster/cache.h"

#include <iterator>

namespace stoa::cluster {

std::optional<std::string> LocalCache::get(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  if (found->second->until <= Clock::now()) {
    drop(found->second);
    return std::nullopt;
  }
  order_.splice(order_.end(), order_, found->second);
  return found->second->value;
}

void LocalCache::keep(const std::string& key, const std::string& value,
                      std::chrono::milliseconds life) {
  const std::lock_guard lock(mutex_);
  if (const auto before = entries_.find(key); before != entries_.end()) drop(before->second);
  order_.push_back({key, value, Clock::now() + life});
  const auto entry = std::prev(order_.end());
  entries_.emplace(entry->key, entry);
  bytes_ += cost(*entry);
  while (bytes_ > most_) drop(order_.begin());
}

void LocalCache::remove(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = entries_.find(key); found != entries_.end()) drop(found->second);
}

std::size_t LocalCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

// With what lists and maps add to it.
std::size_t LocalCache::cost(const Entry& entry) {
  return entry.key.size() + entry.value.size() + sizeof(Entry) + 64;
}

void LocalCache::drop(Order::iterator entry) {
  bytes_ -= cost(*entry);
  entries_.erase(entry->key);
  order_.erase(entry);
}

}  // namespace stoa::cluster
