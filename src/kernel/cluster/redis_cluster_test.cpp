#include "kernel/cluster/redis_cluster.h"

#include <algorithm>
#include <thread>

#include "kernel/redis/test_redis.h"
#include "kernel/testing/test.h"

namespace stoa::cluster {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr Rate three_at_once{.burst = 3, .every = 60s};
constexpr Timestamp any_time{1'700'000'000'000'000};

template <typename Holds>
bool soon(Holds holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// A folder for master keys, which goes with the test.
struct Keys {
  Keys() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stoa-keys-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp");
    folder = pattern;
  }
  ~Keys() { std::filesystem::remove_all(folder); }
  auth::Seal load(const std::string& name) const { return auth::Seal::load(folder / name, true); }
  std::filesystem::path folder;
};

// Two processes of one site, and one of another that shares their Redis.
struct Site {
  Site() {
    REQUIRE(soon([this] { return all_well(); }));
  }

  // A machine that is busy with other things may take its time to answer.
  redis::Options options() const {
    return {.address = redis::parse_address(redis.url()), .answer = 30s};
  }
  bool all_well() const {
    return !one.state().degraded && !two.state().degraded && !stranger.state().degraded;
  }

  const Keys keys;
  const auth::Seal seal = keys.load("ours"), other_seal = keys.load("another");
  redis::TestRedis redis;
  RedisCluster one{options(), seal}, two{options(), seal}, stranger{options(), other_seal};
  redis::Client raw{options()};  // whoever can write to Redis
};

// What was heard on a channel.
struct Ear {
  Ear(Cluster& cluster, std::string channel) : cluster(cluster), channel(std::move(channel)) {
    cluster.news().listen(this->channel, [this](std::string_view text) {
      const std::lock_guard lock(mutex);
      heard.emplace_back(text);
    });
  }
  ~Ear() { cluster.news().listen(channel, {}); }
  Names all() {
    const std::lock_guard lock(mutex);
    return heard;
  }
  bool hears(const std::string& text) {
    return soon([&] {
      const Names now = all();
      return std::find(now.begin(), now.end(), text) != now.end();
    });
  }

  Cluster& cluster;
  const std::string channel;
  std::mutex mutex;
  Names heard;
};

bool skipped() {
  if (redis::TestRedis::installed()) return false;
  MESSAGE("skipped: redis-server is not installed");
  return true;
}

}  // namespace

TEST("cluster: news reach every process of the site, once, and no other site") {
  if (skipped()) return;
  Site site;
  Ear here(site.one, "log"), there(site.two, "log"), elsewhere(site.stranger, "log");
  // A subscription takes a moment.
  REQUIRE(soon([&] {
    site.one.news().publish_to_others("log", "first");
    return !there.all().empty();
  }));
  site.one.news().publish("log", "both");
  CHECK(there.hears("both"));
  CHECK(here.all() == Names{"both"});
  site.two.news().publish("log", "back");
  CHECK(here.hears("back"));
  const Names all = there.all();
  CHECK(std::count(all.begin(), all.end(), "both") == 1);
  CHECK(elsewhere.all().empty());
}

TEST("cluster: news that no process of the site sent are not believed, nor the same ones twice") {
  if (skipped()) return;
  Site site;
  const std::string channel = "stoa:" + site.seal.fingerprint("redis").substr(0, 8) + ":news:log";
  std::mutex mutex;
  Names sent;
  site.raw.start([&](std::string_view, std::string_view text) {
    const std::lock_guard lock(mutex);
    sent.emplace_back(text);
  });
  const auto seen = [&] {
    const std::lock_guard lock(mutex);
    return sent;
  };
  site.raw.subscribe(channel);
  Ear there(site.two, "log");
  REQUIRE(soon([&] {
    site.one.news().publish_to_others("log", "real");
    return !seen().empty() && !there.all().empty();
  }));
  site.one.news().publish_to_others("log", "last");
  REQUIRE(there.hears("last"));
  const auto before = there.all().size();
  for (const std::string& text : seen()) site.raw.ask({"PUBLISH", channel, text});
  for (const char* forged : {"", "log", "AAAA", "a b c"})
    site.raw.ask({"PUBLISH", channel, forged});
  // Real news of one channel are none of another.
  site.raw.ask({"PUBLISH", channel, site.seal.seal("x 1 y", "news jobs")});
  CHECK(soon([&] { return site.two.state().news_refused >= 5; }));
  CHECK(there.all().size() == before);
}

TEST("cluster: tries are counted across processes, and by each of them while Redis is away") {
  if (skipped()) return;
  Site site;
  Limiter &one = site.one.limits(), &two = site.two.limits();
  CHECK(one.take("ann", three_at_once, any_time) == 0);
  CHECK(two.take("ann", three_at_once, any_time) == 0);
  CHECK(one.take("ann", three_at_once, any_time) == 0);
  const int wait = two.take("ann", three_at_once, any_time);
  CHECK(wait > 50);
  CHECK(wait <= 60);
  CHECK(one.take("ann", three_at_once, any_time) > 50);
  CHECK(site.stranger.limits().take("ann", three_at_once, any_time) == 0);
  CHECK(one.take("free", {1, 0s}, any_time) == 0);
  two.forget("ann");
  CHECK(soon([&] { return one.take("ann", three_at_once, any_time) == 0; }));
  site.redis.stop();
  REQUIRE(soon([&] { return site.one.state().degraded && site.two.state().degraded; }));
  for (int i = 0; i < 3; ++i) CHECK(one.take("bob", three_at_once, any_time) == 0);
  CHECK(one.take("bob", three_at_once, any_time) == 60);
  CHECK(two.take("bob", three_at_once, any_time) == 0);
  site.redis.start();
  REQUIRE(soon([&] { return site.all_well(); }));
  for (int i = 0; i < 3; ++i) CHECK(two.take("cy", three_at_once, any_time) == 0);
  CHECK(one.take("cy", three_at_once, any_time) > 50);
}

TEST("cluster: who is there is known to all, and those of this process without Redis too") {
  if (skipped()) return;
  Site site;
  site.one.leases().hold("room", "ann", 1h);
  site.two.leases().hold("room", "ann", 1h);
  site.two.leases().hold("room", "bob", 1h);
  site.two.leases().hold("room", "soon gone", 1ms);
  std::this_thread::sleep_for(5ms);
  CHECK(soon([&] { return site.one.leases().present("room") == Names{"ann", "bob"}; }));
  CHECK(site.stranger.leases().present("room").empty());
  site.two.leases().release("room", "ann");
  site.two.leases().release("room", "bob");
  CHECK(soon([&] { return site.one.leases().present("room") == Names{"ann"}; }));
  site.redis.stop();
  CHECK(site.one.leases().present("room") == Names{"ann"});
}

TEST("cluster: what is kept is found by the other process, and what was changed there is not") {
  if (skipped()) return;
  Site site;
  site.one.cache().keep("price", "12", 1h);
  CHECK(soon([&] { return site.two.cache().get("price") == "12"; }));
  CHECK(site.stranger.cache().get("price") == std::nullopt);
  site.raw.start([](auto, auto) {});
  REQUIRE(soon([&] { return site.raw.stats().up; }));
  const auto key = "stoa:" + site.seal.fingerprint("redis").substr(0, 8) + ":cache:";
  const auto kept = site.raw.ask({"GET", key + site.seal.fingerprint("price")});
  REQUIRE(kept);
  site.raw.ask({"SET", key + site.seal.fingerprint("cost"), kept->text});
  CHECK(site.two.cache().get("cost") == std::nullopt);
  site.one.cache().remove("price");
  CHECK(soon([&] { return site.two.cache().get("price") == std::nullopt; }));
  site.one.cache().keep("price", std::string(20 << 20, 'x'), 1h);  // holds up nobody
  CHECK(site.one.cache().get("price") == std::nullopt);
  CHECK(site.all_well());
  site.redis.stop();
  site.one.cache().keep("price", "13", 1h);
  CHECK(site.one.cache().get("price") == std::nullopt);
}

TEST("cluster: a Redis without room is trouble, and limits go on") {
  if (skipped()) return;
  Site site;
  site.raw.start([](auto, auto) {});
  REQUIRE(soon([&] { return site.raw.stats().up; }));
  site.raw.ask({"CONFIG", "SET", "maxmemory", "1"});
  for (int i = 0; i < 3; ++i) CHECK(site.one.limits().take("ann", three_at_once, any_time) == 0);
  CHECK(site.one.limits().take("ann", three_at_once, any_time) == 60);
  CHECK(site.one.state().degraded);
}

TEST("cluster: what Redis is told names nobody") {
  if (skipped()) return;
  Site site;
  site.raw.start([](auto, auto) {});
  REQUIRE(soon([&] { return site.raw.stats().up; }));
  site.one.limits().take("sign-in ann@example.org", three_at_once, any_time);
  site.one.cache().keep("ann@example.org", "ann@example.org", 1h);
  site.one.leases().hold("ann@example.org", "0190", 1h);
  redis::Value keys;
  REQUIRE(soon([&] {
    keys = site.raw.ask({"KEYS", "*"}).value_or(redis::Value{});
    return keys.items.size() == 3;
  }));
  for (const redis::Value& key : keys.items) {
    CHECK(key.text.starts_with("stoa:"));
    CHECK(key.text.find("ann") == std::string::npos);
    CHECK(site.raw.ask({"PTTL", key.text})->integer > 0);
  }
}

}  // namespace stoa::cluster
