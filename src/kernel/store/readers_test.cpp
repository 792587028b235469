// Reader lanes: snapshots, budgets, bounds.
#include "kernel/store/readers.h"

#include <atomic>
#include <string>
#include <thread>

#include "kernel/store/read_pool.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

using namespace std::chrono_literals;

constexpr auto endless =
    "with recursive r (n) as (select 1 union all select n + 1 from r) select max(n) from r";

// A count that takes some 200,000 steps of SQLite's machine.
constexpr auto long_one =
    "with recursive r (n) as (select 1 union all select n + 1 from r where n < 20000) "
    "select count(*) from r";

}  // namespace

TEST("store: a read sees one snapshot, whatever is committed meanwhile") {
  Bench bench;
  bench.database->write_now(insert(1));
  bench.database->read_now([&](Connection& connection) {
    CHECK(number(connection, "select count(*) from t") == 1);
    bench.database->write_now(insert(2));
    CHECK(number(connection, "select count(*) from t") == 1);
  });
  CHECK(bench.count() == 2);
}

TEST("store: a read gets what its work throws, and a StoreError though its code swallows it") {
  Bench bench;
  CHECK_THROWS_AS(bench.database->read_now([](Connection&) { throw 42; }), int);
  const auto swallow = [](Connection& connection) {
    CHECK_THROWS_AS(connection.run("delete from t", {}, {}), StoreError);
    CHECK_THROWS_AS(number(connection, "select 1"), StoreError);
  };
  CHECK_THROWS_AS(bench.database->read_now(swallow), StoreError);
  CHECK(bench.count() == 0);
}

TEST("store: over its budget a read begins again among the heavy ones") {
  Bench bench({}, {.budget = 0ms, .heavy_budget = 60s});
  int runs = 0;
  std::int64_t result = 0;
  bench.database->read_now([&](Connection& connection) {
    ++runs;
    result = number(connection, long_one);
  });
  CHECK(runs == 2);
  CHECK(result == 20000);
  CHECK(bench.database->stats().reads_demoted == 1);
  CHECK(bench.database->stats().reads_cut == 0);
}

TEST("store: over the heavy budget a read is cut, and its thread serves on") {
  Bench bench({}, {.threads = 1, .heavy_threads = 1, .budget = 1ms, .heavy_budget = 2ms});
  for (int i = 0; i < 3; ++i) {
    Outcomes outcomes;
    const auto swallow = [](Connection& connection) {
      try {
        number(connection, endless);
      } catch (const std::exception&) {
      }
    };
    bench.database->read({.work = swallow, .done = outcomes.done(), .heavy = i == 2});
    CHECK(outcomes[0] == "query_too_costly");
  }
  CHECK(bench.database->stats().reads_demoted == 2);
  CHECK(bench.database->stats().reads_cut == 3);
  CHECK(bench.count() == 0);
}

TEST("store: reads beyond the queue are refused, quick and heavy ones") {
  for (const bool heavy : {false, true}) {
    Bench bench({}, {.threads = 1, .heavy_threads = 1, .max_queue = 2, .max_heavy_queue = 2});
    bench.database->read(
        {.work = bench.gate.work(), .done = bench.outcome_of_gate.done(), .heavy = heavy});
    bench.gate.wait_until_held();
    CHECK(bench.database->stats().oldest_snapshot_s > 0);
    for (int i = 0; i < 4; ++i)
      bench.database->read(
          {.work = [](Connection&) {}, .done = bench.outcomes.done(), .heavy = heavy});
    bench.release();
    CHECK(bench.outcomes[0] == "");
    CHECK(bench.outcomes[1] == "");
    CHECK(bench.outcomes[2] == "overloaded");
    CHECK(bench.outcomes[3] == "overloaded");
  }
}

TEST("store: a database closes when its reads are done, the pool serves the others") {
  TempFolder folder;
  ReadPool pool;
  SqliteDatabase stays({.file = folder / "stays.db"}, pool, {});
  for (int i = 0; i < 5; ++i) {
    Outcomes outcomes;
    {
      SqliteDatabase goes({.file = folder / "goes.db"}, pool, {});
      for (int j = 0; j < 20; ++j)
        goes.read({.work = [](Connection& c) { number(c, long_one); }, .done = outcomes.done()});
    }
    for (int j = 0; j < 20; ++j) CHECK(outcomes[j] == "");
    CHECK_FALSE(std::filesystem::exists(folder / "goes.db-wal"));
    CHECK(number(stays, "select 7") == 7);
  }
}

TEST("store: a reader connection that was idle is closed and opened anew when needed") {
  Bench bench;
  ReadPool pool({.threads = 1, .heavy_threads = 0});
  int opened = 0;
  const auto open = [&] {
    ++opened;
    return std::make_unique<SqliteConnection>(SqliteOptions{.file = bench.file()});
  };
  Readers readers(open, *pool.impl_);
  const ReadJob count = {
      .work = [](Connection& connection) { number(connection, "select count(*) from t"); }};
  for (int i = 0; i < 2; ++i) {
    CHECK(readers.run(count, 0, 1s).error == nullptr);
    readers.close_idle(0, Readers::Clock::now());
  }
  CHECK(opened == 2);
}

TEST("store: what is read now and then is read by few connections") {
  Bench bench;
  ReadPool pool({.threads = 6, .heavy_threads = 0});
  std::atomic<int> opened = 0;
  const auto open = [&] {
    ++opened;
    return std::make_unique<SqliteConnection>(SqliteOptions{.file = bench.file()});
  };
  Readers one(open, *pool.impl_), other(open, *pool.impl_);
  Outcomes outcomes;
  for (int i = 0; i < 40; ++i) {
    (i % 2 ? one : other).read({.work = [](Connection&) {}, .done = outcomes.done()});
    CHECK(outcomes[i] == "");
    std::this_thread::sleep_for(1ms);  // for its thread to be idle again, most of the times
  }
  CHECK(opened < 6);  // each thread would have one of each
}

}  // namespace stoa::store::testing
