// The phrases of a line: each reads from a cursor and moves it behind, or leaves it. Inside of
// quick_add only.
#pragma once

#include <optional>

#include "formats/quick_add_words.h"
#include "kernel/time/moment.h"
#include "kernel/time/recurrence.h"

namespace stoa::formats {

struct QuickNow {
  LocalDateTime local;
  std::string_view zone;  // "" for none
  Date today() const { return date_of(local); }
};

struct QuickDay {
  Date day;
  std::optional<std::int64_t> second = {};  // of the day: "in 2 hours" says that too
};

std::optional<QuickDay> take_quick_day(QuickCursor& cursor, const QuickNow& now);
// The second of a day. `beside_day`: a bare 9:30 is a time there, and may be anything elsewhere.
std::optional<std::int64_t> take_quick_time(QuickCursor& cursor, bool beside_day);

struct QuickRepeat {
  Recurrence rule = {};
  bool after_completion = false;
};
std::optional<QuickRepeat> take_quick_repeat(QuickCursor& cursor);

// What two of them need: "15 dec", "15th of december", "dec 15".
struct QuickMonthDay {
  int month, day;
};
std::optional<QuickMonthDay> take_quick_month_day(QuickCursor& cursor);
std::optional<Date> quick_date(int year, int month, int day);

}  // namespace stoa::formats
