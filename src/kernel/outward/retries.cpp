#include "kernel/outward/retries.h"

#include <algorithm>

namespace stoa::outward {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds waits[most_attempts - 1] = {5s,  5min, 30min, 2h, 5h,
                                                           10h, 14h,  20h,   24h};
constexpr std::chrono::seconds longest_asked = 24h;
constexpr double most_jitter = 0.1;

}  // namespace

std::optional<std::chrono::microseconds> wait_after(int attempts,
                                                    std::optional<std::chrono::seconds> asked,
                                                    double chance) {
  if (attempts >= most_attempts) return {};
  const auto planned = waits[std::max(attempts, 1) - 1];
  const auto wait = std::max(planned, std::min(asked.value_or(0s), longest_asked));
  const auto longer = std::chrono::duration<double>(wait) * (1 + most_jitter * chance);
  return std::chrono::duration_cast<std::chrono::microseconds>(longer);
}

}  // namespace stoa::outward
