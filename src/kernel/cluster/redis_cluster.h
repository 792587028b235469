// A Cluster of several processes: they meet in a Redis.
//
// Where Redis is away, each goes on by itself: limits are counted in the process, news and presence
// are of this process alone, what was kept is not found. Every key and channel begins with a prefix
// of the site's. What is believed (news, the cache) is sealed by the master key, so that who can
// write to Redis cannot speak for a process; addresses and the like in keys are hashed by it. Owned
// by the kernel; any thread.
#pragma once

#include <atomic>
#include <memory>

#include "kernel/auth/seal.h"
#include "kernel/cluster/cluster.h"
#include "kernel/redis/client.h"

namespace stoa::cluster {

class RedisFanout final : public Fanout {
 public:
  RedisFanout(redis::Client& redis, const auth::Seal& seal, std::string prefix);

  void publish(std::string_view channel, std::string_view message) override;
  void publish_to_others(std::string_view channel, std::string_view message) override;
  void listen(const std::string& channel, Receive receive) override;
  // What came on a channel of Redis; on the client's thread.
  void hear(std::string_view channel, std::string_view sealed);
  void count(State& into) const;

 private:
  bool is_new(std::string_view sender, std::uint64_t number);

  redis::Client& redis_;
  const auth::Seal& seal_;
  const std::string prefix_, self_;
  LocalFanout here_;
  std::mutex mutex_;
  std::uint64_t number_ = 0;  // guarded by mutex_, and sent in its order
  std::atomic<std::uint64_t> sent_ = 0, heard_ = 0, refused_ = 0;
  bool refusal_said_ = false;                               // the client's thread alone
  std::map<std::string, std::uint64_t, std::less<>> last_;  // by sender; likewise
};

class RedisLimiter final : public Limiter {
 public:
  RedisLimiter(redis::Client& redis, const auth::Seal& seal, std::string prefix)
      : redis_(redis), seal_(seal), prefix_(std::move(prefix)) {}

  int take(std::string_view key, const Rate& rate, Timestamp now) override;
  void forget(std::string_view key) override;

 private:
  std::string name_of(std::string_view key) const;

  redis::Client& redis_;
  const auth::Seal& seal_;
  const std::string prefix_;
  LocalLimiter here_;  // counts along, for when it must count alone
};

class RedisLeases final : public Leases {
 public:
  RedisLeases(redis::Client& redis, const auth::Seal& seal, std::string prefix);

  void hold(const std::string& place, const std::string& name,
            std::chrono::milliseconds life) override;
  void release(const std::string& place, const std::string& name) override;
  std::vector<std::string> present(const std::string& place) override;

 private:
  std::string name_of(const std::string& place) const;

  redis::Client& redis_;
  const auth::Seal& seal_;
  const std::string prefix_, self_;
  LocalLeases here_;
};

class RedisCache final : public Cache {
 public:
  RedisCache(redis::Client& redis, const auth::Seal& seal, std::string prefix)
      : redis_(redis), seal_(seal), prefix_(std::move(prefix)) {}

  std::optional<std::string> get(const std::string& key) override;
  void keep(const std::string& key, const std::string& value,
            std::chrono::milliseconds life) override;
  void remove(const std::string& key) override;

 private:
  std::string name_of(const std::string& key) const;

  redis::Client& redis_;
  const auth::Seal& seal_;
  const std::string prefix_;
};

class RedisCluster final : public Cluster {
 public:
  // Processes with the same master key are one site. `seal` outlives it; it does not wait for
  // Redis. Throws std::runtime_error when the options cannot be used.
  RedisCluster(redis::Options options, const auth::Seal& seal);
  ~RedisCluster() override;

  Fanout& news() override { return news_; }
  Limiter& limits() override { return limits_; }
  Leases& leases() override { return leases_; }
  Cache& cache() override { return cache_; }
  State state() const override;

 private:
  RedisCluster(redis::Options options, const auth::Seal& seal, const std::string& site);

  std::unique_ptr<redis::Client> redis_;
  RedisFanout news_;
  RedisLimiter limits_;
  RedisLeases leases_;
  RedisCache cache_;
};

}  // namespace stoa::cluster
