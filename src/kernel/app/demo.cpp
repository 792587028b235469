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

}  // namespace

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
  for (const App::Demo& demo : mounted.app.demos()) {
    demo.plant ? demo.plant(task)
               : plant_import(mounted, demo.collection, embedded_text(mounted.app, demo.file));
  }
  mounted.database->write_now([](store::Connection& connection) {
    connection.run("insert into _kernel (name, value) values ('demo_planted', 'yes')", {}, {});
  });
}

}  // namespace stoa
