// Recurrence rules, as RFC 5545 §3.3.10 has them: "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12".
//
// A rule is a value; when it happens depends on a start and a zone: see kernel/time/series.h.
// Everything of the section is here but second 60, which is kept as 59 (§3.3.12). Any thread.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/time/local_time.h"

namespace stoa {

// Why a text is no rule, in a sentence that names the part.
class RecurrenceError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Frequency : std::uint8_t { secondly, minutely, hourly, daily, weekly, monthly, yearly };

// Weekdays are counted from Monday, which is 0.
struct NthWeekday {
  int nth = 0;  // 0: each of them; 2: the second; -1: the last of the month or year
  int weekday = 0;
  auto operator<=>(const NthWeekday&) const = default;
};

struct Recurrence {
  // In the form that the start has: a day, a local time, or, where the start has a zone, an
  // instant.
  using Until = std::variant<Date, LocalDateTime, Timestamp>;

  Frequency frequency = Frequency::daily;
  std::int64_t interval = 1;
  std::optional<std::int64_t> count = {};
  std::optional<Until> until = {};
  // None set: no such part. The lists are sorted and say nothing twice.
  std::bitset<60> seconds = {}, minutes = {};
  std::bitset<24> hours = {};
  std::bitset<13> months = {};  // 1 to 12
  std::vector<int> month_days = {}, year_days = {}, weeks = {}, positions = {};
  std::vector<NthWeekday> weekdays = {};
  int week_start = 0;
  bool operator==(const Recurrence&) const = default;
};

inline constexpr std::size_t longest_recurrence = 2'000;  // characters
inline constexpr std::int64_t most_interval = 1'000'000'000, most_count = 100'000;

// Throws RecurrenceError. Parts come in any order and case, each once.
Recurrence parse_recurrence(std::string_view text);
// The one way to write it: parts in the order of the RFC, lists sorted, without what goes unsaid.
std::string to_string(const Recurrence&);

}  // namespace stoa
