#include "kernel/app/batch.h"

#include <algorithm>

#include "kernel/app/answer.h"
#include "kernel/app/input.h"

namespace stoa {
namespace {

// The refusal of one operation as that of the whole: the same problem, its place in front.
[[noreturn]] void refuse_at(std::size_t index, const http::Request& request, Refusal refusal) {
  const std::string place = "/operations/" + std::to_string(index);
  for (FieldError& error : refusal.errors) {
    const bool of_body = request.method != "DELETE";
    error.pointer = place + (of_body ? "/body" : "/path") + error.pointer;
  }
  if (refusal.errors.empty()) {
    refusal.errors.push_back(
        {place, std::string(refusal.problem.code), std::string(refusal.problem.title)});
  }
  const std::string what = "Operation " + std::to_string(index) + " failed, so that none was done.";
  refusal.detail = refusal.detail.empty() ? what : what + " " + refusal.detail;
  throw refusal;
}

std::optional<std::string> header(const http::Response& response, std::string_view name) {
  if (!response.headers.has(name)) return std::nullopt;
  return std::string(response.headers.get(name));
}

WriteWork prepare_batch(const Preparation& from, const void* input) {
  const auto& operations = *static_cast<const BatchInput*>(input);
  const auto batch =
      std::make_shared<Batch>(operations, from.app, from.router, from.request, from.caller);
  return [batch](Write& tx) { return batch->run(tx); };
}

}  // namespace

void add_batch(App& app) {
  const auto& routes = app.routes();
  const bool writes = std::any_of(routes.begin(), routes.end(),
                                  [](const Route& route) { return route.lane == Lane::write; });
  if (!writes && !app.has_made_routes()) return;
  Route route;
  route.lane = Lane::write;
  route.access.kind = Access::Kind::visitor;  // each operation asks for itself
  route.input = detail::input_of<BatchInput>();
  route.output = &type_of<BatchAnswer>();
  route.batch = true;
  route.prepare = &prepare_batch;
  app.add_route(std::move(route), "batch", "POST", "/batch",
                "Do several writes of this app, all or none", {});
  app.status(200);
}

Batch::Batch(const BatchInput& input, const MountedApp& app, const Router& router,
             const http::Request& request, const Caller& caller)
    : router_(router), caller_(caller) {
  for (const BatchOperation& operation : input.operations) prepare(operation, app, request);
}

void Batch::prepare(const BatchOperation& from, const MountedApp& app,
                    const http::Request& request) {
  Operation made;
  made.request.method = enum_name(type_of<BatchMethod>(), &from.method);
  made.request.path = from.path;
  made.request.id = request.id;
  made.request.headers.set("Content-Type", "application/json");
  if (from.body) made.request.body = from.body->text;
  if (from.if_match) made.preconditions.if_match = *from.if_match;
  try {
    const Match match = router_.find(made.request.method, made.request.path);
    made.route = match.route;
    const bool ours = match.route && match.route->app == &app;
    if (!ours) {
      throw Refusal{match.allow.empty() ? problems::not_found : problems::method_not_allowed};
    }
    const Route& route = match.route->route;
    if (route.lane != Lane::write || route.batch || route.upload || route.prepare) {
      throw Refusal{problems::not_found, "This address takes part in no batch."};
    }
    check_access(route.access, route.scope(), caller_.principal);
    if (route.must_match && !from.if_match) throw Refusal{problems::precondition_required};
    made.input = read_input(match, made.request);
  } catch (const Refusal& refusal) {
    refuse_at(operations_.size(), made.request, refusal);
  }
  operations_.push_back(std::move(made));
}

Outcome Batch::run(Write& tx) const {
  BatchAnswer answer;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const Operation& operation = operations_[i];
    try {
      answer.results.push_back(run(operation, tx));
      tx.settle();  // an error that is still on its way is this operation's
    } catch (const store::StoreError& error) {
      if (!error.of_data()) throw;
      refuse_at(i, operation.request,
                refusal_of(std::current_exception(), *operation.route, operation.request));
    } catch (...) {
      refuse_at(i, operation.request,
                refusal_of(std::current_exception(), *operation.route, operation.request));
    }
  }
  return detail::outcome_of(std::move(answer));
}

BatchResult Batch::run(const Operation& operation, Write& tx) const {
  check_preconditions(operation.preconditions, router_, operation.request.path, caller_, tx);
  const Route& route = operation.route->route;
  const Outcome outcome = route.call(&tx, caller_, operation.input.get());
  const http::Response response = stoa::answer(route, operation.request, outcome);
  BatchResult result;
  result.status = response.status;
  result.location = header(response, "Location");
  result.etag = header(response, "ETag");
  if (!response.body.empty()) result.body = Json{response.body};
  return result;
}

}  // namespace stoa
