#include "kernel/app/made_routes.h"

#include <mutex>

#include "kernel/app/aggregates.h"
#include "kernel/app/export.h"
#include "kernel/app/openapi.h"

namespace stoa {
namespace {

// "/api/collections/shelf/books/…" -> "/shelf/books"; "" for what has fewer segments.
std::string_view prefix_of(std::string_view path, std::size_t behind_app) {
  if (path.size() <= behind_app) return {};
  std::string_view rest = path.substr(behind_app);
  const std::size_t second = rest.find('/', 1);
  if (second == rest.npos) return {};
  return rest.substr(0, rest.find('/', second + 1));
}

}  // namespace

MountedApp::MountedApp(App its_app)
    : app(std::move(its_app)), made(std::make_unique<MadeRoutes>(*this)) {}
MountedApp::~MountedApp() = default;

void MadeRoutes::put(const std::string& prefix, App routes) {
  add_exports(routes);
  add_aggregates(routes);
  const std::lock_guard lock(mutex_);
  Set& set = all_.emplace_back();
  for (const Route& route : routes.routes()) {
    const MountedRoute& added = set.routes.emplace_back(route, app_);
    set.router.add(added);
    if (route.reads_record()) records_.emplace(&route.input.type->object(), &added);
  }
  retire(prefix);
  current_[prefix] = &set;
}

void MadeRoutes::remove(const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  retire(prefix);
  current_.erase(prefix);
}

// Streams of them end; requests that are on their way end as they began.
void MadeRoutes::retire(const std::string& prefix) {
  const auto at = current_.find(prefix);
  if (at == current_.end()) return;
  for (const MountedRoute& route : at->second->routes) {
    route.replaced = true;
  }
}

Match MadeRoutes::find(std::string_view method, std::string_view path) const {
  const std::string_view prefix =
      prefix_of(path, std::string_view("/api/").size() + app_.app.name().size());
  const std::shared_lock lock(mutex_);
  const auto at = current_.find(prefix);
  return at == current_.end() ? Match{} : at->second->router.find(method, path);
}

const MountedRoute* MadeRoutes::record(const Shape& shape) const {
  const std::shared_lock lock(mutex_);
  const auto at = records_.find(&shape);
  return at == records_.end() ? nullptr : at->second;
}

std::string MadeRoutes::document(std::string_view prefix, const std::string& title,
                                 const std::string& description) const {
  return openapi_of(below(prefix), title, description,
                    [this](const Shape& shape) { return record(shape); });
}

std::vector<const MountedRoute*> MadeRoutes::below(std::string_view prefix) const {
  std::vector<const MountedRoute*> all;
  const std::shared_lock lock(mutex_);
  for (auto& [name, set] : current_) {
    const bool within = prefix.empty() || name == prefix ||
                        (name.starts_with(prefix) && name[prefix.size()] == '/');
    if (!within) continue;
    for (const MountedRoute& route : set->routes) all.push_back(&route);
  }
  return all;
}

}  // namespace stoa
