#include "kernel/app/demo.h"

#include <stdexcept>

#include "kernel/app/import.h"
#include "kernel/app/projections.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

std::string_view embedded_text(const App& app, const std::string& path) {
  for (const embedded::File& file : app.files()) {
    if (file.path == path) return file.view();
  }
  throw std::logic_error("no embedded file " + path);
}

DemoPeople people_of(const MountedApp& mounted) {
  return mounted.directory ? mounted.directory->demo_people() : DemoPeople{};
}

void plant(MountedApp& mounted, const App::Demo& demo, Task& task) {
  if (demo.plant) return demo.plant(task);
  if (demo.plant_for) return demo.plant_for(task, people_of(mounted));
  plant_import(mounted, demo.collection, embedded_text(mounted.app, demo.file));
}

void plant_demo(MountedApp& mounted) {
  if (mounted.app.demos().empty()) return;
  bool planted = false;
  auto look = [&](store::Connection& connection) {
    connection.run("select 1 from _kernel where name = 'demo_planted'", {},
                   [&](const store::Row&) { return planted = true; });
  };
  mounted.database->read_now(look);
  if (planted) return;
  log::info("planting demo data", {{"app", std::string_view(mounted.app.name())}});
  Task task(*mounted.database, {.now = wall_clock(), .sealer = mounted.seal},
            mounted.service.get());
  for (const App::Demo& demo : mounted.app.demos()) plant(mounted, demo, task);
  mounted.database->write_now([](store::Connection& connection) {
    connection.run("insert into _kernel (name, value) values ('demo_planted', 'yes')", {}, {});
  });
}

bool keeps_accounts(const MountedApp& mounted) {
  return mounted.service && mounted.service->directory();
}

}  // namespace

void plant_demos(std::deque<MountedApp>& apps) {
  for (const bool accounts : {true, false}) {
    for (MountedApp& mounted : apps)
      if (keeps_accounts(mounted) == accounts) plant_demo(mounted);
  }
}

}  // namespace stoa
