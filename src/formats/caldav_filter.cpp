#include "formats/caldav_filter.h"

#include <algorithm>

#include "formats/icalendar_names.h"
#include "formats/icalendar_time.h"
#include "kernel/time/series.h"

namespace stoa::formats {
namespace {

constexpr std::size_t most_looked_at = 1'000;  // occurrences of one component

// ---- texts --------------------------------------------------------------------------------------

bool fits(const TextMatch& match, std::string_view text) {
  const bool found = match.any_case ? upper_name(text).find(upper_name(match.text)) != text.npos
                                    : text.find(match.text) != text.npos;
  return found != match.negated;
}

bool fits(const ParameterFilter& filter, const IcalProperty& property) {
  for (const IcalParameter& parameter : property.parameters) {
    if (parameter.name != filter.name) continue;
    if (filter.undefined) return false;
    if (!filter.text) return true;
    return std::any_of(parameter.values.begin(), parameter.values.end(),
                       [&](const std::string& value) { return fits(*filter.text, value); });
  }
  return filter.undefined;
}

// ---- times --------------------------------------------------------------------------------------

bool is_in(const TimeRange& range, const IcalProperty& property, const ZoneRules& here) {
  const auto moment = moment_of(property);
  if (!moment) return false;
  const Timestamp at = begin_of(*moment, here);
  return (!range.start || *range.start <= at) && (!range.end || at < *range.end);
}

// The times of a VTODO that RFC 4791 §9.9 looks at.
struct TodoTimes {
  std::optional<Timestamp> start = {}, due = {}, completed = {}, created = {};
};

// A VTODO overlaps a range: the table of §9.9, the lines of which begin with what there is.
bool overlaps(const TodoTimes& todo, const TimeRange& range) {
  const auto from = range.start.value_or(Timestamp{INT64_MIN});
  const auto until = range.end.value_or(Timestamp{INT64_MAX});
  if (todo.start && todo.due)
    return (from < *todo.due || from <= *todo.start) && (until > *todo.start || until >= *todo.due);
  if (todo.start) return from <= *todo.start && until > *todo.start;
  if (todo.due) return from < *todo.due && until >= *todo.due;
  if (todo.completed && todo.created)
    return (from <= *todo.created || from <= *todo.completed) &&
           (until >= *todo.created || until >= *todo.completed);
  if (todo.completed) return from <= *todo.completed && until >= *todo.completed;
  if (todo.created) return until > *todo.created;
  return true;
}

std::optional<Moment> moment_in(const IcalComponent& component, std::string_view name) {
  const IcalProperty* property = component.find(name);
  return property ? moment_of(*property) : std::nullopt;
}

std::optional<Timestamp> instant_in(const IcalComponent& component, std::string_view name,
                                    const ZoneRules& here) {
  const auto moment = moment_in(component, name);
  if (!moment) return std::nullopt;
  return begin_of(*moment, here);
}

TodoTimes times_of(const IcalComponent& todo, const ZoneRules& here) {
  TodoTimes times{.start = instant_in(todo, "DTSTART", here),
                  .due = instant_in(todo, "DUE", here),
                  .completed = instant_in(todo, "COMPLETED", here),
                  .created = instant_in(todo, "CREATED", here)};
  const IcalProperty* duration = todo.find("DURATION");
  if (times.start && !times.due && duration) {
    if (const auto length = duration_of(duration->value)) times.due = *times.start + *length;
  }
  return times;
}

// One of the occurrences of what recurs; those that are looked at begin where the range does.
bool recurs_in(const IcalComponent& todo, const TodoTimes& first, const TimeRange& range,
               const ZoneRules& here) try {
  const IcalProperty* rule = todo.find("RRULE");
  const Series series{.start = *moment_in(todo, "DTSTART"), .rule = parse_recurrence(rule->value)};
  if (!fault_in(series).empty()) return false;
  const auto length =
      std::chrono::microseconds(first.due ? first.due->micros - first.start->micros : 0);
  Occurrences all(series, here);
  if (range.start) all.skip_to(*range.start - length);
  for (std::size_t seen = 0; seen < most_looked_at; ++seen) {
    const auto next = all.next();
    if (!next || (range.end && next->at > *range.end)) return false;
    TodoTimes times{.start = next->at};
    if (first.due) times.due = next->at + length;
    if (overlaps(times, range)) return true;
  }
  return false;
} catch (const RecurrenceError&) {
  return false;
}

bool is_within(const TimeRange& range, const IcalComponent& component, const ZoneRules& here) {
  if (component.name != "VTODO") return false;
  const TodoTimes times = times_of(component, here);
  if (overlaps(times, range)) return true;
  return times.start && component.find("RRULE") && recurs_in(component, times, range, here);
}

// ---- properties and components ------------------------------------------------------------------

bool fits(const PropertyFilter& filter, const IcalComponent& component, const ZoneRules& here) {
  bool there = false;
  for (const IcalProperty& property : component.properties) {
    if (property.name != filter.name) continue;
    there = true;
    if (filter.undefined) return false;
    if (filter.range && !is_in(*filter.range, property, here)) continue;
    if (filter.text && !fits(*filter.text, text_of(property.value))) continue;
    const auto all = std::all_of(filter.parameters.begin(), filter.parameters.end(),
                                 [&](const auto& each) { return fits(each, property); });
    if (all) return true;
  }
  return !there && filter.undefined;
}

bool fits(const ComponentFilter& filter, const IcalComponent& component, const ZoneRules& here);

bool has_fitting(const ComponentFilter& filter, const IcalComponent& whole, const ZoneRules& here) {
  bool there = false;
  for (const IcalComponent& component : whole.components) {
    if (component.name != filter.name) continue;
    there = true;
    if (!filter.undefined && fits(filter, component, here)) return true;
  }
  return !there && filter.undefined;
}

bool fits(const ComponentFilter& filter, const IcalComponent& component, const ZoneRules& here) {
  if (filter.range && !is_within(*filter.range, component, here)) return false;
  return std::all_of(filter.properties.begin(), filter.properties.end(),
                     [&](const auto& each) { return fits(each, component, here); }) &&
         std::all_of(filter.components.begin(), filter.components.end(),
                     [&](const auto& each) { return has_fitting(each, component, here); });
}

}  // namespace

bool matches(const ComponentFilter& filter, const IcalComponent& calendar, const ZoneRules& here) {
  return !filter.undefined && fits(filter, calendar, here);
}

}  // namespace stoa::formats
