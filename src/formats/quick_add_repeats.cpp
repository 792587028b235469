#include "formats/quick_add_phrases.h"

namespace stoa::formats {
namespace {

constexpr int workdays = 5;

std::optional<Frequency> frequency_of(std::optional<QuickUnit> unit) {
  if (unit == QuickUnit::days) return Frequency::daily;
  if (unit == QuickUnit::weeks) return Frequency::weekly;
  if (unit == QuickUnit::months) return Frequency::monthly;
  if (unit == QuickUnit::years) return Frequency::yearly;
  return std::nullopt;
}

void add_weekdays(Recurrence& rule, const std::vector<int>& weekdays, int nth = 0) {
  for (int weekday : weekdays) rule.weekdays.push_back({nth, weekday});
}

void take_of_the_month(QuickCursor& cursor) {
  QuickCursor from = cursor;
  if (!from.take({"of"})) return;
  from.take({"the", "each", "every"});
  if (from.take({"month"})) cursor = from;
}

// "every week on mon and thu", "every month on the 1st"
void take_days_of_period(QuickCursor& cursor, Recurrence& rule) {
  QuickCursor from = cursor;
  if (!from.take({"on"})) return;
  if (rule.frequency == Frequency::weekly) {
    add_weekdays(rule, from.take_list(quick_weekday));
  } else if (rule.frequency == Frequency::monthly) {
    from.take({"the"});
    rule.month_days = from.take_list(quick_ordinal);
  }
  if (!rule.weekdays.empty() || !rule.month_days.empty()) cursor = from;
}

// "day", "3 days", "other week", "2nd year"
std::optional<Recurrence> take_interval(QuickCursor& cursor) {
  int interval = 1;
  if (cursor.take({"other"})) {
    interval = 2;
  } else if (const auto count = cursor.take(quick_number)) {
    interval = *count;
  } else if (const auto nth = cursor.take(quick_ordinal)) {
    interval = *nth > 1 ? *nth : 0;  // the first day and the last one are days of a month
  }
  const auto frequency = frequency_of(cursor.take(quick_unit));
  if (!frequency || interval < 1 || cursor.key() == "of") return std::nullopt;
  Recurrence rule{.frequency = *frequency, .interval = interval};
  take_days_of_period(cursor, rule);
  return rule;
}

// "weekday", "mon,thu", "other friday"
std::optional<Recurrence> take_weekly(QuickCursor& cursor) {
  Recurrence rule{.frequency = Frequency::weekly};
  if (cursor.take({"weekday", "workday"})) {
    for (int day = 0; day < workdays; ++day) rule.weekdays.push_back({0, day});
    return rule;
  }
  if (cursor.take({"other"})) rule.interval = 2;
  add_weekdays(rule, cursor.take_list(quick_weekday));
  return rule.weekdays.empty() ? std::nullopt : std::optional(rule);
}

// "last friday", "1st monday of the month"
std::optional<Recurrence> take_nth_weekday(QuickCursor& cursor) {
  const auto nth = cursor.take(quick_ordinal);
  const auto weekday = nth && *nth <= 5 ? cursor.take(quick_weekday) : std::nullopt;
  if (!weekday) return std::nullopt;
  take_of_the_month(cursor);
  Recurrence rule{.frequency = Frequency::monthly};
  rule.weekdays = {{*nth, *weekday}};
  return rule;
}

// "15 dec"
std::optional<Recurrence> take_yearly(QuickCursor& cursor) {
  const auto day = take_quick_month_day(cursor);
  if (!day) return std::nullopt;
  Recurrence rule{.frequency = Frequency::yearly};
  rule.months.set(static_cast<std::size_t>(day->month));
  rule.month_days = {day->day};
  return rule;
}

// "last day", "1st", "1st and 15th", "2nd day of the month"
std::optional<Recurrence> take_days_of_month(QuickCursor& cursor) {
  Recurrence rule{.frequency = Frequency::monthly};
  rule.month_days = cursor.take_list(quick_ordinal);
  if (rule.month_days.empty()) return std::nullopt;
  const bool day = cursor.take({"day"});
  if (!day && rule.month_days.front() == -1) return std::nullopt;
  take_of_the_month(cursor);
  return rule;
}

}  // namespace

std::optional<QuickRepeat> take_quick_repeat(QuickCursor& cursor) {
  QuickCursor start = cursor;
  const bool after_completion = start.take({"every!"});
  if (!after_completion && !start.take({"every"})) return std::nullopt;
  for (const auto take :
       {take_interval, take_weekly, take_nth_weekday, take_yearly, take_days_of_month}) {
    QuickCursor from = start;
    if (auto rule = take(from)) {
      cursor = from;
      return QuickRepeat{std::move(*rule), after_completion};
    }
  }
  return std::nullopt;
}

}  // namespace stoa::formats
