#include "apps/todo/ics.h"

#include <map>

#include "apps/todo/calendar.h"
#include "apps/todo/feeds.h"

namespace stoa::todo {
namespace {

constexpr std::string_view tasks_end = ".ics", events_end = "/events.ics";

// "/<secret>.ics" and "/<secret>/events.ics".
struct Wanted {
  std::string_view secret;
  bool events = false;
};

Wanted wanted(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with(events_end)) return {path.substr(0, path.size() - events_end.size()), true};
  if (path.ends_with(tasks_end)) return {path.substr(0, path.size() - tasks_end.size()), false};
  throw problems::not_found;
}

std::string calendar(Read& tx, const Wanted& what) {
  const auto [feed, list] = feed_of(tx, what.secret);
  const auto tasks =
      tx.query<Task>("where list = $1 and removed is null order by position", list.id);
  std::map<Id<Task>, std::string> uids;
  for (const Task& task : tasks) uids[task.id] = task.uid;
  std::vector<formats::IcalComponent> components;
  for (const Task& task : tasks) {
    if (!what.events) {
      components.push_back(todo_of(task, task.parent ? uids[*task.parent] : ""));
    } else if (auto event = event_of(task)) {
      components.push_back(std::move(*event));
    }
  }
  return formats::to_icalendar(calendar_of(list, std::move(components), tx.now()));
}

}  // namespace

http::Response Ics::answer(stoa::Task& task, const DoorRequest& request) {
  if (request.http.method != "GET" && request.http.method != "HEAD")
    throw problems::method_not_allowed;
  const Wanted what = wanted(request.path);
  http::Response response;
  response.headers.set("Content-Type", "text/calendar; charset=utf-8");
  response.headers.set("Cache-Control", "private, no-cache");
  task.read([&](Read& tx) { response.body = calendar(tx, what); });
  return response;
}

http::Response Ics::refusal(const http::Request&, const Refusal& refusal) const {
  http::Response response;
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(refusal.problem.title) + "\n";
  response.status = refusal.problem.status;
  if (response.status == 405) response.headers.set("Allow", "GET, HEAD");
  if (refusal.retry_after_s > 0)
    response.headers.set("Retry-After", std::to_string(refusal.retry_after_s));
  return response;
}

}  // namespace stoa::todo
