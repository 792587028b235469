// Cron expressions: when is the next time?
//
// Five fields, minute hour day-of-month month day-of-week, as Debian's crontab(5) has them: `*`,
// numbers, ranges `1-5`, steps `*/15` and `8-18/2`, lists `1,15,20-25`, the names JAN to DEC and
// SUN to SAT in any case, 7 for Sunday too; or @hourly, @daily (@midnight), @weekly, @monthly,
// @yearly
// (@annually). When both day fields are restricted (neither begins with `*`) one of them is enough.
// Pure functions of values; any thread.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/model/types.h"

namespace stoa::jobs {

// Why an expression or a zone is none, in a sentence.
class CronError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Cron {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;     // 1 to 31
  std::bitset<13> months;   // 1 to 12
  std::bitset<7> weekdays;  // 0 is Sunday
  bool either_day = false;  // a day that meets one of `days` and `weekdays` will do
  bool fixed = false;       // neither minute nor hour begins with `*`: it names times of day
};

// Throws CronError, also for what never happens (30 February).
Cron parse_cron(std::string_view expression);

// The first time after `after`, by the clocks of a place: "Europe/Amsterdam", "UTC". Throws
// CronError for a zone that the system does not have.
//
// When clocks are set forward by less than three hours, a job with a fixed time of day that the
// clocks skip runs at the moment of the change; when they are set back, one whose time comes twice
// runs the first time only. One with `*` in its minute or hour follows the clocks: it runs at no
// time that they skip, and twice at one that comes twice. cron(8) of Debian has it so.
Timestamp next_after(const Cron& cron, const std::string& zone, Timestamp after);

// ---- by a clock without a zone ------------------------------------------------------------------

// Minutes since 1970-01-01T00:00 by some clock on a wall.
using LocalMinute = std::int64_t;

bool matches(const Cron& cron, LocalMinute minute);
// The first that matches at or after `from`; nothing when there is none within 400 years.
std::optional<LocalMinute> next_match(const Cron& cron, LocalMinute from);

}  // namespace stoa::jobs
