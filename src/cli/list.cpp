#include <fmt/format.h>

#include <iostream>

#include "cli/options.h"
#include "kernel/app/kernel.h"
#include "kernel/app/live.h"
#include "kernel/model/nearest.h"

namespace stoa::cli {
namespace {

const char* lane_name(Lane lane) {
  return lane == Lane::read ? "read" : lane == Lane::write ? "write" : "task";
}

void list_route(std::string_view method, std::string_view path, std::string_view lane,
                std::string_view name, std::string_view summary) {
  std::cout << fmt::format("{:<6} {:<48} {:<5} {:<24} {}\n", method, path, lane, name, summary);
}

// Of no app, or of all.
void list_live_routes() {
  list_route("GET", Live::path, "read", "watch", "Watch lists");
  list_route("POST", Live::tickets_path, "-", "make_ticket", "Get a ticket for a stream or socket");
}

}  // namespace

void check_name(const std::vector<App>& apps, const std::string& only) {
  std::vector<std::string_view> names;
  for (const App& app : apps) {
    if (app.name() == only) return;
    names.push_back(app.name());
  }
  std::string_view near = nearest_name(names, only);
  throw std::runtime_error("there is no app " + only +
                           (near.empty() ? "" : "; did you mean " + std::string(near) + "?"));
}

int list_apps(const std::vector<App>& apps) {
  for (const App& app : apps) std::cout << fmt::format("{:<16}{}\n", app.name(), app.title());
  return 0;
}

// Those of the apps, and those that the kernel gives each of them.
int list_routes(const std::vector<App>& apps, const std::string& only) {
  if (!only.empty()) check_name(apps, only);
  const Kernel kernel({}, apps);
  for (const MountedApp& mounted : kernel.apps()) {
    if (!only.empty() && mounted.app.name() != only) continue;
    for (const Route& route : mounted.app.routes()) {
      list_route(route.method, route.full_path(), lane_name(route.lane), route.name, route.summary);
    }
  }
  if (only.empty()) list_live_routes();
  return 0;
}

int print_openapi(std::vector<App> apps) {
  Kernel kernel({}, std::move(apps));
  std::cout << kernel.openapi() << "\n";
  return 0;
}

}  // namespace stoa::cli
