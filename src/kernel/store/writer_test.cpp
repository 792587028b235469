// The writer lane as its users see it: group commit, output gate, fairness, bounds.
#include <string>
#include <vector>

#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {

using namespace std::chrono_literals;

TEST("store: one commit for all that waits, an outcome for each") {
  Bench bench;
  bench.hold();
  const auto commits = bench.database->stats().commits;
  for (int i = 1; i <= 50; ++i) bench.write(insert(i));
  bench.write(insert(7));  // there is one
  bench.write([](Connection& connection) {
    insert(100)(connection);
    throw stoa::Refusal{stoa::problems::not_found};
  });
  bench.write([](Connection& connection) {
    insert(101)(connection);
    throw 42;
  });
  bench.release();
  for (int i = 0; i < 50; ++i) CHECK(bench.outcomes[i] == "");
  CHECK(bench.outcomes[50] == "UNIQUE constraint failed: t.n");
  CHECK(bench.outcomes[51] == "not_found");
  CHECK(bench.outcomes[52] == "something");
  CHECK(bench.count() == 50);
  CHECK(bench.database->stats().commits == commits + 2);  // the gate's own, and one for all others
}

TEST("store: no outcome leaves before the commit, no refusal either") {
  Bench bench;
  SqliteConnection other({.file = bench.file()});
  bench.hold();
  std::vector<std::int64_t> seen;
  const auto look = [&](std::exception_ptr) {
    seen.push_back(number(other, "select count(*) from t"));
  };
  bench.database->write({.work = insert(1), .done = look});
  bench.database->write({.work = insert(1), .done = look});
  bench.write(insert(2));
  bench.release();
  CHECK(seen == std::vector<std::int64_t>{2, 2});
}

TEST("store: a batch in which every job failed is not committed") {
  Bench bench;
  const auto before = bench.database->stats().commits;
  for (int i = 0; i < 3; ++i)
    CHECK_THROWS_AS(bench.database->write_now([](Connection& connection) {
      insert(1)(connection);
      throw std::runtime_error("no");
    }),
                    std::runtime_error);
  CHECK(bench.database->stats().commits == before);
  CHECK(bench.count() == 0);
}

TEST("store: an error that the job's code swallows fails the job all the same") {
  Bench bench;
  bench.database->write_now(insert(1));
  bool ran_on = false;
  const auto swallow = [&](Connection& connection) {
    insert(2)(connection);
    CHECK_THROWS_AS(insert(1)(connection), StoreError);
    CHECK_THROWS_AS(insert(3)(connection), StoreError);
    CHECK_THROWS_AS(connection.run_script("select 1"), StoreError);
    ran_on = true;
  };
  CHECK_THROWS_AS(bench.database->write_now(swallow), StoreError);
  CHECK(ran_on);
  CHECK(bench.count() == 1);
}

TEST("store: a job that loses the whole batch harms only itself") {
  const std::vector<std::string> ways = {
      "insert or rollback into t (n) values (1)",
      "insert into t (n, text) values (99, hex(zeroblob(9000000)))"};  // larger than may be
  for (const auto& way : ways) {
    CAPTURE(way);
    Bench bench;
    bench.database->write_now(insert(1));
    bench.database->write_now(
        [](Connection& connection) { connection.run("pragma max_page_count = 1000", {}, {}); });
    bench.hold();
    int runs[3] = {};
    const auto counted = [&](int i, Work work) {
      return [&runs, i, work](Connection& connection) {
        ++runs[i];
        work(connection);
      };
    };
    bench.write(counted(0, insert(2)));
    bench.write(counted(1, [&](Connection& connection) { connection.run(way, {}, {}); }));
    bench.write(counted(2, insert(3)));
    bench.release();
    CHECK(bench.outcomes[0] == "");
    CHECK(bench.outcomes[1] != "");
    CHECK(bench.outcomes[2] == "");
    CHECK(bench.count() == 3);
    CHECK(runs[0] == 2);
    CHECK(runs[1] == 2);
    CHECK(runs[2] == 1);
    CHECK(bench.database->stats().batches_lost == 1);
  }
}

TEST("store: a commit that is refused is each job's own affair") {
  Bench bench;
  bench.database->write_now([](Connection& connection) {
    connection.run_script(
        "create table late (t INTEGER references t(n) deferrable initially deferred) strict");
  });
  bench.hold();
  bench.write(insert(1));
  bench.write(
      [](Connection& connection) { connection.run("insert into late values (5)", {}, {}); });
  bench.write(insert(2));
  bench.release();
  CHECK(bench.outcomes[0] == "");
  CHECK(bench.outcomes[1] == "FOREIGN KEY constraint failed");
  CHECK(bench.outcomes[2] == "");
  CHECK(bench.count() == 2);
}

TEST("store: what does not fit into the queue is refused and not run") {
  Bench bench({.file = {}, .max_queue = 3});
  bench.hold();
  bool ran = false;
  for (int i = 0; i < 3; ++i) bench.write(insert(i));
  bench.database->write({.work = [&](Connection&) { ran = true; },
                         .done =
                             [&](std::exception_ptr error) {
                               try {
                                 std::rethrow_exception(error);
                               } catch (const stoa::Refusal& refusal) {
                                 CHECK(refusal.problem == stoa::problems::overloaded);
                                 CHECK(refusal.retry_after_s == 1);
                               }
                             }});
  CHECK(bench.database->stats().queued == 3);
  bench.release();
  CHECK_FALSE(ran);
  CHECK(bench.count() == 3);
  CHECK(bench.database->stats().queued == 0);
}

TEST("store: interactive work goes before background work, principals take turns") {
  Bench bench;
  bench.hold();
  std::string order;
  const auto note = [&](char name) { return [&order, name](Connection&) { order += name; }; };
  for (const char name : {'x', 'y'}) bench.write(note(name), Urgency::background, 1);
  bench.write(note('z'), Urgency::background, 2);
  for (const char name : {'a', 'b', 'c'}) bench.write(note(name), Urgency::interactive, 1);
  for (const char name : {'1', '2'}) bench.write(note(name), Urgency::interactive, 2);
  bench.release();
  CHECK(order == "a1b2cxzy");
}

TEST("store: background work has a slice of a batch, interactive work comes between") {
  Bench bench({.file = {}, .max_batch = 2, .background_slice = 0ms});
  bench.hold();
  std::string order;
  const auto note = [&](char name) { return [&order, name](Connection&) { order += name; }; };
  for (const char name : {'x', 'y'}) bench.write(note(name), Urgency::background);
  for (const char name : {'a', 'b', 'c'}) bench.write(note(name));
  bench.release();
  CHECK(order == "abxcy");
}

TEST("store: closing finishes what is queued and leaves one whole file") {
  Bench bench;
  const auto file = bench.file();
  bench.hold();
  for (int i = 0; i < 20; ++i) bench.write(insert(i));
  bench.gate.open();
  bench.database.reset();
  for (int i = 0; i < 20; ++i) CHECK(bench.outcomes[i] == "");
  CHECK_FALSE(std::filesystem::exists(file.string() + "-wal"));
  SqliteConnection again({.file = file, .writer = true});
  CHECK(number(again, "select count(*) from t") == 20);
}

}  // namespace stoa::store::testing
