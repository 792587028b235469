// A task as calendar programs know it: under which name it lies in its list, and what they said of
// it that no field of a task has. For the lanes.
//
// A task that no such program ever wrote has no Resource, and is called by its uid.
#pragma once

#include "apps/todo/model.h"
#include "formats/icalendar.h"

namespace stoa::todo {

struct Resource {
  static constexpr auto table = "resources";
  Id<Resource> id = {};
  Id<Task> task = {};
  Id<TaskList> list = {};
  std::string name = {};  // "b5e5e6a0.ics"
  // A VCALENDAR of the properties that are kept, in a VTODO without a RECURRENCE-ID, and of what is
  // said of single occurrences, each in one with it; "" for none.
  std::string kept = {};
  std::optional<std::string> parent_uid = {};  // of its whole, which the list does not have yet
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Resource, (),
                      (id, task, list, name, kept, parent_uid, version, created, updated))

struct NamedTask {
  Task task;
  std::optional<Resource> resource;

  std::string name() const { return resource ? resource->name : task.uid + ".ics"; }
};

// What lies in a list under a name, also when it is in the trash.
std::optional<NamedTask> task_named(Read& tx, const Id<TaskList>& list, std::string_view name);
// The task of a uid, also when it is in the trash.
std::optional<NamedTask> task_with_uid(Read& tx, const Id<TaskList>& list, std::string_view uid);
std::optional<Resource> resource_of(Read& tx, const Id<Task>& task);
// The tasks of a list that meet a condition, with their names.
std::vector<NamedTask> named_tasks(Read& tx, const Id<TaskList>& list, std::vector<Task> tasks);

// Stores what is kept of a task, and its name.
void store_resource(Write& tx, const Task& task, std::string name, std::string kept,
                    std::optional<std::string> parent_uid);
// What is in the trash under this name is from now on called by its id: the name is free.
void free_name(Write& tx, const NamedTask& named);
// Tells those who have a copy of its list that this task is no longer there under its name.
void tell_left(Write& tx, const Task& task);
// After a task went to another list: its name there.
void move_resource(Write& tx, const Task& task);

// What is kept, as a calendar; without components if that is nothing.
formats::IcalComponent kept_of(const std::optional<Resource>& resource);
// What a program said ahead of the occurrence that is due now: done or left out.
std::optional<Outcome> said_ahead(const formats::IcalComponent& kept, const Task& task);

void forget_resource(Write& tx, const Id<Task>& task);

}  // namespace stoa::todo
