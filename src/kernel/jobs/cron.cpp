#include "kernel/jobs/cron.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "kernel/time/zone.h"

namespace stoa::jobs {
namespace {

using std::chrono::seconds;
using LocalSeconds = date::local_seconds;

constexpr LocalMinute minutes_a_day = 24 * 60;
constexpr int longest_cycle_years = 400;  // of the Gregorian calendar
constexpr seconds most_of_a_change = std::chrono::hours(3);

bool day_matches(const Cron& cron, date::sys_days day) {
  const date::year_month_day calendar(day);
  if (!cron.months[static_cast<unsigned>(calendar.month())]) return false;
  const bool by_day = cron.days[static_cast<unsigned>(calendar.day())];
  const bool by_weekday = cron.weekdays[date::weekday(day).c_encoding()];
  return cron.either_day ? by_day || by_weekday : by_day && by_weekday;
}

std::optional<LocalMinute> next_time_of_day(const Cron& cron, LocalMinute from) {
  for (LocalMinute hour = from / 60; hour < 24; ++hour) {
    if (!cron.hours[static_cast<std::size_t>(hour)]) continue;
    for (LocalMinute minute = std::max(from - hour * 60, LocalMinute{0}); minute < 60; ++minute)
      if (cron.minutes[static_cast<std::size_t>(minute)]) return hour * 60 + minute;
  }
  return {};
}

LocalMinute minute_up(LocalSeconds time) {
  return date::ceil<std::chrono::minutes>(time.time_since_epoch()).count();
}

LocalSeconds to_local(LocalMinute minute) { return LocalSeconds(std::chrono::minutes(minute)); }

bool is_small_change(const Stretch& stretch) {
  const seconds change = stretch.offset - stretch.offset_before;
  return change != seconds(0) && std::chrono::abs(change) < most_of_a_change;
}

// The first time within a stretch, at or after `from`.
std::optional<date::sys_seconds> first_within(const Cron& cron, const Stretch& stretch,
                                              date::sys_seconds from) {
  const seconds offset = stretch.offset;
  LocalSeconds local(from.time_since_epoch() + offset);
  if (cron.fixed && is_small_change(stretch)) {
    const LocalSeconds was(stretch.begin.time_since_epoch() + stretch.offset_before);
    const LocalSeconds is(stretch.begin.time_since_epoch() + offset);
    // Forward: what was skipped happens now. Back: what comes again has happened.
    if (from <= stretch.begin && was < is) {
      const auto skipped = next_match(cron, minute_up(was));
      if (skipped && to_local(*skipped) < is) return stretch.begin;
    }
    local = std::max(local, was);
  }
  const auto minute = next_match(cron, minute_up(local));
  if (!minute) return {};
  const date::sys_seconds found(to_local(*minute).time_since_epoch() - offset);
  if (found >= stretch.end) return {};
  return found;
}

ZoneRules zone_named(const std::string& name) {
  try {
    return zone_rules(name);
  } catch (const UnknownZone& unknown) {
    throw CronError(unknown.what());
  }
}

}  // namespace

bool matches(const Cron& cron, LocalMinute minute) {
  const LocalMinute day = (minute >= 0 ? minute : minute - minutes_a_day + 1) / minutes_a_day;
  const LocalMinute of_day = minute - day * minutes_a_day;
  return cron.hours[static_cast<std::size_t>(of_day / 60)] &&
         cron.minutes[static_cast<std::size_t>(of_day % 60)] &&
         day_matches(cron, date::sys_days(date::days(day)));
}

std::optional<LocalMinute> next_match(const Cron& cron, LocalMinute from) {
  date::sys_days day =
      date::floor<date::days>(date::sys_time<std::chrono::minutes>(std::chrono::minutes(from)));
  const date::sys_days end = day + date::days(longest_cycle_years * 366);
  LocalMinute of_day = from - day.time_since_epoch().count() * minutes_a_day;
  for (; day < end; of_day = 0) {
    const date::year_month_day calendar(day);
    if (!cron.months[static_cast<unsigned>(calendar.month())]) {
      day = date::sys_days((calendar.year() / calendar.month() + date::months(1)) / 1);
      continue;
    }
    if (day_matches(cron, day)) {
      if (const auto time = next_time_of_day(cron, of_day))
        return day.time_since_epoch().count() * minutes_a_day + *time;
    }
    day += date::days(1);
  }
  return {};
}

Timestamp next_after(const Cron& cron, const std::string& zone_name, Timestamp after) {
  const ZoneRules zone = zone_named(zone_name);
  const date::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(after.micros)};
  date::sys_seconds from = date::floor<seconds>(instant) + seconds(1);
  const date::sys_seconds end = from + date::days(longest_cycle_years * 366);
  while (from < end) {
    const Stretch stretch = zone.stretch_at(from);
    if (const auto found = first_within(cron, stretch, from))
      return {std::chrono::microseconds(found->time_since_epoch()).count()};
    from = stretch.end;
  }
  throw CronError("There is no next time.");
}

}  // namespace stoa::jobs
