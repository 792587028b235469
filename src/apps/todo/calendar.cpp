#include "apps/todo/calendar.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "apps/todo/times.h"
#include "formats/icalendar_time.h"

namespace stoa::todo {
namespace {

using formats::IcalComponent;
using formats::IcalProperty;

IcalProperty instant(std::string name, Timestamp at) {
  return formats::ical_moment(std::move(name), at);
}

std::string_view status_of(Status status) {
  switch (status) {
    case Status::needs_action:
      return "NEEDS-ACTION";
    case Status::in_process:
      return "IN-PROCESS";
    case Status::completed:
      return "COMPLETED";
    case Status::cancelled:
      return "CANCELLED";
  }
  return "";
}

// What a VTODO and a VEVENT say alike.
std::vector<IcalProperty> described(const Task& task, std::string uid) {
  std::vector<IcalProperty> all{{"UID", formats::ical_text(uid)},
                                instant("DTSTAMP", task.updated),
                                instant("CREATED", task.created),
                                instant("LAST-MODIFIED", task.updated),
                                {"SUMMARY", formats::ical_text(task.title)}};
  if (task.notes) all.push_back({"DESCRIPTION", formats::ical_text(*task.notes)});
  if (task.priority) all.push_back({"PRIORITY", std::to_string(task.priority->value)});
  if (!task.labels.empty()) {
    const std::vector<std::string> labels(task.labels.begin(), task.labels.end());
    all.push_back({"CATEGORIES", formats::ical_texts(labels)});
  }
  return all;
}

void add_zones(std::set<std::string>& zones, const IcalComponent& component) {
  for (const IcalProperty& property : component.properties) {
    const std::string_view zone = property.parameter("TZID");
    if (is_zone(zone)) zones.emplace(zone);
  }
  for (const IcalComponent& inner : component.components) add_zones(zones, inner);
}

// DTSTART and DUE of a component are of one form, if both are there (RFC 5545 §3.8.2.3).
bool is_like(const std::optional<When>& start, const std::optional<When>& due) {
  return !due || start->moment().index() == due->moment().index();
}

}  // namespace

IcalComponent todo_of(const Task& task, std::string_view whole) {
  IcalComponent todo{"VTODO", described(task, task.uid)};
  auto& all = todo.properties;
  const bool recurs = task.repeat && task.repeat_from == RepeatFrom::due;
  const auto start = recurs ? std::optional(recurrence_id_of(task)) : task.start;
  if (start && is_like(start, task.due))
    all.push_back(formats::ical_moment("DTSTART", start->moment()));
  if (task.due) all.push_back(formats::ical_moment("DUE", task.due->moment()));
  if (recurs) all.push_back({"RRULE", rule_from_here(task)});
  all.push_back({"STATUS", std::string(status_of(task.status))});
  all.push_back({"PERCENT-COMPLETE", std::to_string(task.percent.value)});
  if (task.completed) all.push_back(instant("COMPLETED", *task.completed));
  if (!whole.empty()) all.push_back({"RELATED-TO", formats::ical_text(whole)});
  return todo;
}

// A rule counts from DTSTART (RFC 5545 §3.8.5.3), ours from what is due.
When recurrence_id_of(const Task& task) {
  if (task.start && counts_alike(*task.start, *task.due, rule_from_here(task))) return *task.start;
  return *task.due;
}

std::optional<IcalComponent> event_of(const Task& task) {
  if (!task.due || task.status == Status::completed || task.status == Status::cancelled)
    return std::nullopt;
  IcalComponent event{"VEVENT", described(task, task.uid + "-due")};
  event.properties.push_back(formats::ical_moment("DTSTART", task.due->moment()));
  if (task.repeat && task.repeat_from == RepeatFrom::due)
    event.properties.push_back({"RRULE", rule_from_here(task)});
  event.properties.push_back({"TRANSP", "TRANSPARENT"});
  return event;
}

IcalComponent calendar_of(const TaskList& list, std::vector<IcalComponent> components,
                          Timestamp now) {
  IcalComponent calendar{"VCALENDAR",
                         {{"VERSION", "2.0"},
                          {"PRODID", "-//Stoa//todo//EN"},
                          {"NAME", formats::ical_text(list.title)},
                          {"X-WR-CALNAME", formats::ical_text(list.title)},
                          {"REFRESH-INTERVAL", "PT1H", {{"VALUE", {"DURATION"}}}}}};
  add_components(calendar, std::move(components), now);
  return calendar;
}

void add_components(IcalComponent& calendar, std::vector<IcalComponent> components, Timestamp now) {
  std::set<std::string> zones;
  for (const IcalComponent& component : components) add_zones(zones, component);
  for (const std::string& zone : zones) {
    calendar.components.push_back(formats::ical_timezone(zone, now - std::chrono::days(366),
                                                         now + std::chrono::days(10 * 366)));
  }
  std::move(components.begin(), components.end(), std::back_inserter(calendar.components));
}

}  // namespace stoa::todo
