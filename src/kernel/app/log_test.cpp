// The log of an app: a row for each record stored, changed or removed, and for each event, in the
// transaction that it tells of.

#include "kernel/store/log.h"

#include <boost/json.hpp>

#include "kernel/testing/stoa.h"

namespace stoa::logged {

using testing::Stoa;
using Rows = std::vector<store::LogRow>;

struct Pot {
  static constexpr auto table = "pots";
  Id<Pot> id = {};
  Text<1, 20> name = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Pot, (), (id, name, version, created, updated))
struct PotBroken {
  static constexpr auto event = "logged.pot_broken";
  std::string by = {};
};
BOOST_DESCRIBE_STRUCT(PotBroken, (), (by))
struct NewPot {
  Text<1, 20> name = {};
};
BOOST_DESCRIBE_STRUCT(NewPot, (), (name))

constexpr Problem cracked{409, "cracked", "It is cracked."};

Pot add_pot(Write& tx, const Anyone&, const NewPot& in) {
  Pot pot;
  pot.name = in.name;
  pot = tx.insert(pot);
  if (in.name == "cracked") throw cracked;
  return pot;
}
void break_pot(Write& tx, const Anyone&, const Id<Pot>& id) {
  tx.update(tx.get(id));
  tx.emit(PotBroken{"a cat"}, id);
  tx.remove(id);
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table pots (id {id} primary key not null, name {text} not null, version {int} not null,
      created {instant} not null, updated {instant} not null) strict;
    create table copies (cursor {text} not null, key {text} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_pots.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("logged", "Pots", files())
      .post<&add_pot>("/pots", "Add", {cracked})
      .del<&break_pot>("/pots/{id}", "Break");
}

Rows read(Stoa& stoa, std::string_view after = "") {
  Rows rows;
  stoa.database().read_now(
      [&](store::Connection& connection) { rows = store::read_log(connection, after, 1000); });
  return rows;
}

std::string add(Stoa& stoa, std::string name) {
  return stoa.post("/api/logged/pots", {{"name", name}}).expect(201).text("/id");
}

TEST("log: a record leaves a row when it is stored, changed and removed, and an event one") {
  Stoa stoa{app()};
  const auto id = add(stoa, "blue");
  stoa.del("/api/logged/pots/" + id).expect(204);
  const auto rows = read(stoa);
  REQUIRE(rows.size() == 4);
  const char* operations[] = {"insert", "update", "", "remove"};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(rows[i].key == id);
    CHECK(rows[i].operation == operations[i]);
    CHECK(rows[i].entity == (i == 2 ? "" : "pots"));
    CHECK(rows[i].kind == (i == 2 ? "logged.pot_broken" : "change"));
    CHECK(rows[i].trace == "test");
  }
  CHECK(boost::json::parse(rows[0].payload).at("name") == "blue");
  CHECK(boost::json::parse(rows[1].payload).at("version") == 2);
  CHECK(rows[2].payload == R"({"by":"a cat"})");
  CHECK(rows[3].payload == "");
}

TEST("log: administrators read who changed what, and not what it holds") {
  Stoa stoa{app()};
  const auto id = add(stoa, "blue"), other = add(stoa, "green");
  stoa.del("/api/logged/pots/" + id).expect(204);
  const auto count = [&](std::string query) {
    return stoa.get("/api/logged/log" + query).expect(200).at("/items").as_array().size();
  };
  CHECK(count("") == 5);
  const auto about = stoa.get("/api/logged/log?key=" + id).expect(200);
  CHECK(about.text("/items/0/operation") == "remove");
  CHECK(about.text("/items/1/kind") == "logged.pot_broken");
  CHECK(about.text("/items/3/entity") == "pots");
  CHECK(about.body().find("blue") == std::string::npos);
  CHECK(count("?entity=pots&filter=operation%3D%22insert%22") == 2);
  stoa.nobody().get("/api/logged/log").expect(401);
  stoa.user().get("/api/logged/log").expect(403);
}

TEST("log: what is rolled back leaves no row") {
  Stoa stoa{app()};
  stoa.post("/api/logged/pots", {{"name", "cracked"}}).expect(409, "cracked");
  CHECK(read(stoa).empty());
  add(stoa, "whole");
  CHECK(read(stoa).size() == 1);
}

TEST("log: a reader goes on behind its cursor") {
  Stoa stoa{app()};
  for (int i = 0; i < 5; ++i) add(stoa, std::to_string(i));
  const auto all = read(stoa);
  REQUIRE(all.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(read(stoa, all[i].cursor).size() == 4 - i);
}

namespace {

// Copies each row into a table of its own.
void copy(store::Connection& connection, const Rows& rows) {
  for (const auto& row : rows) {
    const store::Value values[] = {std::string_view(row.cursor), std::string_view(row.key)};
    connection.enqueue("insert into copies (cursor, key) values ($1, $2)", values);
  }
}

std::int64_t copies(Stoa& stoa, const char* what) {
  std::int64_t count = 0;
  stoa.database().read_now([&](store::Connection& connection) {
    connection.run(what, {}, [&](const store::Row& row) {
      count = std::get<std::int64_t>(row.at(0));
      return false;
    });
  });
  return count;
}

}  // namespace

TEST("log: what a reader does about a row counts once, though it fails half way now and then") {
  Stoa stoa{app()};
  for (int i = 0; i < 20; ++i) add(stoa, std::to_string(i));
  int failures = 0;
  for (int turn = 0; turn < 100 && copies(stoa, "select count(*) from copies") < 20; ++turn) {
    try {
      store::consume_log(stoa.database(), "copier", 3, wall_clock(),
                         [&](store::Connection& connection, const Rows& rows) {
                           copy(connection, rows);
                           if (turn % 2 == 0) throw std::runtime_error("out of paper");
                         });
    } catch (const std::runtime_error&) {
      ++failures;
    }
  }
  CHECK(failures > 3);
  CHECK(copies(stoa, "select count(*) from copies") == 20);
  CHECK(copies(stoa, "select count(distinct cursor) from copies") == 20);
  const auto nothing = [](store::Connection&, const Rows&) { FAIL("there is nothing left"); };
  CHECK(store::consume_log(stoa.database(), "copier", 3, wall_clock(), nothing) == 0);
}

TEST("log: of two readers of one name only one gets ahead") {
  Stoa stoa{app()};
  add(stoa, "one");
  const auto intrude = [&](store::Connection& connection, const Rows& rows) {
    copy(connection, rows);
    // As another process would, had it been quicker.
    CHECK_FALSE(store::move_cursor(connection, "copier", "", rows.back().cursor, wall_clock()));
  };
  store::consume_log(stoa.database(), "copier", 3, wall_clock(), intrude);
  CHECK(copies(stoa, "select count(*) from copies") == 1);
}

}  // namespace stoa::logged
