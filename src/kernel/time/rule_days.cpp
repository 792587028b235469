#include "kernel/time/rule_days.h"

#include <algorithm>
#include <chrono>

namespace stoa {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int days_a_week = 7;

std::int32_t number_of(sys_days day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

std::int32_t first_of_year(int year) { return first_of_month(year, 1); }

CalendarDay next_day(CalendarDay day) {
  ++day.days;
  ++day.day;
  ++day.day_of_year;
  day.weekday = (day.weekday + 1) % days_a_week;
  return day;
}

// Whether a list of positions, of which -1 is the last, has the one that is `nth` of `count`.
bool has_position(const std::vector<int>& list, int nth, int count) {
  return std::binary_search(list.begin(), list.end(), nth) ||
         std::binary_search(list.begin(), list.end(), nth - count - 1);
}

// Week 1 is the first with at least four days in its year.
std::int32_t first_week(int year, int week_start) {
  const std::int32_t january = first_of_year(year);
  const std::int32_t week = start_of_week(january, week_start);
  return january - week <= 3 ? week : week + days_a_week;
}

}  // namespace

std::int32_t first_of_month(int year, int month) {
  return number_of(
      sys_days(std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / 1));
}

std::int32_t start_of_week(std::int32_t day, int week_start) {
  const int weekday =
      static_cast<int>(std::chrono::weekday(sys_days(days(day))).iso_encoding()) - 1;
  return day - (weekday - week_start + days_a_week) % days_a_week;
}

CalendarDay calendar_day(std::int32_t number) {
  const sys_days day{days(number)};
  const year_month_day date(day);
  const int year = static_cast<int>(date.year());
  const auto last = (date.year() / date.month() / std::chrono::last).day();
  const std::int32_t january = first_of_year(year);
  return {.days = number,
          .year = year,
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .month_length = static_cast<int>(static_cast<unsigned>(last)),
          .day_of_year = number - january + 1,
          .year_length = date.year().is_leap() ? 366 : 365,
          .weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1};
}

RuleDays::RuleDays(const Recurrence& rule, const CalendarDay& start) : rule_(rule) {
  const bool says_day = !rule.weekdays.empty() || !rule.month_days.empty() ||
                        !rule.year_days.empty() || !rule.weeks.empty();
  const bool by_month_day = rule.frequency == Frequency::monthly ||
                            (rule.frequency == Frequency::yearly && rule.weeks.empty());
  const bool by_weekday =
      rule.frequency == Frequency::weekly ||
      (rule.frequency == Frequency::yearly && rule.month_days.empty() && rule.year_days.empty());
  if (!says_day && rule.frequency == Frequency::yearly && rule.months.none())
    rule_.months.set(static_cast<std::size_t>(start.month));
  if (!says_day && by_month_day) {
    rule_.month_days = {start.day};
  } else if (rule.weekdays.empty() && by_weekday && (!says_day || !rule.weeks.empty())) {
    rule_.weekdays = {{0, start.weekday}};
  }
  counts_in_month_ = rule.frequency == Frequency::monthly || rule.months.any();
}

bool RuleDays::takes(const CalendarDay& day) const {
  if (!takes_month(day.month)) return false;
  if (!rule_.month_days.empty() && !has_position(rule_.month_days, day.day, day.month_length))
    return false;
  if (!rule_.year_days.empty() && !has_position(rule_.year_days, day.day_of_year, day.year_length))
    return false;
  return takes_weekday(day) && takes_week(day);
}

bool RuleDays::takes_weekday(const CalendarDay& day) const {
  if (rule_.weekdays.empty()) return true;
  const int place = counts_in_month_ ? day.day : day.day_of_year;
  const int length = counts_in_month_ ? day.month_length : day.year_length;
  const int from_start = (place - 1) / days_a_week + 1;
  const int from_end = -((length - place) / days_a_week + 1);
  for (int nth : {0, from_start, from_end})
    if (std::binary_search(rule_.weekdays.begin(), rule_.weekdays.end(),
                           NthWeekday{nth, day.weekday}))
      return true;
  return false;
}

// The first days of January may be in the last week of the year before, the last of December in the
// first of the year after.
bool RuleDays::takes_week(const CalendarDay& day) const {
  if (rule_.weeks.empty()) return true;
  int year = day.year;
  if (day.days < first_week(year, rule_.week_start)) {
    --year;
  } else if (day.days >= first_week(year + 1, rule_.week_start)) {
    ++year;
  }
  const std::int32_t first = first_week(year, rule_.week_start);
  const int count = (first_week(year + 1, rule_.week_start) - first) / days_a_week;
  return has_position(rule_.weeks, (day.days - first) / days_a_week + 1, count);
}

std::int64_t RuleDays::in_month(std::int32_t first, std::vector<std::int32_t>& taken) const {
  CalendarDay day = calendar_day(first);
  if (!takes_month(day.month)) return 1;
  for (; day.day <= day.month_length; day = next_day(day))
    if (takes(day)) taken.push_back(day.days);
  return day.month_length;
}

std::int64_t RuleDays::in_period(std::int32_t first, std::vector<std::int32_t>& taken) const {
  taken.clear();
  std::int64_t price = 0;
  switch (rule_.frequency) {
    case Frequency::yearly: {
      const int year = calendar_day(first).year;
      for (int month = 1; month <= 12; ++month)
        price += in_month(first_of_month(year, month), taken);
      return price;
    }
    case Frequency::monthly:
      return in_month(first, taken);
    case Frequency::weekly:
      for (int i = 0; i < days_a_week; ++i)
        if (takes(calendar_day(first + i))) taken.push_back(first + i);
      return days_a_week;
    default:
      if (takes(calendar_day(first))) taken.push_back(first);
      return 1;
  }
}

}  // namespace stoa
