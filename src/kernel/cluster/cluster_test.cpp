// What LocalCluster has; RedisCluster stands beside a Redis in redis_cluster_test.cpp.
#include "kernel/cluster/cluster.h"

#include <thread>

#include "kernel/testing/test.h"

namespace stoa::cluster {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

}  // namespace

TEST("leases: a name is there while its lease lasts") {
  LocalLeases leases;
  leases.hold("room 1", "bob", 1h);
  leases.hold("room 1", "ann", 1h);
  leases.hold("room 1", "gone", 0ms);
  leases.hold("room 2", "cy", 1h);
  CHECK(leases.present("room 1") == Names{"ann", "bob"});
  leases.release("room 1", "ann");
  leases.release("room 1", "nobody");
  leases.release("nowhere", "ann");
  CHECK(leases.present("room 1") == Names{"bob"});
  CHECK(leases.present("nowhere").empty());
  leases.hold("room 1", "bob", 0ms);  // the last word counts
  CHECK(leases.present("room 1").empty());
}

TEST("leases: a place that everybody has left takes no room") {
  LocalLeases leases;
  leases.hold("room 1", "ann", 1h);
  leases.release("room 1", "ann");
  CHECK(leases.places() == 0);
}

TEST("cache: what was kept is found until its time is over, or it is removed") {
  LocalCache cache;
  cache.keep("a", "one", 1h);
  cache.keep("b", "two", 0ms);
  CHECK(cache.get("a") == "one");
  CHECK(cache.get("b") == std::nullopt);
  CHECK(cache.get("c") == std::nullopt);
  cache.keep("a", "three", 1h);
  CHECK(cache.get("a") == "three");
  cache.remove("a");
  cache.remove("a");
  CHECK(cache.get("a") == std::nullopt);
  CHECK(cache.bytes() == 0);
}

TEST("cache: what was used longest ago goes for want of room") {
  LocalCache cache(3000);
  const std::string kilobyte(700, 'x');
  for (const char* key : {"a", "b", "c"}) cache.keep(key, kilobyte, 1h);
  cache.get("a");
  cache.keep("d", kilobyte, 1h);
  CHECK(cache.get("a") == kilobyte);
  CHECK(cache.get("b") == std::nullopt);
  CHECK(cache.bytes() <= 3000);
  cache.keep("huge", std::string(4000, 'x'), 1h);
  CHECK(cache.get("huge") == std::nullopt);
  CHECK(cache.bytes() == 0);
}

TEST("cluster: a site that is one process says so") {
  LocalCluster cluster;
  CHECK(!cluster.state().shared);
  CHECK(!cluster.state().degraded);
  CHECK(cluster.limits().take("a", {1, 60s}, {0}) == 0);
  CHECK(cluster.limits().take("a", {1, 60s}, {0}) == 60);
}

}  // namespace stoa::cluster
