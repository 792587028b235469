// Tells how far a long step is, every few seconds.
//
// For commands; used by the thread that does the step.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace stoa {

// Takes a line about how far it is.
using Tell = std::function<void(const std::string&)>;

class Ticker {
 public:
  Ticker(const Tell& tell, std::string what, std::string_view unit = "rows")
      : tell_(tell), what_(std::move(what)), unit_(unit) {}
  void operator()(std::uint64_t done) {
    if (std::chrono::steady_clock::now() < next_) return;
    tell_(fmt::format("{}: {} {} so far", what_, done, unit_));
    next_ = std::chrono::steady_clock::now() + every;
  }

 private:
  static constexpr std::chrono::seconds every{3};
  const Tell& tell_;
  const std::string what_;
  const std::string_view unit_;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + every;
};

}  // namespace stoa
