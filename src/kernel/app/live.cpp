#include "kernel/app/live.h"

#include <algorithm>

#include "kernel/app/answer.h"
#include "kernel/app/credentials.h"
#include "kernel/app/export.h"
#include "kernel/app/input.h"
#include "kernel/app/live_list.h"
#include "kernel/app/path.h"
#include "kernel/http/finish.h"

namespace stoa {
namespace {

constexpr std::size_t most_lists = 10;
constexpr std::size_t longest_name = 40;

[[noreturn]] void refuse_list(std::size_t i, std::string_view code, std::string message) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/subscribe/" + std::to_string(i), std::string(code), std::move(message)}}};
}

[[noreturn]] void refuse_twice(const std::string& name) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/" + name, "duplicate_field", "This parameter may be given once."}}};
}

// "loans:/api/library/me/loans?sort=due" -> its name; what has none is called by its address.
std::string take_name(std::string& address, std::size_t i) {
  const std::size_t colon = address.find(':');
  if (address.starts_with('/') || colon == address.npos) return address;
  std::string name = address.substr(0, colon);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  if (name.empty() || name.size() > longest_name ||
      !std::all_of(name.begin(), name.end(), is_plain))
    refuse_list(i, "bad_name", "A name is 1 to 40 letters, digits, - or _, and a colon behind it.");
  address.erase(0, colon + 1);
  return name;
}

// What pages are about means nothing for changes.
void refuse_paging(const http::Request& request, std::size_t i) {
  const auto pairs = parse_query(request.query);
  if (!pairs) throw Refusal{problems::bad_request, "The query is not percent-encoded UTF-8."};
  const auto& names = paging_parameters();
  for (const auto& [name, value] : *pairs) {
    if (std::find(names.begin(), names.end(), name) != names.end())
      refuse_list(i, "unknown_field", "Changes have no pages: leave " + name + " out.");
  }
}

}  // namespace

// A stream that is being asked for.
struct Live::Opening {
  struct List {
    std::string name;
    http::Request request;  // the GET that it stands for
    Match match = {};
    std::shared_ptr<LiveList> list = {};
  };

  explicit Opening(UnderWay& all) : under_way(all) { under_way.begin(); }
  ~Opening() { under_way.end(); }
  Opening(const Opening&) = delete;

  UnderWay& under_way;
  std::shared_ptr<const http::Request> request;
  http::Respond respond;
  std::vector<List> lists;
  std::string after;
  std::optional<std::string> ticket;
  live::Who who;
  Caller caller;
  std::vector<live::Subscription> subscriptions;

  void send(http::Response response) {
    http::finish(*request, response);
    respond(std::move(response));
  }
  void refuse(const Refusal& refusal) {
    http::Response response = http::problem_response(refusal, request->id);
    if (refusal.problem.status == 401)
      response.headers.set("WWW-Authenticate", challenge(who.credentials));
    send(std::move(response));
  }
  bool open_to_all() const {
    return std::all_of(lists.begin(), lists.end(), [](const List& list) {
      return list.match.route->route.access.open() && expands_nothing(list.request);
    });
  }
};

Live::Live(LiveOptions options)
    : of_(std::move(options)), hub_([&] {
        live::HubOptions hub{.seal = &of_.seal, .watch = of_.watch, .shares = of_.shares};
        for (const MountedApp& app : of_.apps)
          hub.apps.push_back({app.app.name(), app.database.get()});
        return std::make_shared<live::Hub>(std::move(hub));
      }()) {
  hub_->start();
}

Live::~Live() { hub_->stop(); }

void Live::answer(std::shared_ptr<const http::Request> request, http::Respond respond) {
  auto opening = std::make_shared<Opening>(of_.under_way);
  opening->request = std::move(request);
  opening->respond = std::move(respond);
  const http::Request& asked = *opening->request;
  const bool ticket = asked.path == tickets_path;
  const std::string_view method = ticket ? "POST" : "GET";
  if (asked.method != method && (ticket || asked.method != "HEAD")) {
    http::Response response =
        asked.method == "OPTIONS"
            ? http::Response{.status = 204}
            : http::problem_response({problems::method_not_allowed}, asked.id);
    response.headers.set("Allow", ticket ? "OPTIONS, POST" : "OPTIONS, GET, HEAD");
    return opening->send(std::move(response));
  }
  try {
    opening->caller.origin = origin_of(asked);
    ticket ? give_ticket(opening) : begin(opening);
  } catch (const Refusal& refusal) {
    opening->refuse(refusal);
  }
}

void Live::begin(const Shared& opening) {
  read_lists(*opening);
  auto found = [this, opening](Principal principal, const std::optional<Refusal>& refusal) {
    try {
      if (refusal) throw *refusal;
      opening->caller.principal = std::move(principal);
      admit(*opening);
    } catch (const Refusal& refused) {
      return opening->refuse(refused);
    }
    try_next(opening, 0);
  };
  if (opening->open_to_all() || !of_.authenticator) return found({}, {});
  if (opening->ticket) {
    return of_.tickets.redeem(
        *opening->ticket,
        [this, opening, found](const Credentials& shown, const std::optional<Refusal>& refusal) {
          if (refusal) return found({}, refusal);
          opening->who.credentials = shown;
          of_.authenticator->authenticate(shown, found);
        });
  }
  opening->who.credentials = credentials_of(*opening->request);
  if (opening->who.credentials.kind == Credential::none) return found({}, {});
  if (opening->who.credentials.kind == Credential::cookie) check_site(*opening->request);
  of_.authenticator->authenticate(opening->who.credentials, found);
}

// For whoever is somebody now, and not a program, which can send what it has; what they may is
// asked when the ticket is used.
void Live::give_ticket(const Shared& opening) {
  check_site(*opening->request);
  opening->who.credentials = credentials_of(*opening->request);
  auto found = [this, opening](const Principal& principal, const std::optional<Refusal>& refusal) {
    try {
      if (refusal) throw *refusal;
      check_access(access_of<Person>(), {}, principal);
    } catch (const Refusal& refused) {
      return opening->refuse(refused);
    }
    http::Response response{.status = 201};
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Cache-Control", "no-store");
    response.body = to_json(of_.tickets.issue(opening->who.credentials, wall_clock()));
    opening->send(std::move(response));
  };
  if (!of_.authenticator || opening->who.credentials.kind == Credential::none) return found({}, {});
  of_.authenticator->authenticate(opening->who.credentials, found);
}

void Live::read_lists(Opening& opening) const {
  const http::Request& request = *opening.request;
  auto pairs = parse_query(request.query);
  if (!pairs) throw Refusal{problems::bad_request, "The query is not percent-encoded UTF-8."};
  std::optional<std::string> after;
  for (auto& [name, value] : *pairs) {
    if (name == "after" || name == "ticket") {
      std::optional<std::string>& only = name == "after" ? after : opening.ticket;
      if (only) refuse_twice(name);
      only = value;
      continue;
    }
    if (name != "subscribe")
      throw Refusal{problems::validation_failed,
                    "",
                    {{"/" + name, "unknown_field", "There are only subscribe, after and ticket."}}};
    const std::size_t i = opening.lists.size();
    if (i == most_lists) refuse_list(i, "too_many", "At most 10 lists are told of in one stream.");
    Opening::List list{.name = take_name(value, i), .request = {}};
    list.request.method = "GET";
    list.request.target = value;
    list.request.path = value.substr(0, value.find('?'));
    if (list.request.path.size() < value.size())
      list.request.query = value.substr(list.request.path.size() + 1);
    for (const Opening::List& other : opening.lists) {
      if (other.name == list.name)
        refuse_list(i, "duplicate_name", "Two lists have this name: put another before one.");
    }
    opening.lists.push_back(std::move(list));
  }
  opening.after = request.headers.get("Last-Event-ID");
  if (opening.after.empty()) opening.after = after.value_or("");
  if (opening.lists.empty()) refuse_list(0, "required", "Name a list: subscribe=/api/….");
  for (std::size_t i = 0; i < opening.lists.size(); ++i) {
    Opening::List& list = opening.lists[i];
    list.match = of_.router.find("GET", list.request.path);
    if (!list.match.route) throw Refusal{problems::not_found};
    if (!can_be_live(list.match.route->route))
      refuse_list(i, "not_live", "This is no list of records.");
    refuse_paging(list.request, i);
  }
}

// As for the GET that each of them stands for.
void Live::admit(Opening& opening) {
  const Principal& principal = opening.caller.principal;
  const std::string account = principal.account.is_nil() ? "" : to_string(principal.account);
  opening.who.principal = principal;
  opening.who.holder = account.empty() ? opening.caller.origin.network : account;
  for (Opening::List& list : opening.lists) {
    const MountedRoute& mounted = *list.match.route;
    check_access(mounted.route.access, mounted.route.scope(), principal);
    list.list =
        std::make_shared<LiveList>(mounted, opening.caller, read_input(list.match, list.request),
                                   read_view(mounted, list.request, opening.caller));
    const auto app = std::find_if(of_.apps.begin(), of_.apps.end(),
                                  [&](const MountedApp& one) { return &one == mounted.app; });
    // Who is shown the same shares the looking: all, or one who calls in one way from one place.
    const bool for_all =
        mounted.route.access.kind == Access::Kind::anyone && expands_nothing(list.request);
    const std::string whose = for_all ? ""
                                      : account + " " + to_string(principal.session) + " " +
                                            opening.caller.origin.network;
    // One that was made anew is asked as it is now.
    const std::string route = std::to_string(reinterpret_cast<std::uintptr_t>(&mounted));
    opening.subscriptions.push_back({.name = list.name,
                                     .app = static_cast<std::size_t>(app - of_.apps.begin()),
                                     .table = live_table(mounted.route),
                                     .key = list.request.target + "\n" + whose + "\n" + route,
                                     .list = list.list});
  }
}

// A list that somebody is told of already needs no trial.
void Live::try_next(const Shared& opening, std::size_t at) {
  while (at < opening->lists.size() &&
         hub_->follows(opening->subscriptions[at].app, opening->subscriptions[at].key))
    ++at;
  if (at == opening->lists.size()) return open(*opening);
  const Opening::List& list = opening->lists[at];
  auto done = [this, opening, at](std::exception_ptr error) {
    if (!error) return try_next(opening, at + 1);
    const Opening::List& tried = opening->lists[at];
    opening->refuse(refusal_of(error, *tried.match.route, *opening->request));
  };
  auto work = [tried = list.list](store::Connection& connection) { tried->try_it(connection); };
  list.match.route->app->database->read(
      {.work = work, .done = done, .heavy = list.match.route->route.heavy});
}

void Live::open(Opening& opening) {
  try {
    http::Response response;
    response.headers.set("Content-Type", "text/event-stream");
    response.pushed =
        hub_->open(std::move(opening.who), std::move(opening.subscriptions), opening.after);
    opening.send(std::move(response));
  } catch (const Refusal& refusal) {
    opening.refuse(refusal);
  }
}

}  // namespace stoa
