#include "kernel/store/checkpoints.h"

#include <filesystem>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

Work insert_text(int bytes) {
  return [bytes](Connection& connection) {
    const Value value = std::int64_t{bytes};
    connection.run("insert into t (text) values (hex(zeroblob($1 / 2)))", {&value, 1}, {});
  };
}

// A snapshot that holds the log back until it goes.
struct Snapshot {
  explicit Snapshot(const std::filesystem::path& file) : connection({.file = file}) {
    connection.control(SqliteConnection::Control::begin_read);
    number(connection, "select count(*) from t");
  }
  SqliteConnection connection;
};

}  // namespace

TEST("store: the log is folded above its bound and begins anew") {
  Bench bench({.file = {}, .checkpoint_bytes = 100'000});
  for (int i = 0; i < 50; ++i) bench.database->write_now(insert_text(20'000));
  CHECK(bench.database->stats().wal_bytes < 250'000);
  CHECK(std::filesystem::file_size(bench.file()) > 700'000);
}

TEST("store: the log file is emptied above the higher bound") {
  Bench bench({.file = {}, .checkpoint_bytes = 1'000, .truncate_bytes = 300'000});
  {
    const Snapshot snapshot(bench.file());
    for (int i = 0; i < 30; ++i) bench.database->write_now(insert_text(20'000));
    CHECK(bench.database->stats().wal_bytes > 300'000);
  }
  bench.database->write_now(insert_text(20'000));
  bench.database->write_now([](Connection&) {});  // its commit stands behind the truncation
  CHECK(std::filesystem::file_size(bench.file().string() + "-wal") < 100'000);
}

TEST("store: at its cap the log takes no more until the snapshot that holds it has gone") {
  Bench bench({.file = {}, .max_wal_bytes = 200'000});
  {
    const Snapshot snapshot(bench.file());
    std::string outcome;
    for (int i = 0; i < 30 && outcome.empty(); ++i) {
      Outcomes outcomes;
      bench.database->write({.work = insert_text(20'000), .done = outcomes.done()});
      outcome = outcomes[0];
    }
    CHECK(outcome == "overloaded");
    CHECK(bench.database->stats().wal_bytes < 300'000);
  }
  bench.database->write_now(insert_text(20'000));
}

TEST("store: what a crash left in the log is folded in when the file is opened") {
  TempFolder folder;
  const auto file = folder / "left.db";
  {
    SqliteConnection crashed({.file = file, .writer = true});
    crashed.run_script("create table t (n INTEGER); insert into t values (1)");
    crashed.forbid_checkpoint_on_close();
  }
  REQUIRE(std::filesystem::file_size(file.string() + "-wal") > 0);
  ReadPool pool;
  SqliteDatabase database({.file = file}, pool, {});
  CHECK(number(database, "select count(*) from t") == 1);
  CHECK(std::filesystem::file_size(file.string() + "-wal") == 0);
}

}  // namespace stoa::store::testing
