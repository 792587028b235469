#include "apps/todo/dav_call.h"

#include <charconv>

#include "apps/todo/access.h"
#include "apps/todo/dav_problems.h"
#include "kernel/http/conditional.h"

namespace stoa::todo {
namespace {

constexpr std::string_view token_start = "urn:stoa:todo:";

}  // namespace

void DavCall::need(const char* resource, const char* verb) const {
  if (!may(resource, verb)) throw problems::scope_missing;
}

bool DavCall::may(const char* resource, const char* verb) const {
  return in_scope(who.principal, {"todo", resource, verb});
}

http::Response multistatus_response(formats::Multistatus&& answer) {
  http::Response response{.status = 207};
  response.headers.set("Content-Type", "application/xml; charset=utf-8");
  response.body = std::move(answer).text();
  return response;
}

formats::Depth depth_of(const DavCall& call) {
  const auto depth = formats::parse_depth(call.request.http.headers.get("Depth"));
  if (!depth) throw dav::bad_depth;
  return *depth;
}

Id<TaskList> list_at(Read& tx, const DavCall& call, const DavPlace& place) {
  const auto list = list_named(tx, call.who, place.list);
  if (!list) throw problems::not_found;
  return *list;
}

Id<TaskList> list_at(Read& tx, const DavCall& call) { return list_at(tx, call, call.place); }

void check_may_change(Read& tx, const DavCall& call, const Id<TaskList>& list) {
  try {
    check_list(tx, call.who, list, Share::editor);
  } catch (const Refusal& refusal) {
    if (refusal.problem == problems::forbidden) throw dav::need_privileges;
    throw;
  }
}

TaskObject object_for(Read& tx, const DavCall& call, NamedTask named) {
  TaskObject object{std::move(named)};
  const Task& task = object.named.task;
  if (task.parent) {
    object.whole = tx.get(*task.parent).uid;
  } else if (object.named.resource) {
    object.whole = object.named.resource->parent_uid.value_or("");
  }
  object.alarms = alarms_of(tx, call.who, task);
  return object;
}

std::optional<TaskObject> object_at(Read& tx, const DavCall& call, const Id<TaskList>& list,
                                    std::string_view name) {
  auto named = task_named(tx, list, name);
  if (!named || named->task.removed) return std::nullopt;
  return object_for(tx, call, std::move(*named));
}

std::vector<TaskObject> objects_of(Read& tx, const DavCall& call, const Id<TaskList>& list,
                                   std::vector<Task> tasks) {
  std::map<Id<Task>, std::string> uids;
  for (const auto& whole :
       tx.query<Task>("where list = $1 and id in (select parent from tasks where list = $1)", list))
    uids[whole.id] = whole.uid;
  auto alarms = alarms_in(tx, call.who, list);
  std::vector<TaskObject> objects;
  for (NamedTask& named : named_tasks(tx, list, std::move(tasks))) {
    TaskObject object{std::move(named)};
    const Task& task = object.named.task;
    if (task.parent) {
      object.whole = uids[*task.parent];
    } else if (object.named.resource) {
      object.whole = object.named.resource->parent_uid.value_or("");
    }
    if (const auto found = alarms.find(task.id); found != alarms.end())
      object.alarms = std::move(found->second);
    objects.push_back(std::move(object));
  }
  return objects;
}

std::vector<TaskObject> objects_in(Read& tx, const DavCall& call, const Id<TaskList>& list) {
  return objects_of(tx, call, list,
                    tx.query<Task>("where list = $1 and removed is null order by position", list));
}

void check_tags(const DavCall& call, std::string_view etag) {
  const auto& headers = call.request.http.headers;
  const bool there = !etag.empty();
  const auto names = [&](const char* field) {
    const std::string list = headers.combined(field);
    if (list == "*") return there;
    return there && http::names_etag(list, etag, true);
  };
  if (headers.has("If-Match") && !names("If-Match")) throw dav::precondition_failed;
  if (headers.has("If-None-Match") && names("If-None-Match")) throw dav::precondition_failed;
}

std::string sync_token(const TaskList& list) {
  return std::string(token_start) + to_string(list.id) + ":" + std::to_string(list.sequence);
}

std::optional<std::int64_t> sequence_in(std::string_view token, const Id<TaskList>& list) {
  const std::string start = std::string(token_start) + to_string(list) + ":";
  if (!token.starts_with(start)) return std::nullopt;
  token.remove_prefix(start.size());
  std::int64_t sequence = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), sequence);
  if (error != std::errc() || end != token.data() + token.size() || sequence < 0)
    return std::nullopt;
  return sequence;
}

}  // namespace stoa::todo
