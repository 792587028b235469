// A task as calendar programs read it, and the checks of what they write. See vtodo_read.cpp.

#include "apps/todo/vtodo.h"

#include <fmt/format.h>

#include "apps/todo/calendar.h"
#include "apps/todo/dav_problems.h"
#include "formats/icalendar_time.h"
#include "kernel/model/fnv.h"

namespace stoa::todo {
namespace {

using formats::IcalComponent;
using formats::IcalProperty;

// What is kept stands beside what the fields say: each but CREATED, of which the program knows more
// than we do, and a rule where the task has one by now.
void add_kept(IcalComponent& todo, const IcalComponent& kept) {
  const bool recurs = todo.find("RRULE") != nullptr;
  for (const IcalProperty& property : kept.properties) {
    if (property.name == "RRULE" && recurs) continue;
    if (property.name == "CREATED")
      std::erase_if(todo.properties, [](const auto& each) { return each.name == "CREATED"; });
    todo.properties.push_back(property);
  }
  for (const IcalComponent& inner : kept.components) todo.components.push_back(inner);
}

// Whether what is said of an occurrence is still of use: the task has not gone past it.
bool is_ahead(const IcalComponent& occurrence, const Task& task) {
  if (!task.repeat) return true;
  const auto moment = formats::moment_of(*occurrence.find("RECURRENCE-ID"));
  const ZoneRules utc = zone_rules("UTC");
  return moment && begin_of(*moment, utc) >= begin_of(recurrence_id_of(task).moment(), utc);
}

Refusal not_one_task(std::string why) { return {dav::valid_calendar_object, std::move(why)}; }

void sort_out(IcalComponent todo, ParsedObject& object, bool& found) {
  const IcalProperty* uid = todo.find("UID");
  const std::string text = uid ? formats::text_of(uid->value) : "";
  if (text.empty() || text.size() > 255) throw not_one_task("A task has a UID of 1 to 255 bytes.");
  if (object.uid.empty()) object.uid = text;
  if (object.uid != text) throw not_one_task("All that a resource holds is of one UID.");
  if (const IcalProperty* id = todo.find("RECURRENCE-ID")) {
    if (!formats::moment_of(*id)) throw not_one_task("A RECURRENCE-ID is a time.");
    object.occurrences.push_back(std::move(todo));
  } else if (found) {
    throw not_one_task("A resource holds one task without a RECURRENCE-ID.");
  } else {
    object.todo = std::move(todo);
    found = true;
  }
}

}  // namespace

std::string TaskObject::etag() const {
  if (alarms.empty()) return fmt::format("\"{}\"", named.task.sequence);
  const auto text = formats::to_icalendar({"VTODO", {}, alarms});
  return fmt::format("\"{}-{:x}\"", named.task.sequence, fnv(text));
}

IcalComponent calendar_of(const TaskObject& object) {
  const Task& task = object.named.task;
  std::vector<IcalComponent> components{todo_of(task, object.whole)};
  for (const IcalComponent& kept : kept_of(object.named.resource).components) {
    if (!kept.find("RECURRENCE-ID")) {
      add_kept(components.front(), kept);
    } else if (is_ahead(kept, task)) {
      components.push_back(kept);
    }
  }
  for (const IcalComponent& alarm : object.alarms) components.front().components.push_back(alarm);
  IcalComponent calendar{"VCALENDAR", {{"VERSION", "2.0"}, {"PRODID", "-//Stoa//todo//EN"}}};
  // By the time of the task, so that its bytes change with it alone.
  add_components(calendar, std::move(components), task.updated);
  return calendar;
}

ParsedObject parse_object(std::string_view body) {
  if (body.size() > longest_vtodo) throw dav::max_resource_size;
  std::vector<IcalComponent> calendars;
  try {
    calendars = formats::parse_icalendar(body);
  } catch (const formats::IcalError& error) {
    throw Refusal{dav::valid_calendar_data, error.what()};
  }
  if (calendars.size() != 1 || calendars.front().name != "VCALENDAR")
    throw Refusal{dav::valid_calendar_data, "A resource is one VCALENDAR."};
  IcalComponent& calendar = calendars.front();
  if (calendar.find("METHOD")) throw not_one_task("What lies in a calendar has no METHOD.");
  ParsedObject object;
  bool found = false;
  for (IcalComponent& component : calendar.components) {
    if (component.name == "VTIMEZONE") continue;
    if (component.name != "VTODO") throw dav::supported_component;
    sort_out(std::move(component), object, found);
  }
  if (!found) throw not_one_task("A resource holds a VTODO without a RECURRENCE-ID.");
  if (object.occurrences.size() > most_ahead)
    throw not_one_task(fmt::format("At most {} occurrences are told apart.", most_ahead));
  return object;
}

}  // namespace stoa::todo
