#include "kernel/app/doors.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/app/answer.h"
#include "kernel/app/credentials.h"
#include "kernel/app/projections.h"
#include "kernel/app/task_pool.h"
#include "kernel/http/finish.h"

namespace stoa {
namespace {

// One request on its way through a door.
struct Passage {
  Passage(const MountedDoor& its_door, UnderWay& all) : mounted(its_door), under_way(all) {
    under_way.begin();
  }
  ~Passage() { under_way.end(); }
  Passage(const Passage&) = delete;

  const MountedDoor& mounted;
  UnderWay& under_way;
  std::string base;
  std::shared_ptr<const http::Request> request;
  http::Respond respond;
  Principal caller;
  std::string actor;
  http::Response response;

  void send() {
    http::finish(*request, response);
    mounted.figures.count(response, *request);
    respond(std::move(response));
  }
  void refuse(const Refusal& refusal) {
    response = mounted.door->refusal(*request, refusal);
    send();
  }
  void done(std::exception_ptr error) {
    if (!error) return send();
    refuse(refusal_of(error, mounted.app->app, mounted.name(), *request));
  }
  void answer() {
    const MountedApp& app = *mounted.app;
    Task task(*app.database,
              {.now = wall_clock(),
               .actor = actor,
               .trace = request->id,
               .sealer = app.seal,
               .projections = app.projections.get()},
              app.service.get());
    const std::string_view path = std::string_view(request->path).substr(base.size());
    response = mounted.door->answer(
        task, {*request, base, path, app.site->address(), caller, origin_of(*request)});
  }
};

void enter(const std::shared_ptr<Passage>& passage) {
  passage->mounted.app->tasks->run([passage] { passage->answer(); },
                                   [passage](std::exception_ptr error) { passage->done(error); });
}

bool has_prefix(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

Credentials Door::credentials(const http::Request& request) const {
  if (!request.headers.has("Authorization")) return {};
  const auto password = basic_password(request);
  return password ? Credentials{Credential::api_key, *password} : credentials_of(request);
}

http::Intake Door::intake(const http::Request&, std::uint64_t most) const {
  return {.max_bytes = most};
}

std::string MountedDoor::name() const { return app->app.name() + "." + kind.prefix.substr(1); }

Doors::Doors(std::deque<MountedApp>& apps, UnderWay& under_way, std::uint64_t max_body_bytes)
    : under_way_(under_way), max_body_bytes_(max_body_bytes) {
  for (MountedApp& app : apps) {
    for (const DoorKind& kind : app.app.doors()) {
      if (find(kind.prefix)) throw std::runtime_error("two doors have the prefix " + kind.prefix);
      all_.push_back(&app.doors.emplace_back(kind, app));
    }
  }
}

const MountedDoor* Doors::find(std::string_view path) const {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const MountedDoor* door) {
    return has_prefix(path, door->kind.prefix);
  });
  return at == all_.end() ? nullptr : *at;
}

const MountedDoor* Doors::named(std::string_view name) const {
  const auto at = std::find_if(all_.begin(), all_.end(),
                               [&](const MountedDoor* door) { return door->name() == name; });
  return at == all_.end() ? nullptr : *at;
}

void Doors::answer(const MountedDoor& door, std::string_view base,
                   std::shared_ptr<const http::Request> request, http::Respond respond) const {
  auto passage = std::make_shared<Passage>(door, under_way_);
  passage->base = base;
  passage->request = std::move(request);
  passage->respond = std::move(respond);
  const Credentials shown = door.door->credentials(*passage->request);
  Authenticator* authenticator = door.app->authenticator;
  if (shown.kind == Credential::none || !authenticator) return enter(passage);
  authenticator->authenticate(
      shown, [passage](Principal principal, const std::optional<Refusal>& refusal) {
        if (refusal) return passage->refuse(*refusal);
        if (principal.account.is_nil()) return passage->refuse({problems::not_signed_in});
        passage->actor = to_string(principal.account);
        passage->caller = std::move(principal);
        enter(passage);
      });
}

http::Intake Doors::intake(const MountedDoor& door, const http::Request& request) const {
  return door.door->intake(request, max_body_bytes_);
}

}  // namespace stoa
