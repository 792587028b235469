// A toy app whose table is imported with one line of its own.

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "kernel/app/import_run.h"
#include "kernel/testing/stoa.h"

namespace stoa::import_toy {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;

struct PlantFields {
  Text<1, 40> name = {};
  std::optional<Range<1, 100>> height = {};
};
BOOST_DESCRIBE_STRUCT(PlantFields, (), (name, height))

struct Plant : PlantFields {
  static constexpr auto table = "plants";
  Id<Plant> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Plant, (PlantFields), (id, version, created, updated))

struct Seed {
  static constexpr auto table = "seeds";
  Id<Seed> id = {};
  Id<Plant> plant = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Seed, (), (id, plant, version, created, updated))

struct NewSeed {
  Id<Plant> plant = {};
};
BOOST_DESCRIBE_STRUCT(NewSeed, (), (plant))

struct PlantSearch : Paging {};
BOOST_DESCRIBE_STRUCT(PlantSearch, (Paging), ())

struct Gardener : Role<"garden.gardener"> {};
constexpr Problem name_taken{409, "name_taken", "There is a plant of this name."};
constexpr Problem has_seeds{409, "has_seeds", "This plant has seeds."};

std::atomic<int> busy = 0;  // so many plants are refused for want of room
Plant add_plant(Write& tx, const Gardener&, const PlantFields& in) {
  if (busy > 0 && busy-- > 0) throw problems::overloaded;
  if (in.name == "weed") tx.run("delete from weeds");  // there is no such table
  return tx.insert(Plant{in});
}
void remove_plant(Write& tx, const Gardener&, const Id<Plant>& id) {
  if (tx.exists<Seed>("plant = $1", id)) throw has_seeds;
  tx.remove(id);
}
Page<Plant> list_plants(Read& tx, const Anyone&, const PlantSearch& in) {
  return tx.page<Plant>("select id, name, height, version, created, updated from plants", {},
                        "name", in);
}
Seed add_seed(Write& tx, const Gardener&, const NewSeed& in) {
  return tx.insert(Seed{.plant = in.plant});
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql =
      "create table plants (id {id} primary key, name {text} not null, height {int}, "
      "version {int} not null, created {instant} not null, updated {instant} not null) strict;"
      "create unique index plants_name on plants (name);"
      "create table seeds (id {id} primary key, plant {id} not null references plants (id), "
      "version {int} not null, created {instant} not null, updated {instant} not null) strict;"
      "create index seeds_plant on seeds (plant);";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_garden.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  App app("garden", "Plants", files());
  app.get<&list_plants>("/plants", "List plants")
      .post<&add_plant>("/plants", "Add a plant", {name_taken})
      .imported()
      .del<&remove_plant>("/plants/{id}", "Remove a plant", {has_seeds})
      .post<&add_seed>("/seeds", "Add a seed")
      .unique("plants_name", name_taken);
  return app;
}

struct Garden {
  Stoa stoa{app()};
  Client gardener = stoa.user({"garden.gardener"});

  Answer send(std::string query, std::string table) {
    return gardener.send("POST", "/api/garden/imports?" + query, std::move(table));
  }
  // Sends a table and has it done; gives the import as it is then.
  Answer import(std::string query, std::string table) {
    const std::string url = send("collection=plants&" + query, std::move(table)).expect(201).url();
    stoa.run_jobs();
    return gardener.get(url).expect(200);
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    const auto items = stoa.get("/api/garden/plants?limit=100").at("/items");
    for (const auto& one : items.as_array()) {
      all.emplace_back(one.at("name").as_string().c_str());
    }
    return all;
  }
  std::int64_t count() {
    return stoa.get("/api/garden/plants?count=exact").at("/total/rows").as_int64();
  }
  // "2 /height too_large"
  std::vector<std::string> faults(const Answer& import) {
    std::vector<std::string> all;
    const auto list = gardener.get("/api/garden/imports/" + import.text("/id") + "/faults");
    const auto items = list.expect(200).at("/items");
    for (const auto& one : items.as_array()) {
      const auto& pointer = one.at("pointer");
      all.push_back(std::to_string(one.at("line").as_int64()) + " " +
                    (pointer.is_string() ? pointer.as_string().c_str() : "-") + " " +
                    one.at("code").as_string().c_str());
    }
    return all;
  }
};

std::string many(int from, int to) {
  std::string table = "name,height\n";
  for (int i = from; i < to; ++i) {
    table += "plant " + std::to_string(i) + "," + std::to_string(i % 100 + 1) + "\n";
  }
  return table;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST("import: a CSV table, line by line through the handler of its collection") {
  Garden garden;
  const auto import = garden.import("", "height;name\n3;rose\n;\"sweet pea\"\r\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 2);
  CHECK(import.at("/records").as_int64() == 2);
  CHECK(import.at("/file").is_null());
  CHECK(garden.names() == Lines{"rose", "sweet pea"});
}

TEST("import: NDJSON is told by its first character") {
  Garden garden;
  const auto import =
      garden.import("", "{\"name\": \"rose\"}\n\n{\"name\": \"oak\", \"height\": 40}");
  CHECK(import.text("/state") == "done");
  CHECK(garden.names() == Lines{"oak", "rose"});
}

TEST("import: what is exported is imported again") {
  Garden garden;
  garden.import("", "name,height\n'=rose,3\n\"a \"\"b\"\", c\",\n");
  const std::string table = garden.stoa.get("/api/garden/plants/export?fields=name,height").body();
  Garden other;
  CHECK(other.import("", table).text("/state") == "done");
  CHECK(other.names() == garden.names());
  CHECK(other.names() == Lines{"=rose", "a \"b\", c"});
}

TEST("import: one line that is not right, and nothing is there; each is told of") {
  Garden garden;
  garden.import("", "name\nrose\n");
  const auto import = garden.import(
      "", "name,height\noak,5\nash,tall\nelm,1000\n,7\nrose,1\n\"x\"y,1\na,1,2,3\nfir,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(import.at("/imported").as_int64() == 0);
  CHECK(import.at("/refused").as_int64() == 6);
  CHECK(garden.faults(import) == Lines{"3 /height wrong_type", "4 /height too_large",
                                       "5 /name required", "6 - name_taken", "7 - malformed_line",
                                       "8 - too_many"});
  CHECK(garden.names() == Lines{"rose"});
}

TEST("import: mode valid takes the lines that are right") {
  Garden garden;
  const auto import =
      garden.import("mode=valid",
                    "{\"name\": \"oak\"}\n{\"nam\": 1}\n[]\n{\"name\": \"oak\"}\nnot\n"
                    "{\"name\": \"elm\"}\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 2);
  CHECK(import.at("/refused").as_int64() == 4);
  CHECK(garden.names() == Lines{"elm", "oak"});
}

TEST("import: mode check leaves nothing but its report") {
  Garden garden;
  auto import = garden.import("mode=check", "name\noak\nelm\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 0);
  import = garden.import("mode=check", "name\noak\noak\n");
  CHECK(import.text("/state") == "refused");
  CHECK(garden.faults(import) == Lines{"3 - name_taken"});
  CHECK(garden.count() == 0);
}

TEST("import: what only the import itself finds out is taken back") {
  Garden garden;
  const auto import = garden.import("", many(0, 250) + "plant 3,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(import.at("/imported").as_int64() == 0);
  CHECK(garden.faults(import) == Lines{"252 - name_taken"});
  CHECK(garden.count() == 0);
}

TEST("import: faults scattered over many portions cost no good line") {
  Garden garden;
  garden.import("", many(100, 110));
  const auto import = garden.import("mode=valid", many(0, 330));
  CHECK(import.at("/imported").as_int64() == 320);
  CHECK(import.at("/refused").as_int64() == 10);
  CHECK(garden.count() == 330);
  CHECK(garden.faults(import).front() == "102 - name_taken");
}

TEST("import: a table that is there already costs no commit a line") {
  Garden garden;
  garden.import("", many(0, 300));
  const auto before = garden.stoa.database().stats().commits;
  const auto import = garden.import("mode=valid", many(0, 300));
  CHECK(import.at("/refused").as_int64() == 300);
  CHECK(garden.stoa.database().stats().commits - before < 50);
}

TEST("import: a header that names no member refuses the whole") {
  Garden garden;
  const auto import = garden.import("mode=valid", "name,heigth\noak,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(garden.faults(import) == Lines{"1 /heigth unknown_field"});
}

TEST("import: who may not add one may not add many; an import is its owner's") {
  Garden garden;
  auto ann = garden.stoa.user();
  ann.send("POST", "/api/garden/imports?collection=plants", "name\noak\n").expect(403, "forbidden");
  garden.stoa.nobody()
      .send("POST", "/api/garden/imports?collection=plants", "name\noak\n")
      .expect(401, "not_signed_in");
  garden.send("collection=seeds", "plant\n1\n")
      .expect(422)
      .expect_field("/collection", "not_in_set");
  garden.send("collection=plants", std::string("\0\1\2", 3)).expect(415, "wrong_file_type");
  garden.send("collection=plants&mode=half", "name\noak\n").expect(422);
  const auto import = garden.import("", "name\noak\n");
  const std::string url = "/api/garden/imports/" + import.text("/id");
  ann.get(url).expect(404, "import_not_found");
  ann.get(url + "/faults").expect(404, "import_not_found");
  ann.post(url + "/cancel").expect(404, "import_not_found");
  CHECK(ann.get("/api/garden/imports").expect(200).at("/items").as_array().empty());
  CHECK(garden.stoa.get("/api/garden/imports").at("/items").as_array().size() == 1);
}

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
    std::thread other(run);
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
