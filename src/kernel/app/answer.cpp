#include "kernel/app/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/app/file_answer.h"
#include "kernel/app/idempotency.h"
#include "kernel/model/fnv.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr Problem already_exists{409, "already_exists", "There is one like this already."};
constexpr Problem still_in_use{409, "still_in_use",
                               "Something refers to this, or this refers to nothing."};
constexpr Problem not_consistent{422, "not_consistent",
                                 "These values contradict a rule of the database."};

const Shape* shape_of_output(const Route& route) {
  return route.output && route.output->kind == Kind::object ? &route.output->object() : nullptr;
}

// A record changes with its version; what extends it with relations, or leaves a part of it out,
// changes without.
std::string etag(const Shape& shape, const Field& version, const Object& result, const View& view,
                 std::string_view body) {
  if (shape.table.empty() || !view.plain()) return fmt::format("\"{:x}\"", fnv(body));
  return fmt::format("\"{}\"", static_cast<const Version*>(version.in(result.get()))->value);
}

void add_link(const Listing& listing, const http::Request& request, const Object& page,
              http::Response& response) {
  if (!listing.next) return;
  const std::optional<Cursor>& next = listing.next(page.get());
  if (!next) return;
  std::string link = "<" + request.path + "?";
  std::string_view query = request.query;
  while (!query.empty()) {
    std::size_t end = query.find('&');
    std::string_view pair = query.substr(0, end);
    query = end == query.npos ? std::string_view{} : query.substr(end + 1);
    if (!pair.empty() && !pair.starts_with("after=")) link.append(pair).append("&");
  }
  response.headers.set("Link", link + "after=" + *next + ">; rel=\"next\"");
}

Refusal refusal_of_store(const store::StoreError& error, const App& app) {
  using enum store::StoreError::Kind;
  if (error.of_data()) {
    for (const App::Unique& rule : app.uniques())
      if (rule.index == error.constraint) return {rule.problem};
  }
  switch (error.kind) {
    case unique:
      return {already_exists};
    case foreign_key:
      return {still_in_use};
    case check:
    case not_null:
      return {not_consistent};
    case busy:
    case full:
    case io:
    case fsync:
      return {.problem = problems::overloaded, .retry_after_s = 5};
    case conflict:
      return {.problem = problems::overloaded, .retry_after_s = 1};
    case unavailable:
      return {.problem = problems::unavailable, .retry_after_s = 1};
    case interrupted:
      return {problems::query_too_costly};
    default:
      throw error;
  }
}

Refusal bug(std::string_view where, const http::Request& request, std::string_view what) {
  log::error("a handler failed",
             {{"route", where}, {"request", std::string_view(request.id)}, {"error", what}});
  return {problems::internal_error};
}

// What a violated index means, the app has said; no route lists it.
bool is_of_store(const std::exception_ptr& error) try {
  std::rethrow_exception(error);
} catch (const store::StoreError&) {
  return true;
} catch (...) {
  return false;
}

// Problems that every route may answer with, so that none lists them.
bool is_common(const Problem& problem, const Route& route) {
  if (problem.status == 400 || problem.status == 412 || problem.status >= 500) return true;
  if (problem == problems::validation_failed || problem == problems::not_found) return true;
  if (problem == problems::key_reused || problem == problems::in_flight) return true;
  if (problem == problems::already_done) return true;
  if (problem == already_exists || problem == still_in_use || problem == not_consistent)
    return true;
  if (route.upload && (problem.status == 413 || problem.status == 415)) return true;
  if (route.sends_file && problem == problems::picture_unreadable) return true;
  if ((route.socket || route.may_wait) && (problem.status == 404 || problem.status == 429))
    return true;
  return problem.status == 404 && route.input.form != InputForm::none;
}

// Of a record that was made just now there is the first version.
bool was_there(const Route& route, const Field& version, const void* record) {
  return upserts(route) && static_cast<const Version*>(version.in(record))->value > 1;
}

}  // namespace

bool upserts(const Route& route) {
  return route.method == "POST" && route.input.form == InputForm::patch;
}

http::Response answer(const Route& route, const http::Request& request, const Outcome& outcome,
                      const View& view) {
  if (outcome.file) return file_header(route, *outcome.file);
  if (outcome.text) return text_file_answer(route, *outcome.text);
  const Object& result = outcome.body;
  http::Response response;
  response.status = route.status;
  for (const http::Header& header : outcome.headers)
    response.headers.add(header.name, header.value);
  // What one person is told is kept by no cache that others share, and not for long by theirs.
  const bool for_all = route.access.open() && view.expand.empty();
  if (!for_all) response.headers.set("Cache-Control", "no-store");
  if (!outcome.headers.empty()) response.headers.set("Cache-Control", "no-store");
  if (!route.output) return response;
  response.headers.set("Content-Type", "application/json");
  response.body = encode_view(view, route, result, outcome.expanded);
  const Shape* shape = shape_of_output(route);
  if (!shape) return response;
  if (const Field* version = shape->find(FieldRole::version)) {
    if (was_there(route, *version, result.get())) response.status = 200;
    response.headers.set("ETag", etag(*shape, *version, result, view, response.body));
    response.headers.set("Cache-Control", for_all ? "no-cache" : "private, no-cache");
  }
  const Field* id = shape->find(FieldRole::self_id);
  if (response.status == 201 && id && !response.headers.has("Location")) {
    auto text = to_string(*static_cast<const Uuid*>(id->in(result.get())));
    response.headers.set("Location", request.path + "/" + text);
  }
  add_link(route.listing, request, result, response);
  return response;
}

Refusal refusal_of(std::exception_ptr error, const App& app, std::string_view where,
                   const http::Request& request) {
  try {
    try {
      std::rethrow_exception(error);
    } catch (const store::StoreError& store_error) {
      return refusal_of_store(store_error, app);
    }
  } catch (const Problem& problem) {
    return {problem};
  } catch (const Refusal& thrown) {
    return thrown;
  } catch (const std::exception& exception) {
    return bug(where, request, exception.what());
  } catch (...) {
    return bug(where, request, "something that is no std::exception was thrown");
  }
}

Refusal refusal_of(std::exception_ptr error, const MountedRoute& mounted,
                   const http::Request& request) {
  const Route& route = mounted.route;
  Refusal refusal = refusal_of(error, mounted.app->app, route.name, request);
  const bool known = route.batch ||  // what its operations list was looked at with them
                     std::find(route.problems.begin(), route.problems.end(), refusal.problem) !=
                         route.problems.end();
  if (mounted.app->strict_problems && !known && !is_common(refusal.problem, route) &&
      !is_of_store(error)) {
    return bug(route.name, request,
               "the route does not list the problem " + std::string(refusal.problem.code));
  }
  return refusal;
}

}  // namespace stoa
