#include "kernel/app/exchange.h"

#include "kernel/app/answer.h"
#include "kernel/app/input.h"
#include "kernel/app/media.h"
#include "kernel/app/task_pool.h"
#include "kernel/http/conditional.h"
#include "kernel/http/finish.h"

namespace stoa {
namespace {

constexpr Problem precondition_failed{412, "precondition_failed",
                                      "This has changed since you read it; read it again."};

// What one request needs from its arrival until its answer.
struct Exchange {
  const Router* router = nullptr;
  std::shared_ptr<const http::Request> request;
  http::Respond respond;
  const MountedRoute* mounted = nullptr;
  Timestamp now = wall_clock();
  Object input, output;

  const Route& route() const { return mounted->route; }

  void send(http::Response response) {
    http::finish(*request, response);
    if (mounted) {
      auto taken = std::chrono::steady_clock::now() - request->received;
      mounted->latency.observe(std::chrono::duration<double>(taken).count());
      auto family = static_cast<std::size_t>(response.status / 100);
      mounted->answers[family < 6 ? family : 5].fetch_add(1, std::memory_order_relaxed);
    }
    respond(std::move(response));
  }
  void refuse(const Refusal& refusal) { send(http::problem_response(refusal, request->id)); }
  void fail(std::exception_ptr error) { refuse(refusal_of(error, *mounted, *request)); }
  void done(std::exception_ptr error) try {
    if (error) return fail(error);
    send(answer(route(), *request, output));
  } catch (...) {
    fail(std::current_exception());
  }
};

// The ETag that a client holds is the one of a GET at the same address. That GET, answered inside
// of the write's own transaction, says whether it still holds (RFC 9110 §13.1.1): nobody changes
// the record between the check and the write.
void check_if_match(const Exchange& x, Read& tx) {
  const std::string tags = x.request->headers.combined("If-Match");
  if (tags.empty() || x.route().method == "POST") return;
  Match match = x.router->find("GET", x.request->path);
  if (!match.route || match.route->route.lane != Lane::read) return;
  http::Request get;
  get.path = x.request->path;
  Object input = read_input(match, get);
  Object current = match.route->route.call(&tx, input.get());
  http::Response response = answer(match.route->route, get, current);
  if (!http::names_etag(tags, response.headers.get("ETag"), true)) throw precondition_failed;
}

store::Work reading(std::shared_ptr<Exchange> x) {
  return [x](store::Connection& connection) {
    Read tx(connection, x->now);
    x->output = x->route().call(&tx, x->input.get());
  };
}

store::Work writing(std::shared_ptr<Exchange> x) {
  return [x](store::Connection& connection) {
    Write tx(connection, {.now = x->now, .trace = x->request->id});
    check_if_match(*x, tx);
    x->output = x->route().call(&tx, x->input.get());
  };
}

std::uint64_t principal_of(const http::Request& request) {
  return std::hash<std::string>{}(request.peer);
}

std::uint64_t turn_of(const Exchange& x) {
  const Route& route = x.route();
  if (!route.turn) return 0;
  const bool patch = route.input.form == InputForm::patch;
  return route.turn(patch ? route.input.fields(x.input.get()) : x.input.get());
}

void enter_lane(std::shared_ptr<Exchange> x) {
  MountedApp& app = *x->mounted->app;
  auto done = [x](std::exception_ptr error) { x->done(error); };
  switch (x->route().lane) {
    case Lane::read:
      return app.database->read({reading(x), done, x->route().heavy, &x->mounted->several});
    case Lane::write:
      return app.database->write({.work = writing(x),
                                  .done = done,
                                  .principal = principal_of(*x->request),
                                  .in_turn = turn_of(*x)});
    case Lane::task:
      return app.tasks->run(
          [x, &app] {
            Task task(*app.database, x->now);
            x->output = x->route().call(&task, x->input.get());
          },
          done);
  }
}

}  // namespace

void exchange(const Router& router, std::shared_ptr<const http::Request> request,
              http::Respond respond) {
  auto x = std::make_shared<Exchange>();
  x->router = &router;
  x->request = std::move(request);
  x->respond = std::move(respond);
  try {
    Match match = router.find(x->request->method, x->request->path);
    if (!match.route) {
      if (match.allow.empty()) return x->refuse({problems::not_found});
      http::Response response =
          x->request->method == "OPTIONS"
              ? http::Response{.status = 204}
              : http::problem_response({problems::method_not_allowed}, x->request->id);
      response.headers.set("Allow", match.allow);
      return x->send(std::move(response));
    }
    x->mounted = match.route;
    if (x->route().output && !accepts_json(x->request->headers.combined("Accept"))) {
      return x->refuse({problems::not_acceptable});
    }
    x->input = read_input(match, *x->request);
  } catch (const Refusal& refusal) {
    return x->refuse(refusal);
  }
  enter_lane(std::move(x));
}

}  // namespace stoa
