// A day and a time of day by some clock on a wall, without saying where that wall stands.
//
// It becomes an instant only together with the rules of a zone (kernel/time/zone.h). Whole seconds:
// RFC 5545 knows no finer ones. Plain values; any thread.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/types.h"

namespace stoa {

struct LocalDateTime {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00 by that clock
  auto operator<=>(const LocalDateTime&) const = default;
  friend LocalDateTime operator+(LocalDateTime t, std::chrono::seconds d) {
    return {t.seconds + d.count()};
  }
  friend LocalDateTime operator-(LocalDateTime t, std::chrono::seconds d) {
    return {t.seconds - d.count()};
  }
};

inline constexpr std::int64_t seconds_a_day = 86'400;

Date date_of(LocalDateTime);
std::int64_t second_of_day(LocalDateTime);
LocalDateTime midnight_of(Date);

std::string to_string(LocalDateTime);  // 2026-11-23T08:15:00
// The same, and without seconds, as <input type=datetime-local> writes it. Years 0000 to 9999.
std::optional<LocalDateTime> parse_local(std::string_view);

}  // namespace stoa
