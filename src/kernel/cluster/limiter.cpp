#include "kernel/cluster/limiter.h"

#include <algorithm>
#include <iterator>

namespace stoa::cluster {

using std::chrono::microseconds;

LocalLimiter::LocalLimiter(std::size_t max_keys) : max_keys_(std::max<std::size_t>(max_keys, 1)) {}

int LocalLimiter::take(std::string_view key, const Rate& rate, Timestamp now) {
  const microseconds every = std::max(rate.every, std::chrono::seconds(0));
  const microseconds room = every * (std::max(rate.burst, 1) - 1);
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key, now);
  // Never further ahead than a burst leads: a clock that was set back keeps nobody waiting longer.
  const Timestamp free_at = std::clamp(bucket.free_at, now, now + room + every);
  const std::int64_t wait = free_at.micros - now.micros - room.count();
  if (wait > 0) return static_cast<int>((wait + 999'999) / 1'000'000);
  bucket.free_at = free_at + every;
  return 0;
}

void LocalLimiter::forget(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(std::string(key));
  if (found == buckets_.end()) return;
  order_.erase(found->second.place);
  buckets_.erase(found);
}

std::size_t LocalLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

LocalLimiter::Bucket& LocalLimiter::bucket_of(std::string_view key, Timestamp now) {
  const std::string name(key);
  const auto found = buckets_.find(name);
  if (found != buckets_.end()) {
    order_.splice(order_.end(), order_, found->second.place);
    return found->second;
  }
  if (buckets_.size() >= max_keys_) {
    buckets_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(name);
  return buckets_.emplace(name, Bucket{now, std::prev(order_.end())}).first->second;
}

}  // namespace stoa::cluster
