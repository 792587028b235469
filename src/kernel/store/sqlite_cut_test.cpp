#include "kernel/store/sqlite_cut.h"

#include <atomic>
#include <thread>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store {
namespace {

using testing::number;
using testing::TempFolder;

void make_counter(Database& database) {
  database.write_now([](Connection& connection) {
    connection.run_script("create table counters (n integer not null) strict");
    connection.run_script("insert into counters values (0)");
  });
}

void count(Database& database) {
  database.write_now(
      [](Connection& connection) { connection.run("update counters set n = n + 1", {}, {}); });
}

}  // namespace

TEST("cut: what is read of two databases was true at one moment, while both are written to") {
  const TempFolder folder;
  const auto first_file = folder / "first.db", second_file = folder / "second.db";
  ReadPool pool;
  SqliteDatabase first({.file = first_file, .synchronous_full = false}, pool, {});
  SqliteDatabase second({.file = second_file, .synchronous_full = false}, pool, {});
  make_counter(first);
  make_counter(second);
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    while (!enough) {
      count(first);
      count(second);
    }
  });
  int torn = 0;
  std::int64_t seen = 0;
  for (int i = 0; i < 200; ++i) {
    const auto snapshots = cut({first_file, second_file});
    const auto a = number(*snapshots[0], "select n from counters");
    const auto b = number(*snapshots[1], "select n from counters");
    if (a != b && a != b + 1) ++torn;
    seen = a;
  }
  enough = true;
  writer.join();
  CHECK(torn == 0);
  CHECK(seen > 0);
}

TEST("cut: a snapshot is copied as it was, whatever is written meanwhile") {
  const TempFolder folder;
  const auto file = folder / "counters.db", target = folder / "a copy % ?#.db";
  ReadPool pool;
  SqliteDatabase database({.file = file, .synchronous_full = false}, pool, {});
  make_counter(database);
  database.write_now([](Connection& connection) {
    connection.run_script(
        "create table filler (bytes blob) strict; insert into filler with recursive n(i) as "
        "(select 1 union all select i + 1 from n where i < 3000) select randomblob(4000) from n");
  });
  const auto snapshots = cut({file});
  count(database);
  int portions = 0;
  snapshots[0]->copy_to(target, [&](std::uint64_t, std::uint64_t) {
    ++portions;
    count(database);
  });
  CHECK(portions > 2);
  SqliteConnection copy({.file = target, .immutable = true});
  copy.check_integrity();
  CHECK(number(copy, "select n from counters") == 0);
  CHECK(number(copy, "select count(*) from filler") == 3000);
  CHECK_FALSE(std::filesystem::exists(target.string() + "-wal"));
}

TEST("cut: a copy whose pages make no sense is found") {
  const TempFolder folder;
  const auto file = folder / "counters.db", target = folder / "copy.db";
  ReadPool pool;
  SqliteDatabase database({.file = file}, pool, {});
  make_counter(database);
  cut({file})[0]->copy_to(target, [](std::uint64_t, std::uint64_t) {});
  std::filesystem::resize_file(target, std::filesystem::file_size(target) / 2);
  CHECK_THROWS_AS(SqliteConnection({.file = target, .immutable = true}).check_integrity(),
                  StoreError);
}

}  // namespace stoa::store
