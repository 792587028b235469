// How imports end that do not just go well: cancelled, stopped, taken back, forgotten.

#include <thread>

#include "kernel/app/import_testing.h"

namespace stoa::import_toy {

TEST("import: cancelled before or between its lines, it leaves nothing") {
  Garden garden;
  const auto url = garden.send("collection=plants", many(0, 300)).expect(201).url();
  garden.gardener.post(url + "/cancel").expect(200);
  garden.stoa.run_jobs();
  CHECK(garden.gardener.get(url).text("/state") == "cancelled");
  garden.gardener.post(url + "/cancel").expect(409, "import_over");
  CHECK(garden.count() == 0);
}

TEST("import: cancelled after its last line and before its end, it leaves nothing either") {
  Garden garden;
  const auto sent = garden.send("collection=plants", many(0, 10));
  const Id<Import> id{*parse_uuid(sent.expect(201).text("/id"))};
  const RunImport job{
      .import = id, .account = garden.gardener.account(), .roles = {"garden.gardener"}};
  run_import(garden.stoa.kernel().apps().front(), job, [&] {
    const auto now = garden.gardener.get(sent.url());
    const bool at_end = now.text("/state") == "importing" && now.at("/imported").as_int64() == 10;
    if (at_end) garden.gardener.post(sent.url() + "/cancel").expect(200);
    return false;
  });
  CHECK(garden.gardener.get(sent.url()).text("/state") == "cancelled");
  CHECK(garden.count() == 0);
}

TEST("import: one whose job is dead can still be cancelled") {
  Garden garden;
  const auto sent = garden.send("collection=plants", many(0, 150));
  const Id<Import> id{*parse_uuid(sent.expect(201).text("/id"))};
  const RunImport job{
      .import = id, .account = garden.gardener.account(), .roles = {"garden.gardener"}};
  while (garden.count() == 0) {
    int steps = 0;
    run_import(garden.stoa.kernel().apps().front(), job, [&] { return ++steps > 1; });
  }
  garden.stoa.database().write_now([](store::Connection& connection) {
    Write(connection, {.now = wall_clock()}).run("update _jobs set state = 'dead'");
  });
  for (int i = 0; i < 2; ++i) garden.gardener.post(sent.url() + "/cancel").expect(200);
  garden.stoa.run_jobs();
  CHECK(garden.gardener.get(sent.url()).text("/state") == "cancelled");
  CHECK(garden.count() == 0);
}

TEST("import: a line that a handler stumbles over is a fault and stops no other") {
  Garden garden;
  const auto import = garden.import("mode=valid", "name\noak\nweed\nelm\n");
  CHECK(import.text("/state") == "done");
  CHECK(garden.faults(import) == Lines{"3 - internal_error"});
  CHECK(garden.names() == Lines{"elm", "oak"});
}

TEST("import: it waits for a server that is busy, however often") {
  Garden garden;
  const auto sent = garden.send("collection=plants", many(0, 10));
  const RunImport job{.import = {*parse_uuid(sent.expect(201).text("/id"))},
                      .account = garden.gardener.account(),
                      .roles = {"garden.gardener"}};
  busy = 30;
  int waits = 0;
  for (Again again; again.more; waits += again.more) {
    again = run_import(garden.stoa.kernel().apps().front(), job, {});
    if (again.more) CHECK(again.after > std::chrono::microseconds(0));
  }
  CHECK(waits == 30);
  CHECK(garden.gardener.get(sent.url()).text("/state") == "done");
  CHECK(garden.count() == 10);
}

TEST("import: a member that nobody could have named like this is told of all the same") {
  Garden garden;
  const std::string name(2000, 'n');
  const auto import = garden.import("mode=valid", "{\"name\": \"oak\"}\n{\"na\\u0000me\": 1}\n{\"" +
                                                      name + "\": 1}\n{\"name\": \"elm\"}\n");
  CHECK(import.text("/state") == "done");
  CHECK(garden.names() == Lines{"elm", "oak"});
  const auto faults = garden.gardener.get("/api/garden/imports/" + import.text("/id") + "/faults");
  const auto items = faults.expect(200).at("/items");
  for (const auto& fault : items.as_array()) {
    if (fault.at("pointer").is_string()) CHECK(fault.at("pointer").as_string().size() <= 500);
  }
}

TEST("import: one that is stopped at any place goes on there, and does no line twice") {
  for (const char* mode : {"all", "valid"}) {
    CAPTURE(mode);
    Garden garden;
    const auto sent = garden.send(std::string("collection=plants&mode=") + mode, many(0, 350));
    const Id<Import> id{*parse_uuid(sent.expect(201).text("/id"))};
    const RunImport job{
        .import = id, .account = garden.gardener.account(), .roles = {"garden.gardener"}};
    const MountedApp& app = garden.stoa.kernel().apps().front();
    int runs = 0;
    for (Again again; again.more; ++runs) {
      int steps = 0;
      again = run_import(app, job, [&] { return ++steps > 1; });
    }
    CHECK(runs > 4);
    CHECK(garden.count() == 350);
    CHECK(garden.gardener.get(sent.url()).at("/imported").as_int64() == 350);
    garden.stoa.run_jobs();  // the job itself finds that it is done
    CHECK(garden.count() == 350);
  }
}

TEST("import: two runs at the same time, of which one has lost its lease, do no line twice") {
  for (const char* mode : {"all", "valid"}) {
    CAPTURE(mode);
    Garden garden;
    const auto sent = garden.send(std::string("collection=plants&mode=") + mode, many(0, 1000));
    const RunImport job{.import = {*parse_uuid(sent.expect(201).text("/id"))},
                        .account = garden.gardener.account(),
                        .roles = {"garden.gardener"}};
    const auto run = [&] {
      for (Again again; again.more;) {
        try {
          again = run_import(garden.stoa.kernel().apps().front(), job, {});
        } catch (const jobs::LeaseLost&) {
        }
      }
    };
    std::jthread other(run);
    run();
    other.join();
    const auto import = garden.gardener.get(sent.url());
    CHECK(import.text("/state") == "done");
    CHECK(import.at("/imported").as_int64() == 1000);
    CHECK(import.at("/refused").as_int64() == 0);
    CHECK(garden.count() == 1000);
  }
}

TEST("import: one that ended right after its last line had spoilt it leaves nothing either") {
  Garden garden;
  const auto sent = garden.send("collection=plants", many(0, 150));
  const Id<Import> id{*parse_uuid(sent.expect(201).text("/id"))};
  const RunImport job{
      .import = id, .account = garden.gardener.account(), .roles = {"garden.gardener"}};
  const MountedApp& app = garden.stoa.kernel().apps().front();
  while (garden.count() < 150) {
    int steps = 0;
    run_import(app, job, [&] { return ++steps > 1; });
  }
  garden.stoa.database().write_now([](store::Connection& connection) {
    Write(connection, {.now = wall_clock()}).run("update _imports set refused = 1");
  });
  garden.stoa.run_jobs();
  CHECK(garden.gardener.get(sent.url()).text("/state") == "refused");
  CHECK(garden.count() == 0);
}

TEST("import: what is referred to by now stays when the rest is taken back, and is told of") {
  Garden garden;
  const auto sent = garden.send("collection=plants", many(0, 150));
  const Id<Import> id{*parse_uuid(sent.expect(201).text("/id"))};
  const RunImport job{
      .import = id, .account = garden.gardener.account(), .roles = {"garden.gardener"}};
  const MountedApp& app = garden.stoa.kernel().apps().front();
  while (garden.count() == 0) {
    int steps = 0;
    run_import(app, job, [&] { return ++steps > 1; });
  }
  const auto rows = garden.stoa.get("/api/garden/plants?limit=1");
  garden.gardener.post("/api/garden/seeds", {{"plant", rows.at("/items/0/id")}}).expect(201);
  garden.gardener.post(sent.url() + "/cancel").expect(200);
  garden.stoa.run_jobs();
  const auto import = garden.gardener.get(sent.url());
  CHECK(import.text("/state") == "cancelled");
  CHECK(import.at("/imported").as_int64() == 1);
  CHECK(garden.faults(import) == Lines{"2 - has_seeds"});
  CHECK(garden.count() == 1);
}

TEST("import: whose owner leaves it is cancelled, and nobody's any more") {
  Garden garden;
  garden.import("", "name\noak\n");
  const auto waiting = garden.send("collection=plants", many(0, 10)).expect(201);
  garden.stoa.database().write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    forget_imports(tx, garden.gardener.account());
  });
  garden.stoa.run_jobs();
  garden.gardener.get(waiting.url()).expect(404);
  const auto import = garden.stoa.get(waiting.url()).expect(200);
  CHECK(import.text("/state") == "cancelled");
  CHECK(import.at("/account").is_null());
  CHECK(garden.names() == Lines{"oak"});
}

TEST("import: its report and itself are forgotten after a month") {
  Garden garden;
  garden.import("mode=valid", "name\noak\noak\n");
  garden.stoa.database().write_now([](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    CHECK(!purge_imports(tx));
    Write later(connection, {.now = wall_clock() + std::chrono::hours(24 * 31)});
    CHECK(purge_imports(later));
    CHECK(!purge_imports(later));
  });
  CHECK(garden.stoa.get("/api/garden/imports").at("/items").as_array().empty());
  CHECK(garden.names() == Lines{"oak"});
}

TEST("import: a route that cannot be imported is no app's") {
  App wrong("garden", "Plants", files());
  wrong.post<&add_plant>("/plants", "Add a plant", {name_taken}).imported();
  CHECK_THROWS_AS(Stoa{wrong}, std::logic_error);
}

}  // namespace stoa::import_toy
