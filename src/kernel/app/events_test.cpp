// Events from the transaction that emits them to the handlers of another app.

#include <boost/json.hpp>
#include <set>
#include <thread>

#include "kernel/app/app.h"
#include "kernel/bus/relay.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using testing::Stoa;

// ---- an app that something happens in -----------------------------------------------------------

struct Spire {
  static constexpr auto table = "spires";
  Id<Spire> id = {};
};
BOOST_DESCRIBE_STRUCT(Spire, (), (id))

struct Rang {
  static constexpr auto event = "tower.rang";
  std::string word = {};
};
BOOST_DESCRIBE_STRUCT(Rang, (), (word))

struct RangTwice {
  static constexpr auto event = "tower.rang";
  static constexpr int version = 2;
  std::string word = {};
};
BOOST_DESCRIBE_STRUCT(RangTwice, (), (word))

struct Ring {
  Id<Spire> place = {};
  std::vector<std::string> words = {};
  Default<bool, false> fail = {};
};
BOOST_DESCRIBE_STRUCT(Ring, (), (place, words, fail))

struct Rung {
  bool rung = true;
};
BOOST_DESCRIBE_STRUCT(Rung, (), (rung))

constexpr Problem rope_broken{409, "rope_broken", "The rope is broken."};

Rung ring(Write& tx, const User&, const Ring& in) {
  for (const std::string& word : in.words) tx.emit(Rang{word}, in.place);
  if (in.fail) throw rope_broken;
  return {};
}

// ---- and one that listens -----------------------------------------------------------------------

std::set<std::string> unbearable;  // words that a listener throws at

void hear(Write& tx, const Rang& in) {
  tx.run("insert into heard (word) values ($1)", in.word);
  if (unbearable.contains(in.word)) throw rope_broken;
}

void hear_slowly(Task& task, const Rang& in) {
  task.write(
      [&](Write& tx) { tx.run("insert into heard (word) values ($1)", in.word + " slowly"); });
}

const std::vector<embedded::File>& ear_files() {
  static const std::string table =
      "create table heard (number {int}, word {text} not null) strict;\n";
  static const std::vector<embedded::File> files = {
      {"migrations/0001_ear.sql", {table.data(), table.data() + table.size()}}};
  return files;
}

const std::vector<embedded::File> nothing;

App tower() {
  App app("tower", "Bells of a test", nothing);
  app.post<&ring>("/bells", "Ring", {rope_broken});
  return app;
}

App ear() {
  App app("ear", "Ears of a test", ear_files());
  app.on<&hear>();
  return app;
}

struct Valley {
  Stoa stoa;
  Id<Spire> square{make_uuid_v7(wall_clock())}, hill{make_uuid_v7(wall_clock())};

  explicit Valley(App listener = ear()) : stoa(apps(std::move(listener))) { unbearable.clear(); }
  static std::vector<App> apps(App listener) {
    std::vector<App> both;
    both.push_back(tower());
    both.push_back(std::move(listener));
    return both;
  }
  void ring(const Id<Spire>& place, std::vector<std::string> words) {
    boost::json::array list;
    for (const std::string& word : words) list.emplace_back(word);
    stoa.post("/api/tower/bells", {{"place", to_string(place)}, {"words", list}}).expect(201);
  }
  // All that was heard, in the order in which it was.
  std::string heard() {
    std::string all;
    stoa.database(1).read_now([&](store::Connection& connection) {
      const bool sqlite = connection.dialect() == store::Dialect::sqlite;
      connection.run(
          sqlite ? "select word from heard order by rowid" : "select word from heard order by ctid",
          {}, [&](const store::Row& row) {
            all += std::string(std::get<std::string_view>(row.at(0))) + ",";
            return true;
          });
    });
    return all;
  }
};

TEST("app: an event is heard once its transaction is committed, in order, and once") {
  Valley town;
  town.stoa
      .post("/api/tower/bells",
            {{"place", to_string(town.hill)}, {"words", {"never"}}, {"fail", true}})
      .expect(409);
  town.ring(town.square, {"one", "two"});
  town.ring(town.hill, {"three"});
  CHECK(town.heard().empty());
  town.stoa.run_jobs();
  CHECK(town.heard() == "one,two,three,");
  town.stoa.run_jobs();
  CHECK(town.heard() == "one,two,three,");
}

TEST("app: a handler that throws holds back its event's key, and no other") {
  Valley town;
  unbearable = {"two"};
  town.ring(town.square, {"one", "two"});
  town.ring(town.hill, {"a"});
  town.ring(town.square, {"three"});
  town.stoa.run_jobs();
  CHECK(town.heard() == "one,a,");
  town.ring(town.square, {"four"});
  town.ring(town.hill, {"b"});
  town.stoa.run_jobs();
  CHECK(town.heard() == "one,a,b,");
  unbearable.clear();
  town.stoa.travel(std::chrono::hours(1));
  town.stoa.run_jobs();
  CHECK(town.heard() == "one,a,b,two,three,four,");
}

TEST("app: what a handler did before it threw is undone, and what others did is not") {
  Valley town;
  unbearable = {"x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"};
  for (int i = 1; i <= 8; ++i) {
    town.ring({make_uuid_v7(wall_clock())}, {"x" + std::to_string(i)});
    town.ring({make_uuid_v7(wall_clock())}, {"y" + std::to_string(i)});
  }
  town.stoa.run_jobs();
  unbearable.clear();
  town.stoa.travel(std::chrono::hours(1));
  town.stoa.run_jobs();
  const std::string heard = town.heard();
  for (const char* what : {"x", "y"}) {
    for (int i = 1; i <= 8; ++i) {
      const std::string word = what + std::to_string(i) + ",";
      REQUIRE(heard.find(word) != heard.npos);
      CHECK(heard.find(word) == heard.rfind(word));
    }
  }
}

TEST("app: an event that nobody can handle is a dead letter, and is handled when it is replayed") {
  App patient("ear", "Ears of a test", ear_files());
  patient.on<&hear>({.tries = {.attempts = 2}});
  Valley town(std::move(patient));
  unbearable = {"one"};
  town.ring(town.square, {"one", "two"});
  for (int i = 0; i < 3; ++i) {
    town.stoa.run_jobs();
    town.stoa.travel(std::chrono::hours(2));
  }
  CHECK(town.heard() == "two,");
  const auto dead = town.stoa.get("/api/ear/jobs?state=dead").expect(200);
  CHECK(dead.text("/items/0/kind") == "ear.hear");
  unbearable.clear();
  town.stoa.post("/api/ear/jobs/" + dead.text("/items/0/id") + "/replay", {}).expect(200);
  town.stoa.run_jobs();
  CHECK(town.heard() == "two,one,");
}

TEST("app: a handler that may wait is a job of each event") {
  App slow("ear", "Ears of a test", ear_files());
  slow.on<&hear_slowly>();
  Valley town(std::move(slow));
  town.ring(town.square, {"one", "two"});
  town.stoa.run_jobs();
  CHECK(town.heard() == "one slowly,two slowly,");
}

TEST("app: an event of another version is another event") {
  CHECK(Write::name_of_event<Rang>() == "tower.rang");
  CHECK(Write::name_of_event<RangTwice>() == "tower.rang.v2");
}

bus::Subscription overheard(Stoa& stoa, bool backfill) {
  bus::Subscription made{.reader = "a latecomer",
                         .source = &stoa.database(0),
                         .target = &stoa.database(1),
                         .backfill = backfill};
  made.listeners.push_back(
      {.event = "tower.rang",
       .job = "ear.hear",
       .handle = [](store::Connection& connection, const store::LogRow& row, Timestamp now) {
         Write tx(connection, {.now = now});
         hear(tx, from_json<Rang>(row.payload));
       }});
  return made;
}

TEST("app: who comes late hears what comes, or all of it where it asks for that") {
  for (const bool backfill : {false, true}) {
    Valley town(App("ear", "Ears of a test", ear_files()));
    town.ring(town.square, {"before"});
    bus::Relay relay(overheard(town.stoa, backfill));
    relay.open(wall_clock());
    town.ring(town.square, {"after"});
    while (relay.step(wall_clock())) {
    }
    CHECK(town.heard() == (backfill ? "before,after," : "after,"));
    CHECK(relay.lag() == 0);
  }
}

TEST("app: of several processes that hear the same events each is handled by one") {
  Valley town(App("ear", "Ears of a test", ear_files()));
  std::vector<std::unique_ptr<bus::Relay>> relays;
  for (int i = 0; i < 4; ++i) {
    relays.push_back(std::make_unique<bus::Relay>(overheard(town.stoa, true)));
    relays.back()->open(wall_clock());
  }
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    town.ring({make_uuid_v7(wall_clock())}, {std::to_string(i)});
    expected += std::to_string(i) + ",";
  }
  std::vector<std::thread> threads;
  for (auto& relay : relays) {
    threads.emplace_back([&relay] {
      while (relay->step(wall_clock())) {
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(town.heard() == expected);
}

}  // namespace
}  // namespace stoa
