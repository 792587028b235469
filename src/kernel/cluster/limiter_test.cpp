#include "kernel/cluster/limiter.h"

#include <atomic>
#include <thread>
#include <vector>

#include "kernel/testing/test.h"

namespace stoa::cluster {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Rate rate{.burst = 3, .every = seconds(10)};
constexpr Timestamp start{1'700'000'000'000'000};

}  // namespace

TEST("limiter: a burst at once, then one try each ten seconds") {
  LocalLimiter limits;
  for (int i = 0; i < 3; ++i) CHECK(limits.take("ann", rate, start) == 0);
  CHECK(limits.take("ann", rate, start) == 10);
  CHECK(limits.take("ann", rate, start + seconds(1)) == 9);
  CHECK(limits.take("ann", rate, start + milliseconds(8500)) == 2);
  CHECK(limits.take("ann", rate, start + milliseconds(9000)) == 1);
  CHECK(limits.take("ann", rate, start + seconds(10) - microseconds(1)) == 1);
  CHECK(limits.take("ann", rate, start + seconds(10)) == 0);
  CHECK(limits.take("ann", rate, start + seconds(10)) == 10);
}

TEST("limiter: who waits as long as told is let in, and not a moment before") {
  LocalLimiter limits;
  Timestamp now = start;
  for (int i = 0; i < 3; ++i) limits.take("ann", rate, now);
  for (int i = 0; i < 20; ++i) {
    const int wait = limits.take("ann", rate, now);
    REQUIRE(wait == 10);
    CHECK(limits.take("ann", rate, now + seconds(wait) - microseconds(1)) == 1);
    now = now + seconds(wait);
    REQUIRE(limits.take("ann", rate, now) == 0);
  }
}

TEST("limiter: trying in vain makes the wait no longer") {
  LocalLimiter limits;
  for (int i = 0; i < 1000; ++i) limits.take("ann", rate, start);
  CHECK(limits.take("ann", rate, start) == 10);
}

TEST("limiter: rest brings the burst back, and no more than that") {
  LocalLimiter limits;
  for (int i = 0; i < 3; ++i) limits.take("ann", rate, start);
  CHECK(limits.take("ann", rate, start + seconds(20)) == 0);
  CHECK(limits.take("ann", rate, start + seconds(20)) == 0);
  CHECK(limits.take("ann", rate, start + seconds(20)) == 10);
  const Timestamp much_later = start + seconds(1'000'000);
  for (int i = 0; i < 3; ++i) CHECK(limits.take("ann", rate, much_later) == 0);
  CHECK(limits.take("ann", rate, much_later) == 10);
}

TEST("limiter: keys do not share their tries") {
  LocalLimiter limits;
  for (int i = 0; i < 3; ++i) limits.take("ann", rate, start);
  CHECK(limits.take("ann", rate, start) == 10);
  CHECK(limits.take("bob", rate, start) == 0);
  CHECK(limits.take("", rate, start) == 0);
  CHECK(limits.take(std::string_view("ann\0", 4), rate, start) == 0);
  CHECK(limits.keys() == 4);
}

TEST("limiter: a success gives all tries back") {
  LocalLimiter limits;
  for (int i = 0; i < 4; ++i) limits.take("ann", rate, start);
  limits.forget("ann");
  limits.forget("nobody");
  CHECK(limits.keys() == 0);
  for (int i = 0; i < 3; ++i) CHECK(limits.take("ann", rate, start) == 0);
  CHECK(limits.take("ann", rate, start) == 10);
}

TEST("limiter: a clock that is set back keeps nobody waiting longer than a burst does") {
  LocalLimiter limits;
  for (int i = 0; i < 3; ++i) limits.take("ann", rate, start);
  CHECK(limits.take("ann", rate, start - seconds(86'400)) == 10);
  CHECK(limits.take("bob", rate, start) == 0);
  CHECK(limits.take("bob", rate, start - seconds(1)) == 0);
}

TEST("limiter: a rate of one try, and none at all") {
  LocalLimiter limits;
  CHECK(limits.take("one", {1, seconds(60)}, start) == 0);
  CHECK(limits.take("one", {1, seconds(60)}, start) == 60);
  CHECK(limits.take("one", {0, seconds(60)}, start + seconds(60)) == 0);
  CHECK(limits.take("one", {0, seconds(60)}, start + seconds(60)) == 60);
  for (int i = 0; i < 100; ++i) CHECK(limits.take("free", {1, seconds(0)}, start) == 0);
}

TEST("limiter: the key used longest ago is forgotten first") {
  LocalLimiter limits(3);
  for (std::string_view key : {"a", "b", "c"}) {
    for (int i = 0; i < 3; ++i) limits.take(key, rate, start);
  }
  CHECK(limits.take("a", rate, start) == 10);  // used again, in vain
  CHECK(limits.take("d", rate, start) == 0);
  CHECK(limits.keys() == 3);
  CHECK(limits.take("a", rate, start) == 10);
  CHECK(limits.take("c", rate, start) == 10);
  CHECK(limits.take("b", rate, start) == 0);  // forgotten for d
  CHECK(limits.keys() == 3);
}

TEST("limiter: a flood of keys takes no more room than it may") {
  LocalLimiter limits(100);
  for (int i = 0; i < 10'000; ++i) {
    limits.take(std::to_string(i), rate, start);
    if (i % 7 == 0) limits.forget(std::to_string(i - 3));
  }
  CHECK(limits.keys() <= 100);
  LocalLimiter none(0);
  none.take("a", rate, start);
  none.take("b", rate, start);
  CHECK(none.keys() == 1);
}

TEST("limiter: many threads get exactly the tries that there are") {
  LocalLimiter limits(50);
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&limits, &granted, t] {
      for (int i = 0; i < 1000; ++i) {
        if (limits.take("shared", {100, seconds(10)}, start) == 0) ++granted;
        limits.take("own" + std::to_string(t), rate, start);
        if (i % 10 == 0) limits.forget("own" + std::to_string(t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(granted == 100);
  CHECK(limits.keys() <= 9);
}

}  // namespace stoa::cluster
