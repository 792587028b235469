// Who serves from a PostgreSQL database, and who wants it alone.

#include "kernel/store/postgres_presence.h"

#include <atomic>
#include <chrono>
#include <optional>

#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

using stoa::testing::PostgresTestDatabase;

// A database and a server object to reach it by, if the tests were given a server.
struct PostgresBench {
  PostgresBench() : database(PostgresTestDatabase::make()) {
    if (database)
      server.emplace(PostgresServerOptions{.url = database->url()});
    else
      MESSAGE("left out: there is no PostgreSQL");
  }
  explicit operator bool() const { return database.has_value(); }
  // Cuts the connections by which a lock is held.
  void cut() const {
    database->execute(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and "
        "database = (select oid from pg_database where datname = current_database())");
  }

  std::optional<PostgresTestDatabase> database;
  std::optional<PostgresServer> server;
};

template <class Condition>
bool comes_true(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return condition();
}

bool is_in_use(PostgresServer& server) {
  try {
    SoleUse(server, "target");
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

}  // namespace

TEST("postgres: many serve from one database, but none beside who has it alone") {
  PostgresBench bench;
  if (!bench) return;
  {
    Presence one(*bench.server, {}), two(*bench.server, {});
    CHECK_THROWS_WITH(SoleUse(*bench.server, "target"),
                      doctest::Contains("The target is in use by stoa serve on"));
  }
  SoleUse alone(*bench.server, "source");
  CHECK_THROWS_WITH(Presence(*bench.server, {}), doctest::Contains("in use by stoa move on"));
  CHECK_THROWS_WITH(SoleUse(*bench.server, "target"),
                    "The target is the very database that is moved.");
  alone.check();
  bench.cut();
  CHECK_THROWS_AS(alone.check(), StoreError);
}

TEST("postgres: who watches a statement hears when its answer is another one") {
  PostgresBench bench;
  if (!bench) return;
  bench.database->execute("create table public.things (n int)");
  Presence presence(*bench.server, {});
  std::atomic<int> heard = 0;
  presence.watch(&heard, "select cast(count(*) as text) from public.things", [&] { ++heard; });
  CHECK(comes_true([&] { return heard == 1; }));  // nobody knows what was before
  bench.database->execute("insert into public.things values (1)");
  CHECK(comes_true([&] { return heard == 2; }));
  bench.cut();
  bench.database->execute("insert into public.things values (2)");
  CHECK(comes_true([&] { return heard == 3; }));
  presence.watch(&heard, {}, {});
  bench.database->execute("insert into public.things values (3)");
  CHECK(heard == 3);
}

TEST("postgres: who serves is known again after its connection was cut") {
  PostgresBench bench;
  if (!bench) return;
  std::atomic<bool> displaced = false;
  Presence presence(*bench.server, [&](std::string) { displaced = true; });
  bench.cut();
  CHECK(comes_true([&] { return is_in_use(*bench.server); }));
  CHECK(!displaced);
}

TEST("postgres: who serves is told that somebody else has taken the database") {
  PostgresBench bench;
  if (!bench) return;
  std::atomic<bool> displaced = false;
  Presence presence(*bench.server, [&](std::string) { displaced = true; });
  bench.cut();
  const SoleUse alone(*bench.server, "source");
  CHECK(comes_true([&] { return displaced.load(); }));
}

}  // namespace stoa::store::testing
