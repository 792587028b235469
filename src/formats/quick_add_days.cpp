#include <date/date.h>

#include <algorithm>

#include "formats/quick_add_phrases.h"

namespace stoa::formats {
namespace {

constexpr int last_quick_year = 9999;
constexpr std::int64_t seconds_an_hour = 3600;

date::year_month_day calendar_of(Date day) {
  return date::year_month_day(date::sys_days{date::days(day.days)});
}
Date date_from(date::sys_days day) {
  return {static_cast<std::int32_t>(day.time_since_epoch().count())};
}
int weekday_of(Date day) {
  const date::weekday weekday(date::sys_days{date::days(day.days)});
  return static_cast<int>(weekday.iso_encoding()) - 1;
}

// A month later is the same day, or the last one of a month that has no such day.
std::optional<Date> months_later(Date from, int months) {
  const auto start = calendar_of(from);
  auto later = start + date::months(months);
  if (static_cast<int>(later.year()) > last_quick_year) return std::nullopt;
  if (!later.ok()) later = later.year() / later.month() / date::last;
  return date_from(later);
}

// By the clocks of the zone: two hours are two hours when they are set in between.
LocalDateTime later_by_clock(const QuickNow& now, std::chrono::seconds delay) {
  if (!is_zone(now.zone)) return now.local + delay;
  const ZoneRules rules = zone_rules(now.zone);
  return rules.local(rules.instant(now.local) + delay);
}

std::optional<QuickDay> later(const QuickNow& now, int count, QuickUnit unit) {
  const auto at = [&](std::chrono::seconds delay) {
    const LocalDateTime time = later_by_clock(now, delay);
    return QuickDay{date_of(time), second_of_day(time) / 60 * 60};
  };
  const auto in_months = [&](int months) {
    const auto day = months_later(now.today(), months);
    return day ? std::optional(QuickDay{*day}) : std::nullopt;
  };
  switch (unit) {
    case QuickUnit::minutes:
      return at(std::chrono::minutes(count));
    case QuickUnit::hours:
      return at(std::chrono::hours(count));
    case QuickUnit::days:
      return QuickDay{{now.today().days + count}};
    case QuickUnit::weeks:
      return QuickDay{{now.today().days + 7 * count}};
    case QuickUnit::months:
      return in_months(count);
    case QuickUnit::years:
      return in_months(12 * count);
  }
  return std::nullopt;
}

std::optional<QuickDay> take_delay(QuickCursor& cursor, const QuickNow& now) {
  if (!cursor.take({"in"})) return std::nullopt;
  auto count = cursor.take(quick_number);
  if (!count && cursor.take({"a", "an", "one"})) count = 1;
  const auto unit = count ? cursor.take(quick_unit) : std::nullopt;
  return unit ? later(now, *count, *unit) : std::nullopt;
}

// "sat", "sun" and "wed" are other words too: they are days at the end of what is title.
bool could_be_another_word(std::string_view key) {
  return key == "sat" || key == "sun" || key == "wed";
}
bool title_is_over(QuickCursor cursor) {
  const auto key = cursor.done() ? "" : cursor.key();
  return key.empty() || key.front() == '#' || key.front() == '!' || key.starts_with("every") ||
         take_quick_time(cursor, true);
}

std::optional<QuickDay> take_weekday(QuickCursor& cursor, const QuickNow& now, bool is_day) {
  const bool next = cursor.take({"next"}), same_week = !next && cursor.take({"this"});
  const bool doubtful = could_be_another_word(cursor.key());
  const auto weekday = cursor.take(quick_weekday);
  if (!weekday || (doubtful && !is_day && !next && !same_week && !title_is_over(cursor)))
    return std::nullopt;
  const int today = weekday_of(now.today());
  const int ahead = (*weekday - today + 7) % 7;
  if (next) return QuickDay{{now.today().days + 7 - today + *weekday}};
  return QuickDay{{now.today().days + (ahead == 0 && !same_week ? 7 : ahead)}};
}

// Of days without a year the next one; a leap day comes within eight years.
std::optional<QuickDay> take_day_of_month(QuickCursor& cursor, const QuickNow& now) {
  const auto named = take_quick_month_day(cursor);
  if (!named) return std::nullopt;
  QuickCursor behind = cursor;
  if (const auto year = behind.take(quick_number); year && *year >= 1000) {
    const auto day = quick_date(*year, named->month, named->day);
    if (day) cursor = behind;
    return day ? std::optional(QuickDay{*day}) : std::nullopt;
  }
  const int this_year = static_cast<int>(calendar_of(now.today()).year());
  for (int year = this_year; year <= std::min(this_year + 8, last_quick_year); ++year)
    if (const auto day = quick_date(year, named->month, named->day); day && *day >= now.today())
      return QuickDay{*day};
  return std::nullopt;
}

std::optional<QuickDay> take_plain_day(QuickCursor& cursor, const QuickNow& now) {
  const std::string_view key = cursor.key();
  if (cursor.take({"today"})) return QuickDay{now.today()};
  if (cursor.take({"tomorrow"})) return QuickDay{{now.today().days + 1}};
  if (const auto day = parse_date(key); day && cursor.take({key})) return QuickDay{*day};
  cursor.take({"the"});
  if (cursor.take({"day"}) && cursor.take({"after"}) && cursor.take({"tomorrow"}))
    return QuickDay{{now.today().days + 2}};
  return std::nullopt;
}

}  // namespace

std::optional<Date> quick_date(int year, int month, int day) {
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  return ymd.ok() ? std::optional(date_from(ymd)) : std::nullopt;
}

std::optional<QuickMonthDay> take_quick_month_day(QuickCursor& cursor) {
  const auto take_day = [](QuickCursor& from) {
    const auto ordinal = from.take(quick_ordinal);
    return ordinal ? ordinal : from.take(quick_number);
  };
  QuickCursor day_first = cursor, month_first = cursor;
  auto day = take_day(day_first);
  if (day) day_first.take({"of"});
  auto month = day ? day_first.take(quick_month) : std::nullopt;
  cursor = day_first;
  if (!month) {
    month = month_first.take(quick_month);
    day = month ? take_day(month_first) : std::nullopt;
    cursor = month_first;
  }
  constexpr int leap_year = 2024;
  if (!day || !month || *day < 1 || *day > 31 || !quick_date(leap_year, *month, *day))
    return std::nullopt;
  return QuickMonthDay{*month, *day};
}

std::optional<QuickDay> take_quick_day(QuickCursor& cursor, const QuickNow& now) {
  QuickCursor start = cursor;
  const bool due = start.take({"due"}), on = start.take({"on", "by"});
  QuickCursor behind_the = start;
  if (on) behind_the.take({"the"});
  const auto attempt = [&](QuickCursor from, auto&& take) {
    auto day = take(from);
    if (day) cursor = from;
    return day;
  };
  auto day = attempt(start, [&](QuickCursor& c) { return take_plain_day(c, now); });
  if (!day) day = attempt(start, [&](QuickCursor& c) { return take_weekday(c, now, due || on); });
  if (!day) day = attempt(start, [&](QuickCursor& c) { return take_delay(c, now); });
  if (!day) day = attempt(behind_the, [&](QuickCursor& c) { return take_day_of_month(c, now); });
  return day;
}

namespace {

// 9, 9:30, 09:30; whether there are minutes.
struct ClockTime {
  std::int64_t hour, minute;
  bool has_minutes, two_digits;
};
std::optional<ClockTime> clock_time(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto hour = quick_number(text.substr(0, colon));
  if (!hour || colon > 2) return std::nullopt;
  if (colon == text.size()) return ClockTime{*hour, 0, false, colon == 2};
  const auto minute = quick_number(text.substr(colon + 1));
  if (!minute || *minute > 59 || text.size() != colon + 3) return std::nullopt;
  return ClockTime{*hour, *minute, true, colon == 2};
}

std::int64_t second_at(std::int64_t hour, std::int64_t minute) {
  return hour * seconds_an_hour + minute * 60;
}

// "9am", "9:30pm", "9 am"
std::optional<std::int64_t> take_half_day_time(QuickCursor& cursor) {
  QuickCursor from = cursor;
  std::string_view text = from.key();
  if (text.empty()) return std::nullopt;
  from.take({text});
  std::string_view half =
      text.ends_with('m') && text.size() > 2 ? text.substr(text.size() - 2) : "";
  if (half.empty()) {
    half = from.key();
    from.take({half});
  } else {
    text.remove_suffix(2);
  }
  const auto time = clock_time(text);
  if (!time || time->hour < 1 || time->hour > 12 || (half != "am" && half != "pm"))
    return std::nullopt;
  cursor = from;
  return second_at(time->hour % 12 + (half == "pm" ? 12 : 0), time->minute);
}

}  // namespace

std::optional<std::int64_t> take_quick_time(QuickCursor& cursor, bool beside_day) {
  QuickCursor from = cursor;
  const bool said = from.take({"at", "by"});
  if (from.take({"noon"})) return cursor = from, second_at(12, 0);
  if (const auto time = take_half_day_time(from)) return cursor = from, time;
  const std::string_view text = from.key();
  const auto time = clock_time(text);
  if (!time || !time->has_minutes || time->hour > 23) return std::nullopt;
  if (!time->two_digits && !said && !beside_day) return std::nullopt;
  from.take({text});
  cursor = from;
  return second_at(time->hour, time->minute);
}

}  // namespace stoa::formats
