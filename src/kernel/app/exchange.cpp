#include "kernel/app/exchange.h"

#include "kernel/app/aggregates.h"
#include "kernel/app/answer.h"
#include "kernel/app/credentials.h"
#include "kernel/app/cursors.h"
#include "kernel/app/export.h"
#include "kernel/app/file_answer.h"
#include "kernel/app/idempotency.h"
#include "kernel/app/input.h"
#include "kernel/app/list_costs.h"
#include "kernel/app/media.h"
#include "kernel/app/parking.h"
#include "kernel/app/preconditions.h"
#include "kernel/app/projections.h"
#include "kernel/app/sockets.h"
#include "kernel/app/task_pool.h"
#include "kernel/app/upload_sink.h"
#include "kernel/http/conditional.h"
#include "kernel/http/finish.h"

namespace stoa {
namespace {

// What one request needs from its arrival until its answer.
struct Exchange {
  Exchange(const Router& its_router, UnderWay& all) : router(&its_router), under_way(all) {
    under_way.begin();
  }
  ~Exchange() { under_way.end(); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const Router* router;
  UnderWay& under_way;
  std::shared_ptr<const http::Request> request;
  http::Respond respond;
  const MountedRoute* mounted = nullptr;
  Timestamp now = wall_clock();
  Credentials credentials;
  std::optional<std::string> ticket;  // instead of credentials, of a socket
  Caller caller;
  std::string actor;  // the caller's account, as the log names it
  Object input;
  std::optional<files::Kept> kept;  // the bytes of its upload
  View view;
  Cursors cursors;
  Preconditions preconditions;
  std::optional<IdempotentRequest> idempotent;
  WriteWork work;  // instead of the handler
  Outcome outcome;
  std::optional<http::Response> response;  // made already, in the transaction that keeps it
  std::shared_ptr<Parking::Place> place;   // where it waits for its result

  const Route& route() const { return mounted->route; }
  const auth::Seal& seal() const { return *mounted->app->seal; }

  void send(http::Response response) {
    if (place) mounted->app->parking->leave(std::exchange(place, nullptr));
    http::finish(*request, response);
    if (mounted) mounted->figures.count(response, *request);
    respond(std::move(response));
  }
  void refuse(const Refusal& refusal) {
    http::Response response = http::problem_response(refusal, request->id);
    if (refusal.problem.status == 401) {
      response.headers.set("WWW-Authenticate", challenge(credentials));
    }
    send(std::move(response));
  }
  const Upload& upload() const {
    return *static_cast<const Upload*>(route().upload->field->in(input.get()));
  }
  Cause cause() const {
    return {.now = now,
            .actor = actor,
            .trace = request->id,
            .sealer = mounted->app->seal,
            .projections = mounted->app->projections.get()};
  }
  void fail(std::exception_ptr error) {
    refuse(with_costs(refusal_of(error, *mounted, *request), route(), input));
  }
  http::Response make_answer() { return answer(route(), *request, outcome, view); }
  void done(std::exception_ptr error) try {
    if (error) return fail(error);
    if (response) return send(std::move(*response));
    if (route().socket) {
      return send(mounted->app->sockets->open(*mounted, *request, credentials, caller,
                                              std::move(outcome.state)));
    }
    if (route().exports) {
      return send(export_answer({mounted, caller, credentials, std::move(input), view, now},
                                std::move(outcome.body)));
    }
    if (route().listing.next) {
      cursors.seal(*mounted, *request, caller, route().listing.next(outcome.body.get()));
    }
    send(make_answer());
  } catch (...) {
    fail(std::current_exception());
  }
};

// What was refused for certain shall not wait for the collector; an outcome that nobody knows may
// have left a row.
void forget_upload(const std::shared_ptr<Exchange>& x, std::exception_ptr error) {
  if (!error || !x->kept || !x->kept->fresh) return;
  if (refusal_of(error, *x->mounted, *x->request).problem.status >= 500) return;
  auto remove = [x] { x->mounted->app->blobs->remove(x->upload().sha256, x->kept->at); };
  x->mounted->app->tasks->run(remove, [](std::exception_ptr) {});
}

// The bytes of a file are looked for where it is no matter how long that takes, and not at all when
// the client has them.
void send_file(const std::shared_ptr<Exchange>& x) {
  const MountedApp& app = *x->mounted->app;
  auto response = std::make_shared<http::Response>(answer(x->route(), *x->request, x->outcome));
  if (http::judge(*x->request, *response) != http::Verdict::send) {
    return x->send(std::move(*response));
  }
  auto done = [x, response](std::exception_ptr error) {
    error ? x->fail(error) : x->send(std::move(*response));
  };
  auto make = [x, &app, response] { response->file = file_bytes(app, *x->outcome.file); };
  // Who makes pictures smaller is one, and must not be waited for by those who need none made.
  auto look = [x, &app, response] { response->file = file_at_hand(app, *x->outcome.file); };
  auto looked = [&app, response, make, done](std::exception_ptr error) {
    error || response->file ? done(error) : app.painters->run(make, done);
  };
  app.tasks->run(look, looked);
}

store::Work reading(std::shared_ptr<Exchange> x) {
  return [x](store::Connection& connection) {
    Read tx(connection, x->now, x->mounted->app->projections.get());
    if (x->route().aggregates) {
      x->outcome = aggregate_list(x->route(), tx, x->caller, x->input, x->view.aggregating);
      return;
    }
    x->outcome = x->route().call(&tx, x->caller, x->input.get());
    if (x->view.expand.empty()) return;
    x->outcome.expanded = expand(x->view, x->route(), x->outcome.body, tx, x->caller);
  };
}

// Thrown out of a transaction whose handler waits.
struct Undone {};

// Everything that a write comes to is of one transaction: what it rests on, what it does, and what
// is told to whoever asks again.
store::Work writing(std::shared_ptr<Exchange> x) {
  return [x](store::Connection& connection) {
    Write tx(connection, x->cause());
    x->response.reset();  // both of a run that was lost
    x->outcome = {};
    if (x->idempotent) x->response = x->idempotent->replay(tx, x->seal());
    if (x->response) return;
    check_preconditions(x->preconditions, *x->router, x->request->path, x->caller, tx);
    x->outcome = x->work ? x->work(tx) : x->route().call(&tx, x->caller, x->input.get());
    if (x->outcome.waiting) throw Undone();
    if (!x->idempotent) return;
    x->response = x->make_answer();
    x->idempotent->keep(tx, x->seal(), *x->response);
  };
}

// A Task has no transaction of its own, so that it looks at what it rests on before it begins.
void run_task(Exchange& x) {
  MountedApp& app = *x.mounted->app;
  Task task(*app.database, x.cause(), app.service.get(), nullptr, app.blobs.get());
  if (x.preconditions.any()) {
    task.read([&](Read& tx) {
      check_preconditions(x.preconditions, *x.router, x.request->path, x.caller, tx);
    });
  }
  x.outcome = x.route().call(&task, x.caller, x.input.get());
}

bool is_outcome_unknown(std::exception_ptr error) try {
  std::rethrow_exception(error);
} catch (const Refusal& refusal) {
  return refusal.problem == problems::outcome_unknown;
} catch (...) {
  return false;
}

// The key is claimed before the work and given back when that fails; who dies between holds it
// until the lease is out, and so does what may have been done.
void run_idempotent_task(Exchange& x) {
  Task keeper(*x.mounted->app->database, x.cause());
  keeper.write([&](Write& tx) { x.response = x.idempotent->claim(tx, x.seal()); });
  if (x.response) return;
  try {
    run_task(x);
  } catch (...) {
    if (is_outcome_unknown(std::current_exception())) throw;
    keeper.write([&](Write& tx) { x.idempotent->release(tx); });
    throw;
  }
  x.response = x.make_answer();
  keeper.write([&](Write& tx) { x.idempotent->keep_claimed(tx, x.seal(), *x.response); });
}

// Whose turn a write uses: an account's, wherever it comes from, or a network's.
std::uint64_t whose_turn(const Exchange& x) {
  return std::hash<std::string>{}(x.actor.empty() ? x.caller.origin.network : x.actor);
}

std::uint64_t turn_of(const Exchange& x) {
  const Route& route = x.route();
  if (!route.turn) return x.idempotent ? x.idempotent->turn() : 0;
  const bool patch = route.input.form == InputForm::patch;
  return route.turn(patch ? route.input.fields(x.input.get()) : x.input.get());
}

void enter_lane(std::shared_ptr<Exchange> x);

// As who they are now, and no longer are perhaps.
void run_again(const std::shared_ptr<Exchange>& x) {
  auto found = [x](Principal principal, const std::optional<Refusal>& refusal) {
    try {
      if (refusal) throw *refusal;
      check_access(x->route().access, x->route().scope(), principal);
      if (principal.account != x->caller.principal.account) throw Refusal{problems::not_signed_in};
    } catch (const Refusal& refused) {
      return x->refuse(refused);
    }
    x->caller.principal = std::move(principal);
    x->now = wall_clock();
    enter_lane(x);
  };
  if (x->credentials.kind == Credential::none) return found({}, {});
  x->mounted->app->authenticator->authenticate(x->credentials, found);
}

// The first time it only begins to hear of its topic, and looks once more.
void rest(const std::shared_ptr<Exchange>& x) try {
  const MountedApp& app = *x->mounted->app;
  const Waiting waiting = *std::exchange(x->outcome.waiting, std::nullopt);
  if (!x->place) {
    auto called = [x](Parking::Why why) {
      if (why == Parking::Why::woken) return run_again(x);
      if (why == Parking::Why::over) return x->send(http::Response{.status = 204});
      x->refuse({.problem = problems::shutting_down, .retry_after_s = 1});
    };
    x->place = app.parking->take(x->actor.empty() ? x->caller.origin.network : x->actor,
                                 app.app.name(), waiting.topic,
                                 Parking::Clock::now() + waiting.at_most, std::move(called));
  }
  app.parking->rest(x->place);
} catch (const Refusal& refusal) {
  x->refuse(refusal);
}

void enter_lane(std::shared_ptr<Exchange> x) {
  MountedApp& app = *x->mounted->app;
  auto done = [x](std::exception_ptr error) {
    if (x->outcome.waiting) return rest(x);
    if (!error && x->outcome.file) return send_file(x);
    forget_upload(x, error);
    x->done(error);
  };
  switch (x->route().lane) {
    case Lane::read:
      return app.database->read({reading(x), done, x->route().heavy, &x->mounted->several});
    case Lane::write:
      return app.database->write(
          {.work = writing(x), .done = done, .principal = whose_turn(*x), .in_turn = turn_of(*x)});
    case Lane::task:
      return (x->route().hashes_passwords ? app.hashers : app.tasks)
          ->run([x] { x->idempotent ? run_idempotent_task(*x) : run_task(*x); }, done);
  }
}

// An upload's bytes are safe before there can be a row that names them; then the handler.
void keep_and_enter(std::shared_ptr<Exchange> x) {
  auto keep = [x] { x->kept = keep_upload(*x->mounted->app, x->upload(), *x->request); };
  x->mounted->app->tasks->run(
      keep, [x](std::exception_ptr error) { error ? x->fail(error) : enter_lane(x); });
}

// What came as a file and the fields beside it, as one text; "" for a body.
std::string upload_content(const Exchange& x) {
  if (!x.route().upload) return "";
  std::string all = x.upload().sha256;
  auto add = [&](std::string_view part) {
    all.append(":").append(std::to_string(part.size())).append(":").append(part);
  };
  add(x.upload().name);
  for (auto& [name, value] : dynamic_cast<const UploadSink&>(*x.request->sink).fields()) {
    add(name);
    add(value);
  }
  return all;
}

// What is asked once it is known who asks: may they, is the input right; then the handler.
void admit(const std::shared_ptr<Exchange>& x, const Match& match) {
  const Route& route = x->route();
  check_access(route.access, route.scope(), x->caller.principal);
  const bool answers_json = route.output && !route.exports;
  if (answers_json && !accepts_json(x->request->headers.combined("Accept"))) {
    throw Refusal{problems::not_acceptable};
  }
  x->input = read_input(match, *x->request);
  x->view = read_view(*x->mounted, *x->request, x->caller);
  if (route.listing.paging) {
    x->cursors.open(*x->mounted, *x->request, x->caller, route.listing.paging(x->input.get()));
  }
  if (route.exports) begin_export(route, x->input);
  if (route.method == "GET") return;
  if (route.method != "POST") x->preconditions = preconditions_of(*x->request);
  if (route.must_match && !x->preconditions.if_match) {
    throw Refusal{problems::precondition_required};
  }
  x->idempotent = IdempotentRequest::of(*x->request, x->caller, x->seal(), upload_content(*x));
  if (route.prepare) {
    x->work = route.prepare({*x->mounted->app, *x->router, *x->request, x->caller}, x->input.get());
  }
}

// Nobody looks at credentials where all are let in, unless other routes are asked there too.
bool asks_who(const Exchange& x) {
  return !x.route().access.open() || x.route().batch || !expands_nothing(*x.request);
}

void authenticate(const std::shared_ptr<Exchange>& x, Match match) {
  x->caller.origin = origin_of(*x->request);
  const bool safe = x->request->method == "GET" || x->request->method == "HEAD";
  // A browser opens sockets for pages of any site, and lets them read what comes.
  if (!safe || (x->route().socket && !x->ticket)) check_site(*x->request);
  auto found = [x, match](Principal principal, std::optional<Refusal> refusal) {
    try {
      if (refusal) throw *refusal;
      x->caller.principal = std::move(principal);
      if (!x->caller.principal.account.is_nil()) x->actor = to_string(x->caller.principal.account);
      admit(x, match);
    } catch (const Refusal& refused) {
      return x->refuse(refused);
    }
    x->route().upload ? keep_and_enter(x) : enter_lane(x);
  };
  Authenticator* authenticator = x->mounted->app->authenticator;
  if (!asks_who(*x) || !authenticator) return found({}, {});
  if (x->ticket) {
    return x->mounted->app->sockets->tickets().redeem(
        *x->ticket,
        [x, authenticator, found](const Credentials& shown, const std::optional<Refusal>& refusal) {
          if (refusal) return found({}, refusal);
          x->credentials = shown;
          authenticator->authenticate(shown, found);
        });
  }
  x->credentials = credentials_of(*x->request);
  if (x->credentials.kind == Credential::none) return found({}, {});
  authenticator->authenticate(x->credentials, std::move(found));
}

// A socket may be opened by a ticket, which is no part of its input.
void take_ticket_of(Exchange& x) {
  auto without = std::make_shared<http::Request>(*x.request);
  x.ticket = take_ticket(without->query);
  if (x.ticket) x.request = std::move(without);
}

http::Response no_route(const Match& match, const http::Request& request) {
  if (match.allow.empty()) return http::problem_response({problems::not_found}, request.id);
  http::Response response =
      request.method == "OPTIONS"
          ? http::Response{.status = 204}
          : http::problem_response({problems::method_not_allowed}, request.id);
  response.headers.set("Allow", match.allow);
  return response;
}

}  // namespace

void exchange(const Router& router, UnderWay& under_way,
              std::shared_ptr<const http::Request> request, http::Respond respond) {
  auto x = std::make_shared<Exchange>(router, under_way);
  x->request = std::move(request);
  x->respond = std::move(respond);
  Match match = router.find(x->request->method, x->request->path);
  if (!match.route) return x->send(no_route(match, *x->request));
  x->mounted = match.route;
  if (match.route->route.socket) {
    take_ticket_of(*x);
    match = router.find(x->request->method, x->request->path);
    if (auto fault = Sockets::fault(*x->request)) return x->send(std::move(*fault));
  }
  try {
    authenticate(x, std::move(match));
  } catch (const Refusal& refusal) {
    x->refuse(refusal);
  }
}

}  // namespace stoa
