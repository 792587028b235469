// VTODO, both ways: a task with all that belongs to it as calendar programs read it, and what they
// write as a task. Pure functions; any thread.
//
// What an app's field can hold goes there; all else is kept and given back. A rule that is counted
// otherwise than tasks recur here (RDATE, weekdays of a start on another day) is kept too, and the
// task does not recur.
#pragma once

#include "apps/todo/alarms.h"
#include "apps/todo/resources.h"

namespace stoa::todo {

inline constexpr std::size_t longest_vtodo = 256 * 1024;  // bytes of a resource
inline constexpr std::size_t most_ahead = 366;  // occurrences of which something is said ahead

// A task as one person's programs see it.
struct TaskObject {
  NamedTask named;
  std::string whole = {};  // the uid of what it is a part of, "" for none
  AlarmList alarms = {};

  std::string etag() const;
};
// VCALENDAR of it, with the zones that it names.
formats::IcalComponent calendar_of(const TaskObject& object);

// What a body holds: one task, and what is said of single occurrences.
struct ParsedObject {
  std::string uid;
  formats::IcalComponent todo;
  std::vector<formats::IcalComponent> occurrences = {};
};
// Throws the preconditions of CalDAV that do not hold.
ParsedObject parse_object(std::string_view body);

// What is to become of a task that is written so; `before` is what it was, nullptr for a new one.
struct WrittenTask {
  Task task;
  std::string kept = {};
  std::string whole = {};  // the uid of its whole, "" for none
  AlarmList alarms = {};
  bool ticked = false;  // the occurrence that is due was done
};
WrittenTask written_task(const ParsedObject& object, const Task* before, Timestamp now);

}  // namespace stoa::todo
