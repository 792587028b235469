#include "kernel/auth/remembered.h"

#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

using namespace std::chrono_literals;

constexpr Remembered::Clock::time_point asked{std::chrono::hours(1)};

Principal signed_in() { return {.credential = Credential::cookie}; }

TEST("remembered: it counts from when the question left") {
  Remembered memory(1s, 100);
  memory.remember("a", signed_in(), asked, asked + 400ms);
  CHECK(memory.recall("a", asked + 999ms));
  CHECK_FALSE(memory.recall("a", asked + 1s));
  memory.remember("b", signed_in(), asked, asked + 2s);
  CHECK_FALSE(memory.recall("b", asked + 2s));
}

TEST("remembered: for no time is not at all") {
  Remembered memory(0s, 100);
  memory.remember("a", signed_in(), asked, asked);
  CHECK_FALSE(memory.recall("a", asked));
  CHECK(memory.size() == 0);
}

TEST("remembered: a bounded number, of which the newest are kept") {
  Remembered memory(1h, 100);
  for (int i = 0; i < 1000; ++i) {
    memory.remember(std::to_string(i), signed_in(), asked, asked);
    CHECK(memory.size() <= 100);
  }
  CHECK(memory.recall("999", asked));
  CHECK(memory.recall("951", asked));
  CHECK_FALSE(memory.recall("0", asked));
}

TEST("remembered: what is heard later counts") {
  Remembered memory(1h, 4);
  memory.remember("a", {}, asked, asked);
  for (int i = 0; i < 2; ++i) memory.remember(std::to_string(i), {}, asked, asked);
  memory.remember("a", signed_in(), asked + 1s, asked + 1s);
  CHECK(memory.recall("a", asked + 2s)->credential == Credential::cookie);
}

}  // namespace
}  // namespace stoa::auth
