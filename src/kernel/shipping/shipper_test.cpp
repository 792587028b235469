// A writer lane whose commits are shipped, and put on a copy of its database.

#include "kernel/shipping/shipper.h"

#include <future>

#include "kernel/shipping/segment_row.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::shipping {
namespace {

namespace fs = std::filesystem;
using store::CommitStream;
using store::Connection;
using store::SqliteConnection;
using store::SqliteDatabase;
using store::Value;
using store::testing::number;
using store::testing::TempFolder;

struct Shipped {
  explicit Shipped(store::DatabaseOptions options = {}, std::size_t most_waiting = 64u << 20)
      : stream(most_waiting) {
    options.file = folder / "shop.db";
    options.commits = &stream;
    database.emplace(options, pool, [](std::string) {});
    database->write_now([](Connection& connection) {
      connection.run_script("create table sales (n integer primary key, text text) strict");
    });
    fs::create_directory(folder / "generation");
  }
  Shipped(const Shipped&) = delete;

  void begin() { shipper.begin(folder / "generation", stream.now()); }
  // The moment that a copy of the database is of.
  Timestamp copy_base() {
    SqliteConnection reader({.file = folder / "shop.db"});
    reader.control(SqliteConnection::Control::begin_read);
    number(reader, "select count(*) from sales");
    const Timestamp moment = stream.now();
    reader.copy_to(folder / "copy.db", [](std::uint64_t, std::uint64_t) {});
    return moment;
  }
  Timestamp sell(int bytes = 100) {
    database->write_now([&](Connection& connection) {
      const Value value = std::int64_t{bytes};
      connection.run("insert into sales (text) values (hex(zeroblob($1 / 2)))", {&value, 1}, {});
    });
    return stream.now();
  }
  void wait_until_shipped(Timestamp moment) {
    while (shipper.state().shipped_until < moment) std::this_thread::yield();
  }
  std::int64_t sales_in_copy(Timestamp at, std::uint64_t first = 1) {
    const auto file = folder / "restored.db";
    fs::copy_file(folder / "copy.db", file, fs::copy_options::overwrite_existing);
    replay(folder / "generation", first, at, [&](const std::string& app) {
      CHECK(app == "shop");
      return file;
    });
    SqliteConnection copy({.file = file, .immutable = true});
    copy.check_integrity();
    return number(copy, "select count(*) from sales");
  }

  TempFolder folder;
  CommitStream stream;
  store::ReadPool pool;
  std::optional<SqliteDatabase> database;
  std::promise<void> ended;
  Shipper shipper{stream, [this] { ended.set_value(); }};
};

}  // namespace

TEST("shipper: each moment has the commits until then, whatever checkpoints do meanwhile") {
  Shipped shop({.checkpoint_bytes = 50'000, .truncate_bytes = 150'000});
  for (int i = 0; i < 5; ++i) shop.sell();
  shop.begin();
  for (int i = 0; i < 5; ++i) shop.sell();
  const Timestamp base = shop.copy_base();
  std::vector<Timestamp> moments;
  for (int i = 0; i < 100; ++i) moments.push_back(shop.sell(5'000));
  shop.wait_until_shipped(moments.back());
  CHECK(shop.sales_in_copy(base) == 10);
  for (std::size_t i = 0; i < moments.size(); i += 9)
    CHECK(shop.sales_in_copy(moments[i]) == static_cast<std::int64_t>(i) + 11);
}

TEST("shipper: a base goes on from the segment that was begun for it") {
  Shipped shop;
  shop.begin();
  for (int i = 0; i < 5; ++i) shop.sell();
  const auto first = shop.shipper.new_segment();
  CHECK(first == 2);
  shop.copy_base();
  const Timestamp later = shop.sell();
  shop.wait_until_shipped(later);
  CHECK(shop.sales_in_copy(later, first) == 6);
}

TEST("shipper: who writes never waits for it, and a gap ends the generation") {
  Shipped shop({}, 1000);
  shop.begin();
  while (shop.shipper.state().running) shop.sell();
  shop.ended.get_future().wait();
  CHECK(shop.shipper.state().failure == "more is written than can be copied");
  CHECK(shop.shipper.state().failures == 1);
  CHECK_FALSE(shop.stream.begins());
  shop.sell();
}

TEST("shipper: a folder that is gone ends the generation, and another one begins anew") {
  Shipped shop;
  shop.begin();
  const Timestamp first = shop.sell();
  shop.wait_until_shipped(first);
  fs::remove_all(shop.folder / "generation");
  CHECK_THROWS_AS(shop.shipper.new_segment(), std::system_error);
  fs::create_directory(shop.folder / "generation");
  shop.begin();
  shop.copy_base();
  const Timestamp later = shop.sell();
  shop.wait_until_shipped(later);
  CHECK(shop.sales_in_copy(later) == 2);
}

TEST("shipper: what was committed before its end is there after it") {
  Shipped shop;
  const fs::path folder = shop.folder / "generation";
  CommitStream stream;
  {
    Shipper shipper(stream, [] {});
    shipper.begin(folder, stream.now());
    for (int i = 0; i < 3; ++i)
      stream.ended({.app = "shop", .at = *stream.begins(), .page_size = 512, .pages = 1});
  }
  SegmentRow row(folder, 1);
  std::size_t commits = 0;
  while (row.next()) commits += row.block().commits().size();
  CHECK(commits == 3);
}

}  // namespace stoa::shipping
