// For tests of imports: a toy app whose table is imported with one line of its own.
#pragma once

#include <atomic>
#include <boost/json.hpp>

#include "kernel/app/import_run.h"
#include "kernel/testing/stoa.h"

namespace stoa::import_toy {

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
inline constexpr Problem name_taken{409, "name_taken", "There is a plant of this name."};
inline constexpr Problem has_seeds{409, "has_seeds", "This plant has seeds."};

inline std::atomic<int> busy = 0;  // so many plants are refused for want of room
inline Plant add_plant(Write& tx, const Gardener&, const PlantFields& in) {
  if (busy > 0 && busy-- > 0) throw problems::overloaded;
  if (in.name == "weed") tx.run("delete from weeds");  // there is no such table
  return tx.insert(Plant{in});
}
inline void remove_plant(Write& tx, const Gardener&, const Id<Plant>& id) {
  if (tx.exists<Seed>("plant = $1", id)) throw has_seeds;
  tx.remove(id);
}
inline Page<Plant> list_plants(Read& tx, const Anyone&, const PlantSearch& in) {
  return tx.page<Plant>("select id, name, height, version, created, updated from plants", {},
                        "name", in);
}
inline Seed add_seed(Write& tx, const Gardener&, const NewSeed& in) {
  return tx.insert(Seed{.plant = in.plant});
}

inline const std::vector<embedded::File>& files() {
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

inline App app() {
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

inline std::string many(int from, int to) {
  std::string table = "name,height\n";
  for (int i = from; i < to; ++i) {
    table += "plant " + std::to_string(i) + "," + std::to_string(i % 100 + 1) + "\n";
  }
  return table;
}

using Lines = std::vector<std::string>;

}  // namespace stoa::import_toy
