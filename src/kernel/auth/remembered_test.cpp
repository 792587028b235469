#include "kernel/auth/remembered.h"

#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

using namespace std::chrono_literals;

constexpr Remembered::Clock::time_point start{std::chrono::hours(1)};

Principal somebody() { return {.credential = Credential::cookie}; }

TEST("remembered: it counts from when the question left") {
  Remembered memory(1s, 100);
  memory.remember("a", somebody(), start, start + 400ms);
  CHECK(memory.recall("a", start + 999ms));
  CHECK_FALSE(memory.recall("a", start + 1s));
  memory.remember("b", somebody(), start, start + 2s);
  CHECK_FALSE(memory.recall("b", start + 2s));
}

TEST("remembered: for no time is not at all") {
  Remembered memory(0s, 100);
  memory.remember("a", somebody(), start, start);
  CHECK_FALSE(memory.recall("a", start));
  CHECK(memory.size() == 0);
}

TEST("remembered: a bounded number, of which the newest are kept") {
  Remembered memory(1h, 100);
  for (int i = 0; i < 1000; ++i) {
    memory.remember(std::to_string(i), somebody(), start, start);
    CHECK(memory.size() <= 100);
  }
  CHECK(memory.recall("999", start));
  CHECK(memory.recall("951", start));
  CHECK_FALSE(memory.recall("0", start));
}

TEST("remembered: what is heard later counts") {
  Remembered memory(1h, 4);
  memory.remember("a", {}, start, start);
  for (int i = 0; i < 2; ++i) memory.remember(std::to_string(i), {}, start, start);
  memory.remember("a", somebody(), start + 1s, start + 1s);
  CHECK(memory.recall("a", start + 2s)->credential == Credential::cookie);
}

}  // namespace
}  // namespace stoa::auth
