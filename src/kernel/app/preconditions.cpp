#include "kernel/app/preconditions.h"

#include "kernel/app/answer.h"
#include "kernel/app/input.h"
#include "kernel/http/conditional.h"

namespace stoa {
namespace {

bool holds_for_absent(const Preconditions& asked, const Problem& problem) {
  return !asked.if_match && problem.status == 404;
}

}  // namespace

Preconditions preconditions_of(const http::Request& request) {
  auto header = [&](std::string_view name) -> std::optional<std::string> {
    if (!request.headers.has(name)) return std::nullopt;
    return request.headers.combined(name);
  };
  return {header("If-Match"), header("If-None-Match")};
}

void check_preconditions(const Preconditions& asked, const Router& router, std::string_view path,
                         const Caller& caller, Read& tx) {
  if (!asked.any()) return;
  const Match match = router.find("GET", path);
  if (!match.route || match.route->route.lane != Lane::read) {
    if (asked.if_match) throw problems::precondition_failed;  // there is no such state
    return;
  }
  const Route& route = match.route->route;
  check_access(route.access, route.scope(), caller.principal);
  http::Request get;
  get.path = path;
  const Object input = read_input(match, get);
  http::Response state;
  try {
    state = answer(route, get, route.call(&tx, caller, input.get()));
  } catch (const Refusal& refusal) {
    if (holds_for_absent(asked, refusal.problem)) return;
    throw;
  } catch (const Problem& problem) {
    if (holds_for_absent(asked, problem)) return;
    throw;
  }
  const auto tag = state.headers.get("ETag");
  if (asked.if_match && !http::names_etag(*asked.if_match, tag, true)) {
    throw problems::precondition_failed;
  }
  if (asked.if_none_match && http::names_etag(*asked.if_none_match, tag, false)) {
    throw problems::precondition_failed;
  }
}

}  // namespace stoa
