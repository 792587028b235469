// How often something may be tried: delays for who guesses, never a lock for who is guessed at.
//
// A token bucket a key (GCRA). LocalLimiter counts in memory, for this process: a bounded number of
// keys, the oldest forgotten first. RedisLimiter counts for all processes of a site. Owned by the
// Cluster; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/model/types.h"

namespace stoa::cluster {

// `burst` tries at once, then one every `every`.
struct Rate {
  int burst;
  std::chrono::seconds every;
};

class Limiter {
 public:
  virtual ~Limiter() = default;
  // Takes one try of `key`: 0 when there was one, otherwise the seconds until there is. May wait
  // for another machine, redis.answer_ms at most.
  virtual int take(std::string_view key, const Rate& rate, Timestamp now) = 0;
  // Gives a key all its tries again, after a success.
  virtual void forget(std::string_view key) = 0;
};

class LocalLimiter final : public Limiter {
 public:
  explicit LocalLimiter(std::size_t max_keys = 100'000);

  int take(std::string_view key, const Rate& rate, Timestamp now) override;
  void forget(std::string_view key) override;
  std::size_t keys() const;

 private:
  struct Bucket {
    Timestamp free_at;  // GCRA's theoretical arrival time
    std::list<std::string>::iterator place;
  };
  // The bucket of a key, made when there is none. mutex_ is held.
  Bucket& bucket_of(std::string_view key, Timestamp now);

  std::size_t max_keys_;
  mutable std::mutex mutex_;
  std::list<std::string> order_;  // the one used longest ago first
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace stoa::cluster
