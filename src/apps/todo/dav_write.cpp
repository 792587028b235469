// PUT, DELETE, COPY and MOVE at the CalDAV door.

#include "apps/todo/access.h"
#include "apps/todo/dav_call.h"
#include "apps/todo/dav_problems.h"
#include "apps/todo/lists.h"
#include "apps/todo/moving.h"
#include "apps/todo/recurring.h"
#include "apps/todo/tasks.h"

namespace stoa::todo {
namespace {

constexpr std::size_t longest_name = 255;  // bytes

// Where a task is to lie.
struct Slot {
  Id<TaskList> list;
  const std::string& name;
};

http::Response status_alone(int status) {
  http::Response response;
  response.status = status;
  return response;
}

bool is_there(const std::optional<NamedTask>& named) { return named && !named->task.removed; }

// What the task was of this UID, which may lie in the trash; what else has the name there gives it
// up.
std::optional<NamedTask> claim(Write& tx, const Slot& slot, const std::string& uid) {
  auto named = task_named(tx, slot.list, slot.name);
  if (named && named->task.uid == uid) return named;
  if (is_there(named)) throw dav::no_uid_conflict;
  if (named) free_name(tx, *named);
  auto same = task_with_uid(tx, slot.list, uid);
  if (is_there(same)) throw dav::no_uid_conflict;
  return same;
}

// Its whole, if that is in the list and it can be a part of it; nothing, and the task waits.
std::optional<Id<Task>> whole_of(Read& tx, Task task, const std::string& uid) {
  const auto whole = uid.empty() ? std::nullopt : task_with_uid(tx, task.list, uid);
  if (!is_there(whole)) return std::nullopt;
  task.parent = whole->task.id;
  try {
    check_parent(tx, task);
  } catch (const Problem&) {
    return std::nullopt;
  }
  return task.parent;
}

// Parts that came before their whole.
void adopt(Write& tx, const Task& whole) {
  for (const Resource& waiting :
       tx.query<Resource>("where list = $1 and parent_uid = $2", whole.list, whole.uid)) {
    Task part = tx.get(waiting.task);
    part.parent = whole_of(tx, part, whole.uid);
    if (!part.parent) continue;
    update_task(tx, part);
    store_resource(tx, part, waiting.name, waiting.kept, std::nullopt);
  }
}

Task stored_task(Write& tx, const User& who, Task task, const std::optional<NamedTask>& before) {
  task.removed.reset();
  if (before) return update_task(tx, std::move(task));
  check_room(tx, task.list);
  task.author = who.account();
  task.position = place_at_end(tx, task.list);
  return insert_task(tx, std::move(task));
}

// Stores what a program wrote.
void put_object(Write& tx, const DavCall& call, const Slot& slot, const ParsedObject& object) {
  const auto before = claim(tx, slot, object.uid);
  WrittenTask written = written_task(object, before ? &before->task : nullptr, tx.now());
  written.task.list = slot.list;
  const auto whole = whole_of(tx, written.task, written.whole);
  written.task.parent = whole;
  Task task = stored_task(tx, call.who, std::move(written.task), before);
  store_resource(tx, task, slot.name, written.kept,
                 whole || written.whole.empty() ? std::nullopt : std::optional(written.whole));
  store_alarms(tx, call.who, task, written.alarms);
  adopt(tx, task);
  const auto kept = kept_of(resource_of(tx, task.id));
  const auto outcome = written.ticked ? std::optional(Outcome::done) : said_ahead(kept, task);
  if (outcome) pass_occurrence(tx, call.who, std::move(task), *outcome);
}

void check_name(const std::string& name) {
  if (name.size() > longest_name)
    throw Refusal{dav::valid_calendar_object, "The last part of an address has at most 255 bytes."};
}

// The list that a task is put into: 409 for one that there is not, as RFC 4918 has it.
Id<TaskList> list_to_put_into(Read& tx, const DavCall& call, const DavPlace& place) {
  if (place.kind != DavPlace::Kind::task || !list_named(tx, call.who, place.list))
    throw dav::no_parent;
  const auto list = list_at(tx, call, place);
  check_may_change(tx, call, list);
  check_name(place.name);
  return list;
}

void delete_list(Write& tx, const DavCall& call) {
  const auto list = list_at(tx, call);
  try {
    remove_list(tx, call.who, list);
  } catch (const Refusal& refusal) {
    if (refusal.problem == problems::forbidden) throw dav::need_privileges;
    throw;
  }
}

void delete_task(Write& tx, const DavCall& call) {
  const auto list = list_at(tx, call);
  const auto object = object_at(tx, call, list, call.place.name);
  check_tags(call, object ? object->etag() : "");
  if (!object) throw problems::not_found;
  check_may_change(tx, call, list);
  remove_task(tx, call.who, object->named.task.id);
}

// ---- from one place to another ------------------------------------------------------------------

struct Transfer {
  const DavCall& call;
  const DavPlace to;
  const bool moves, replaces;
};

// Makes room where something is. Whether there was something.
bool clear(Write& tx, const Transfer& transfer, const Slot& slot) {
  const auto there = task_named(tx, slot.list, slot.name);
  if (!there) return false;
  if (there->task.removed) {
    free_name(tx, *there);
    return false;
  }
  if (!transfer.replaces) throw dav::precondition_failed;
  remove_task(tx, transfer.call.who, there->task.id);
  free_name(tx, {tx.get(there->task.id), there->resource});
  return true;
}

bool transfer_task(Write& tx, const Transfer& transfer) {
  const DavCall& call = transfer.call;
  const auto from = list_at(tx, call);
  const auto object = object_at(tx, call, from, call.place.name);
  if (!object) throw problems::not_found;
  check_tags(call, object->etag());
  const Slot slot{list_to_put_into(tx, call, transfer.to), transfer.to.name};
  const Task& task = object->named.task;
  if (transfer.moves) check_may_change(tx, call, from);
  if (from == slot.list && slot.name == object->named.name()) throw problems::forbidden;
  const bool replaced = clear(tx, transfer, slot);
  const auto same = task_with_uid(tx, slot.list, task.uid);
  if (same && same->task.id != task.id && (transfer.moves || is_there(same)))
    throw dav::no_uid_conflict;
  if (!transfer.moves) {
    if (from == slot.list) throw dav::no_uid_conflict;
    put_object(tx, call, slot, parse_object(formats::to_icalendar(calendar_of(*object))));
    return replaced;
  }
  Task moved = task;
  if (from == slot.list) {
    tell_left(tx, task);
    moved = update_task(tx, moved);
  } else {
    moved = move_task(tx, call.who, {.id = task.id, .list = slot.list});
  }
  const auto resource = resource_of(tx, task.id);
  // Its whole may come after it.
  const bool waits = !moved.parent && !object->whole.empty();
  store_resource(tx, moved, slot.name, resource ? resource->kept : "",
                 waits ? std::optional(object->whole) : std::nullopt);
  return replaced;
}

}  // namespace

http::Response dav_put(const DavCall& call) {
  if (call.place.kind == DavPlace::Kind::nowhere) throw dav::no_parent;
  if (call.place.kind != DavPlace::Kind::task) throw problems::method_not_allowed;
  call.need("tasks", "write");
  const std::string_view type = call.request.http.headers.get("Content-Type");
  if (!type.empty() && !type.starts_with("text/calendar")) throw dav::supported_calendar_data;
  const ParsedObject object = parse_object(call.body());
  bool made = false;
  call.task.write([&](Write& tx) {
    const auto list = list_to_put_into(tx, call, call.place);
    const auto there = object_at(tx, call, list, call.place.name);
    check_tags(call, there ? there->etag() : "");
    made = !there;
    put_object(tx, call, {list, call.place.name}, object);
  });
  // Without an ETag, for what is stored is not its bytes: the program reads it again.
  return status_alone(made ? 201 : 204);
}

http::Response dav_delete(const DavCall& call) {
  const bool list = call.place.kind == DavPlace::Kind::list;
  if (call.place.kind == DavPlace::Kind::nowhere) throw problems::not_found;
  if (!list && call.place.kind != DavPlace::Kind::task) throw problems::method_not_allowed;
  call.need(list ? "lists" : "tasks", "write");
  call.task.write([&](Write& tx) { list ? delete_list(tx, call) : delete_task(tx, call); });
  return status_alone(204);
}

http::Response dav_transfer(const DavCall& call) {
  if (call.place.kind == DavPlace::Kind::nowhere) throw problems::not_found;
  if (call.place.kind != DavPlace::Kind::task) throw problems::method_not_allowed;
  call.need("tasks", "write");
  const auto& headers = call.request.http.headers;
  const DavPlace to = call.addresses.place_of(headers.get("Destination"));
  if (!headers.has("Destination")) throw dav::bad_destination;
  const Transfer transfer{call, to, call.request.http.method == "MOVE",
                          headers.get("Overwrite") != "F"};
  bool replaced = false;
  call.task.write([&](Write& tx) { replaced = transfer_task(tx, transfer); });
  http::Response response = status_alone(replaced ? 204 : 201);
  if (!replaced) response.headers.set("Location", call.addresses.task(to.list, to.name));
  return response;
}

}  // namespace stoa::todo
