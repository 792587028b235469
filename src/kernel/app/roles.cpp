#include "kernel/app/roles.h"

#include <algorithm>

namespace stoa {

std::vector<RoleInfo> roles_of(const std::deque<MountedApp>& apps,
                               const std::vector<App>& elsewhere) {
  std::vector<RoleInfo> all;
  auto add = [&](const std::string& name, const std::string& purpose) {
    auto same = [&](const RoleInfo& role) { return role.name == name; };
    if (std::none_of(all.begin(), all.end(), same)) all.push_back({name, purpose});
  };
  auto add_all = [&](const App& app) {
    for (const App::RoleText& role : app.roles()) add(role.name, role.purpose);
    for (const Route& route : app.routes()) {
      if (!route.access.role.empty()) add(route.access.role, "");
    }
  };
  for (const MountedApp& mounted : apps) add_all(mounted.app);
  for (const App& app : elsewhere) add_all(app);
  return all;
}

}  // namespace stoa
