#include "apps/todo/resources.h"

#include <map>

#include "apps/todo/calendar.h"
#include "apps/todo/moving.h"
#include "formats/icalendar_time.h"

namespace stoa::todo {
namespace {

constexpr std::string_view ics_ending = ".ics";

std::string name_by_id(const Task& task) { return to_string(task.id) + std::string(ics_ending); }

bool is_same_time(const formats::IcalProperty& property, const When& occurrence) {
  const auto moment = formats::moment_of(property);
  const ZoneRules utc = zone_rules("UTC");
  return moment && begin_of(*moment, utc) == begin_of(occurrence.moment(), utc);
}

// EXDATE may hold several, with commas.
bool leaves_out(const formats::IcalProperty& property, const When& occurrence) {
  for (const std::string& value : formats::texts_of(property.value)) {
    if (is_same_time({property.name, value, property.parameters}, occurrence)) return true;
  }
  return false;
}

std::optional<Outcome> outcome_of(const formats::IcalComponent& todo) {
  const auto* status = todo.find("STATUS");
  if (status && status->value == "CANCELLED") return Outcome::skipped;
  if (todo.find("COMPLETED") || (status && status->value == "COMPLETED")) return Outcome::done;
  return std::nullopt;
}

}  // namespace

std::optional<Resource> resource_of(Read& tx, const Id<Task>& task) {
  auto found = tx.query<Resource>("where task = $1", task);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<NamedTask> task_named(Read& tx, const Id<TaskList>& list, std::string_view name) {
  const auto rows = tx.query<Resource>("where list = $1 and name = $2", list, name);
  if (!rows.empty()) return NamedTask{tx.get(rows.front().task), rows.front()};
  if (!name.ends_with(ics_ending)) return std::nullopt;
  auto found = task_with_uid(tx, list, name.substr(0, name.size() - ics_ending.size()));
  if (!found || found->resource) return std::nullopt;
  return found;
}

std::optional<NamedTask> task_with_uid(Read& tx, const Id<TaskList>& list, std::string_view uid) {
  auto tasks = tx.query<Task>("where list = $1 and uid = $2", list, uid);
  if (tasks.empty()) return std::nullopt;
  auto resource = resource_of(tx, tasks.front().id);
  return NamedTask{std::move(tasks.front()), std::move(resource)};
}

std::vector<NamedTask> named_tasks(Read& tx, const Id<TaskList>& list, std::vector<Task> tasks) {
  std::map<Id<Task>, Resource> resources;
  for (Resource& one : tx.query<Resource>("where list = $1", list))
    resources.emplace(one.task, std::move(one));
  std::vector<NamedTask> named;
  named.reserve(tasks.size());
  for (Task& task : tasks) {
    const auto found = resources.find(task.id);
    auto& one = named.emplace_back(NamedTask{std::move(task), std::nullopt});
    if (found != resources.end()) one.resource = std::move(found->second);
  }
  return named;
}

void store_resource(Write& tx, const Task& task, std::string name, std::string kept,
                    std::optional<std::string> parent_uid) {
  const auto stored = resource_of(tx, task.id);
  Resource resource = stored.value_or(Resource{.task = task.id});
  resource.list = task.list;
  resource.name = std::move(name);
  resource.kept = std::move(kept);
  resource.parent_uid = std::move(parent_uid);
  if (stored) {
    tx.update(resource);
  } else {
    tx.insert(resource);
  }
}

void free_name(Write& tx, const NamedTask& named) {
  store_resource(tx, named.task, name_by_id(named.task), named.resource ? named.resource->kept : "",
                 named.resource ? named.resource->parent_uid : std::nullopt);
}

void tell_left(Write& tx, const Task& task) {
  const auto resource = resource_of(tx, task.id);
  const auto name = resource ? std::optional(resource->name) : std::nullopt;
  tx.run("insert into departures (list, sequence, task, uid, resource) values ($1, $2, $3, $4, $5)",
         task.list, next_sequence(tx, task.list), task.id, task.uid, name);
}

void move_resource(Write& tx, const Task& task) {
  auto resource = resource_of(tx, task.id);
  if (!resource || resource->list == task.list) return;
  resource->list = task.list;
  if (task_named(tx, task.list, resource->name)) resource->name = name_by_id(task);
  tx.update(*resource);
}

formats::IcalComponent kept_of(const std::optional<Resource>& resource) {
  if (!resource || resource->kept.empty()) return {"VCALENDAR"};
  return formats::parse_icalendar(resource->kept).at(0);
}

std::optional<Outcome> said_ahead(const formats::IcalComponent& kept, const Task& task) {
  if (!task.repeat || kept.components.empty()) return std::nullopt;
  if (task.status == Status::completed || task.status == Status::cancelled) return std::nullopt;
  const When occurrence = recurrence_id_of(task);
  for (const auto& todo : kept.components) {
    const auto* id = todo.find("RECURRENCE-ID");
    if (id && is_same_time(*id, occurrence)) return outcome_of(todo);
    if (id) continue;
    for (const auto& property : todo.properties) {
      if (property.name == "EXDATE" && leaves_out(property, occurrence)) return Outcome::skipped;
    }
  }
  return std::nullopt;
}

void forget_resource(Write& tx, const Id<Task>& task) {
  for (const Resource& one : tx.query<Resource>("where task = $1", task)) {
    tx.remove(one.id);
    tx.forget(one.id, {"name", "kept", "parent_uid"});
  }
}

}  // namespace stoa::todo
