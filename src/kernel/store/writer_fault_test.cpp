// The writer lane on a disk that fails: nothing half done, neighbours unharmed, and an end when a
// sync has failed.
#include <string>

#include "kernel/store/fault_vfs.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

DatabaseOptions on(const FaultVfs& disk) { return {.file = {}, .vfs = disk.name()}; }

// A job of several rows that go together, with a read between them and enough text to spill.
Work insert_three(std::int64_t first) {
  return [first](Connection& connection) {
    for (std::int64_t n = first; n < first + 3; ++n) {
      const Value value = n;
      connection.run("insert into t (n, text) values ($1, hex(zeroblob(3000)))", {&value, 1}, {});
      number(connection, "select count(*) from t");
    }
  };
}

// What must hold after any failure: an outcome of "" means all rows, any other means none.
void check_whole(Bench& bench, int jobs) {
  for (int i = 0; i < jobs; ++i) {
    const auto first = std::to_string(10 * (i + 1));
    const auto rows = bench.count("n >= " + first + " and n < 3 + " + first);
    CAPTURE(bench.outcomes[i]);
    CHECK(rows == (bench.outcomes[i] == "" ? 3 : 0));
  }
  CHECK(number(*bench.database, "select integrity_check = 'ok' from pragma_integrity_check") == 1);
  bench.database->write_now(insert(5));
  CHECK(bench.fatal.empty());
}

// One batch of three jobs with the n-th call to the disk failing. False when there is no n-th.
bool fail_call(int n, bool for_good, int write_error) {
  FaultVfs disk;
  Bench bench(on(disk));
  disk.fail_writes_with(write_error);
  bench.hold();
  for (int i = 1; i <= 3; ++i) bench.write(insert_three(10 * i));
  disk.fail_at(n, for_good);
  bench.release();
  const bool failed = disk.failed();
  disk.mend();
  CAPTURE(n);
  check_whole(bench, 3);
  if (!for_good)
    for (int i = 0; i < 3; ++i) CHECK(bench.outcomes[i] == "");  // the second run succeeds
  return failed;
}

class FailingConnection final : public Connection {
 public:
  FailingConnection(Connection& connection, int at) : connection_(connection), left_(at) {}
  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink& sink) override {
    if (--left_ == 0) return connection_.run("select no_such_function()", {}, {});
    return connection_.run(sql, parameters, sink);
  }
  Dialect dialect() const override { return connection_.dialect(); }
  void run_script(std::string_view sql) override { connection_.run_script(sql); }

 private:
  Connection& connection_;
  int left_;
};

}  // namespace

TEST("store: each call to the disk fails once, no job notices and nothing is half done") {
  int n = 1;
  while (fail_call(n, false, SQLITE_IOERR_WRITE)) ++n;
  CHECK(n > 5);
}

TEST("store: the disk fails for good from each call on, each job is whole or not there") {
  for (const int code : {SQLITE_IOERR_WRITE, SQLITE_FULL}) {
    int n = 1;
    while (fail_call(n, true, code)) ++n;
    CHECK(n > 5);
  }
}

TEST("store: each statement of a job fails in turn, its neighbours are committed") {
  for (int n = 1; n <= 6; ++n) {
    Bench bench;
    bench.hold();
    bench.write(insert_three(10));
    bench.write([n](Connection& connection) {
      FailingConnection failing(connection, n);
      insert_three(20)(failing);
    });
    bench.write(insert_three(30));
    bench.release();
    CHECK(bench.outcomes[0] == "");
    CHECK(bench.outcomes[1] != "");
    CHECK(bench.outcomes[2] == "");
    check_whole(bench, 3);
    CHECK(bench.database->stats().batches_lost == 0);
  }
}

TEST("store: a full disk at the commit is answered with overloaded, and the lane goes on") {
  FaultVfs disk;
  Bench bench(on(disk));
  disk.fail_writes_with(SQLITE_FULL);
  disk.fail_writes();
  Outcomes outcomes;
  bench.database->write({.work = insert(1), .done = outcomes.done()});
  CHECK(outcomes[0] == "overloaded");
  disk.mend();
  bench.database->write_now(insert(1));
  CHECK(bench.count() == 1);
}

TEST("store: after a failed sync nothing is written any more, and the owner is told once") {
  FaultVfs disk;
  {
    Bench bench(on(disk));
    bench.hold();
    for (int i = 1; i <= 3; ++i) bench.write(insert(i));
    bench.write([](Connection&) { throw stoa::Refusal{stoa::problems::not_found}; });
    disk.fail_syncs();
    bench.release();
    for (int i = 0; i < 4; ++i) CHECK(bench.outcomes[i] == "overloaded");
    disk.mend();
    const int syncs = disk.syncs();
    Outcomes later;
    bench.database->write({.work = insert(9), .done = later.done()});
    CHECK(later[0] == "overloaded");
    CHECK(bench.database->stats().closed);
    CHECK(bench.count("n = 9") == 0);
    bench.database.reset();
    REQUIRE(bench.fatal.size() == 1);
    CHECK(bench.fatal[0].find("test.db") != std::string::npos);
    CHECK(disk.syncs() == syncs);  // not even at the end
  }
}

TEST("store: a sync that fails in a checkpoint closes the lane too") {
  FaultVfs disk;
  DatabaseOptions options = on(disk);
  options.max_wal_bytes = 1;  // so that the next write begins with a checkpoint
  Bench bench(options);
  disk.fail_syncs();
  Outcomes outcomes;
  bench.database->write({.work = insert(1), .done = outcomes.done()});
  CHECK(outcomes[0] == "overloaded");
  bench.database->write({.work = insert(2), .done = outcomes.done()});
  CHECK(outcomes[1] == "overloaded");
  bench.database.reset();
  CHECK(bench.fatal.size() == 1);
}

}  // namespace stoa::store::testing
