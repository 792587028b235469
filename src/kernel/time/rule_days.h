// Which days a recurrence rule takes, period by period. Inside kernel/time only.
//
// What a rule leaves unsaid comes from its start (RFC 5545 §3.3.10): FREQ=MONTHLY is on the day of
// the month on which it begins. Pure; any thread.
#pragma once

#include <vector>

#include "kernel/time/recurrence.h"

namespace stoa {

struct CalendarDay {
  std::int32_t days;  // since 1970-01-01
  int year, month, day;
  int month_length;
  int day_of_year, year_length;
  int weekday;  // 0 is Monday
};

CalendarDay calendar_day(std::int32_t days);
std::int32_t first_of_month(int year, int month);
std::int32_t start_of_week(std::int32_t days, int week_start);

class RuleDays {
 public:
  RuleDays(const Recurrence& rule, const CalendarDay& start);

  bool takes_month(int month) const {
    return rule_.months.none() || rule_.months[static_cast<std::size_t>(month)];
  }
  bool takes(const CalendarDay& day) const;

  // The days of the period that begins at `first` (a year, a month, a week, a day), in order. How
  // many were looked at is the price.
  std::int64_t in_period(std::int32_t first, std::vector<std::int32_t>& days) const;

 private:
  std::int64_t in_month(std::int32_t first, std::vector<std::int32_t>& days) const;
  bool takes_week(const CalendarDay& day) const;
  bool takes_weekday(const CalendarDay& day) const;

  Recurrence rule_;
  bool counts_in_month_;  // what 2MO is the second Monday of: the month, not the year
};

}  // namespace stoa
