#include "kernel/time/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "kernel/model/nearest.h"

namespace stoa {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

const std::vector<date::time_zone>& all_zones() { return date::get_tzdb().zones; }

// Sorted by name, as the database keeps them.
const date::time_zone* find_zone(std::string_view name) {
  const auto& zones = all_zones();
  const auto found =
      std::lower_bound(zones.begin(), zones.end(), name,
                       [](const date::time_zone& z, std::string_view n) { return z.name() < n; });
  return found != zones.end() && found->name() == name ? &*found : nullptr;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y == ' ' ? '_' : y); });
}

std::string_view place_in(std::string_view name) { return name.substr(name.rfind('/') + 1); }

date::sys_seconds whole_seconds(Timestamp time) {
  return date::floor<seconds>(date::sys_time<microseconds>(microseconds(time.micros)));
}

std::string_view nearest_zone(std::string_view typed) {
  std::vector<std::string_view> names;
  for (const auto& zone : all_zones()) {
    if (same_but_for_case(zone.name(), typed) || same_but_for_case(place_in(zone.name()), typed))
      return zone.name();
    names.push_back(zone.name());
  }
  return nearest_name(names, typed);
}

}  // namespace

const std::string& ZoneRules::name() const { return zone_->name(); }

Stretch ZoneRules::stretch_at(date::sys_seconds time) const {
  const date::sys_info now = zone_->get_info(time);
  Stretch stretch{now.begin, now.end, now.offset, now.offset};
  // The first stretch has no beginning, for which the library has a year of its own.
  if (now.begin > date::sys_days(date::year(1) / 1 / 1))
    stretch.offset_before = zone_->get_info(now.begin - seconds(1)).offset;
  return stretch;
}

LocalDateTime ZoneRules::local(Timestamp time) const {
  const date::sys_seconds second = whole_seconds(time);
  return {(second.time_since_epoch() + zone_->get_info(second).offset).count()};
}

Placed ZoneRules::place(LocalDateTime time) const {
  const date::local_info info = zone_->get_info(date::local_seconds(seconds(time.seconds)));
  const auto kind = info.result == date::local_info::unique      ? Placed::once
                    : info.result == date::local_info::ambiguous ? Placed::twice
                                                                 : Placed::skipped;
  // `first` is how the clocks were before they were set, in a gap and where a time comes twice.
  return {kind, Timestamp{microseconds(seconds(time.seconds) - info.first.offset).count()}};
}

ZoneRules zone_rules(std::string_view name) {
  const date::time_zone* zone = find_zone(name);
  if (zone == nullptr)
    throw UnknownZone(fmt::format("This system knows no time zone \"{}\".", name));
  return ZoneRules(*zone);
}

bool is_zone(std::string_view name) { return find_zone(name) != nullptr; }

std::string unknown_zone(std::string_view name) {
  const auto nearest = nearest_zone(name);
  std::string sentence = "This system knows no time zone of this name";
  return sentence + (nearest.empty() ? "." : fmt::format("; did you mean \"{}\"?", nearest));
}

}  // namespace stoa
