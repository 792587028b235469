// "Pay rent every 1st 9am !high #home": a task as one types it in a line of English.
//
//   days       today, tomorrow, day after tomorrow, fri, next friday, in 3 days, 15 dec, dec 15
//   2027,
//              2026-12-15; with on, by or due before them if one likes
//   times      9am, 9:30 pm, 17:00, noon; 9:30 after "at" or beside a day; in 2 hours
//   repeats    every day, every weekday, every mon,thu, every other friday, every 2 weeks, every
//   1st,
//              every 1st and 15th, every last friday, every 15 dec; "every!" counts from completion
//   priority   !high (1), !medium (5), !low (9), !1 to !9
//   labels     #home
//
// What is not understood stays in the title, and so does what would be a guess: a day behind "the",
// "before", "from" and their like, "sun" in the middle of a sentence, and all that is "in quotes".
// Of two days, times, repeats or priorities the last one counts, and the others are title. What
// would leave no title is nothing but title. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/time/moment.h"
#include "kernel/time/recurrence.h"

namespace stoa::formats {

struct QuickAdd {
  std::string title = {};
  std::optional<Moment> due = {};  // a day; with a time in the zone, or floating without one
  std::optional<Recurrence> repeat = {};
  bool repeats_after_completion = false;
  std::optional<int> priority = {};  // 1 to 9, 1 being the highest (RFC 5545)
  std::vector<std::string> labels = {};
};

// `now` is by the clocks of `zone`, an IANA name or "" for none. A weekday is one to seven days
// ahead, a "next" one in the week that begins on the coming Monday; a day without a year and a time
// without a day are the next ones to come. A repeat without a day begins on the first that it
// takes, today included. 29 Feb waits for a leap year; what no calendar has is title.
QuickAdd parse_quick_add(std::string_view text, LocalDateTime now, std::string_view zone);

}  // namespace stoa::formats
