// VTIMEZONE (RFC 5545 §3.6.5) out of the stretches of a zone.

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "formats/icalendar_time.h"
#include "kernel/time/recurrence.h"

namespace stoa::formats {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// The library of zones changes no clock after 2037 (docs/dependencies.md).
constexpr sys_seconds end_of_knowledge = date::sys_days(date::year(2037) / 1 / 1);
constexpr auto longest_year = std::chrono::hours(24 * 366);
// What a rule is recognised by has to be seen more often than it takes to be chance.
constexpr auto time_to_see_a_rule = std::chrono::hours(24 * 366 * 6);
constexpr std::size_t least_of_a_rule = 4;

// Set clocks of one kind: by so much, to so much; when, by the clocks as they were just before.
struct ClockChanges {
  seconds before, after;
  bool daylight;
  std::vector<LocalDateTime> onsets;
};

struct YearlyOnset {
  int year, month, weekday, second_of_day;
  int nth;
  bool last;  // of its weekday in the month
};

YearlyOnset yearly(LocalDateTime time) {
  const date::sys_days day{date::days(date_of(time).days)};
  const date::year_month_day ymd(day);
  const auto month_day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  const auto days = static_cast<unsigned>((ymd.year() / ymd.month() / date::last).day());
  return {.year = static_cast<int>(ymd.year()),
          .month = static_cast<int>(static_cast<unsigned>(ymd.month())),
          .weekday = static_cast<int>(date::weekday(day).iso_encoding()) - 1,
          .second_of_day = static_cast<int>(second_of_day(time)),
          .nth = (month_day - 1) / 7 + 1,
          .last = month_day + 7 > static_cast<int>(days)};
}

// The longest end of a list that comes once a year by one rule, and that rule.
struct Regular {
  std::size_t from;
  Recurrence rule;
};

Regular regular_end(const std::vector<LocalDateTime>& onsets) {
  const YearlyOnset end = yearly(onsets.back());
  bool nth = true, last = end.last;
  std::size_t from = onsets.size() - 1;
  for (; from > 0; --from) {
    const YearlyOnset next = yearly(onsets[from]), one = yearly(onsets[from - 1]);
    const bool alike = one.year == next.year - 1 && one.month == end.month &&
                       one.weekday == end.weekday && one.second_of_day == end.second_of_day;
    const bool still_nth = nth && one.nth == end.nth, still_last = last && one.last;
    if (!alike || (!still_nth && !still_last)) break;
    nth = still_nth;
    last = still_last;
  }
  Recurrence rule{.frequency = Frequency::yearly};
  rule.months.set(static_cast<std::size_t>(end.month));
  rule.weekdays = {{last ? -1 : end.nth, end.weekday}};
  return {from, rule};
}

std::string offset_text(seconds offset) {
  const auto size = std::abs(offset.count());
  std::string text =
      fmt::format("{}{:02}{:02}", offset.count() < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format("{:02}", size % 60);
  return text;
}

IcalComponent observance(const ClockChanges& changes, LocalDateTime start) {
  return {.name = changes.daylight ? "DAYLIGHT" : "STANDARD",
          .properties = {ical_moment("DTSTART", start),
                         {"TZOFFSETFROM", offset_text(changes.before)},
                         {"TZOFFSETTO", offset_text(changes.after)}}};
}

void add_observances(IcalComponent& zone, const ClockChanges& changes, bool goes_on) {
  const auto& onsets = changes.onsets;
  Regular regular = regular_end(onsets);
  if (!goes_on || onsets.size() - regular.from < least_of_a_rule) regular.from = onsets.size();
  if (regular.from > 0) {
    IcalComponent irregular = observance(changes, onsets.front());
    // Programs that descend from libical do not count DTSTART where there is an RDATE.
    for (std::size_t i = 0; i < regular.from && regular.from > 1; ++i)
      irregular.properties.push_back(ical_moment("RDATE", onsets[i]));
    zone.components.push_back(std::move(irregular));
  }
  if (regular.from == onsets.size()) return;
  IcalComponent rule = observance(changes, onsets[regular.from]);
  rule.properties.push_back({"RRULE", to_string(regular.rule)});
  zone.components.push_back(std::move(rule));
}

// The clocks are put forward, and back again within the year: that is summer time, whatever the
// zone calls it.
bool is_daylight(const Stretch& stretch) {
  return stretch.offset > stretch.offset_before && stretch.end - stretch.begin < longest_year;
}

void add_change(std::vector<ClockChanges>& all, const Stretch& stretch, sys_seconds begin) {
  const ClockChanges changes{stretch.offset_before, stretch.offset, is_daylight(stretch), {}};
  auto kind = std::find_if(all.begin(), all.end(), [&](const ClockChanges& each) {
    return each.before == changes.before && each.after == changes.after &&
           each.daylight == changes.daylight;
  });
  if (kind == all.end()) kind = all.insert(all.end(), changes);
  kind->onsets.push_back({(begin.time_since_epoch() + stretch.offset_before).count()});
}

sys_seconds whole(Timestamp time) {
  return sys_seconds(std::chrono::floor<seconds>(std::chrono::microseconds(time.micros)));
}

}  // namespace

IcalComponent ical_timezone(std::string_view name, Timestamp from, Timestamp until) {
  const ZoneRules rules = zone_rules(name);
  const sys_seconds least = std::min(whole(from), end_of_knowledge - time_to_see_a_rule);
  const sys_seconds most =
      std::min(std::max(whole(until), least + time_to_see_a_rule), end_of_knowledge);
  std::vector<ClockChanges> all;
  Stretch stretch = rules.stretch_at(least);
  // Of clocks that never were set the beginning is no date; any that is early enough will do.
  const sys_seconds earliest = date::sys_days(date::year(1900) / 1 / 1);
  add_change(all, stretch, std::max(stretch.begin, std::min(earliest, least)));
  while (stretch.end < most) {
    stretch = rules.stretch_at(stretch.end);
    add_change(all, stretch, stretch.begin);
  }
  const bool goes_on = stretch.end - stretch.begin < longest_year;
  const auto last = LocalDateTime{stretch.begin.time_since_epoch().count()} - longest_year;
  IcalComponent zone{.name = "VTIMEZONE", .properties = {{"TZID", std::string(name)}}};
  for (const ClockChanges& changes : all)
    add_observances(zone, changes, goes_on && changes.onsets.back() > last);
  return zone;
}

}  // namespace stoa::formats
