// What the processes of a site share beside the database: news, limits, who is there, a cache.
//
// Nothing in it is the truth of anything: what must hold is a row. Two implementations:
// LocalCluster for a site that is one process, RedisCluster for several. Owned by the kernel from
// open() to stop(); any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/cluster/cache.h"
#include "kernel/cluster/fanout.h"
#include "kernel/cluster/leases.h"
#include "kernel/cluster/limiter.h"

namespace stoa::cluster {

// For /readyz and /metrics; a snapshot.
struct State {
  bool shared = false;    // several processes may share what is here
  bool degraded = false;  // each goes on by itself for now
  std::uint64_t connects = 0, commands = 0, failed = 0;
  std::uint64_t news_sent = 0, news_heard = 0, news_refused = 0;
};

class Cluster {
 public:
  virtual ~Cluster() = default;
  virtual Fanout& news() = 0;
  virtual Limiter& limits() = 0;
  virtual Leases& leases() = 0;
  virtual Cache& cache() = 0;
  virtual State state() const = 0;
};

class LocalCluster final : public Cluster {
 public:
  Fanout& news() override { return news_; }
  Limiter& limits() override { return limits_; }
  Leases& leases() override { return leases_; }
  Cache& cache() override { return cache_; }
  State state() const override { return {}; }

 private:
  LocalFanout news_;
  LocalLimiter limits_;
  LocalLeases leases_;
  LocalCache cache_;
};

}  // namespace stoa::cluster
