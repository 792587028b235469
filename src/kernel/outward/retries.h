// How long to wait before a message is sent again that was not taken.
//
// Standard Webhooks' schedule: ten attempts over a little more than three days, each somewhat later
// than it says, so that what failed together does not come back together. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>

namespace stoa::outward {

inline constexpr int most_attempts = 10;

// After so many attempts that failed; nullopt when that was the last. `asked` is what the receiver
// says by Retry-After, which counts where it is longer, up to a day. `chance` is from 0 to 1.
std::optional<std::chrono::microseconds> wait_after(int attempts,
                                                    std::optional<std::chrono::seconds> asked,
                                                    double chance);

}  // namespace stoa::outward
