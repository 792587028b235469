#include "kernel/store/log_follower.h"

#include <atomic>

#include "kernel/store/log.h"
#include "kernel/store/postgres_database.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

using Found = LogFollower::Found;

// Reads a log as it grows; the test waits for what it saw.
class Tail {
 public:
  explicit Tail(Database& database) : database_(database) {}

  Found look() {
    std::unique_lock lock(mutex_);
    ++looks_;
    changed_.notify_all();
    if (nobody_) return Found::nobody;
    std::vector<LogRow> rows;
    database_.read_now([&](Connection& connection) { rows = read_log(connection, cursor_, 100); });
    for (const LogRow& row : rows) keys_.push_back(row.key);
    if (!rows.empty()) cursor_ = rows.back().cursor;
    changed_.notify_all();
    return rows.empty() ? Found::nothing : Found::rows;
  }
  void wait_for(std::vector<std::string> keys) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return keys_ == keys; });
  }
  void wait_for_look(int n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return looks_ >= n; });
  }
  void rest(bool nobody) {
    const std::lock_guard lock(mutex_);
    nobody_ = nobody;
  }

 private:
  Database& database_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string cursor_;
  std::vector<std::string> keys_;
  int looks_ = 0;
  bool nobody_ = false;
};

Work append(std::string key) {
  return [key](Connection& connection) {
    append_to_log(connection, {.at = {1}, .kind = "thing", .key = key});
  };
}

LogFollower::Options following(Database& database, Tail& tail) {
  return {.logs = {{&database, [&tail] { return tail.look(); }}}};
}

}  // namespace

TEST("store: whoever follows a log sees what was there, and each commit that appends to it") {
  Bench bench;
  bench.database->write_now(create_kernel_tables);
  bench.database->write_now(append("before"));
  Tail tail(*bench.database);
  LogFollower follower(following(*bench.database, tail));
  follower.start();
  tail.wait_for({"before"});
  bench.database->write_now(append("one"));
  tail.wait_for({"before", "one"});
  bench.database->write_now(append("two"));
  tail.wait_for({"before", "one", "two"});
}

TEST("store: the log's signal comes once a batch, and not for what appends nothing or fails") {
  Bench bench;
  bench.database->write_now(create_kernel_tables);
  int told = 0;
  bench.database->signals().log.listen(&told, [&] { ++told; });
  bench.hold();
  bench.write(append("one"));
  bench.write(append("two"));
  bench.release();
  CHECK(told == 1);
  bench.database->write_now(insert(1));
  CHECK_THROWS(bench.database->write_now([](Connection& connection) {
    append("three")(connection);
    throw std::runtime_error("no");
  }));
  CHECK(told == 1);
  bench.database->signals().log.listen(&told, {});
  bench.database->write_now(append("four"));
  CHECK(told == 1);
}

TEST("store: a log that nobody wants is left alone until it is wanted") {
  Bench bench;
  bench.database->write_now(create_kernel_tables);
  Tail tail(*bench.database);
  tail.rest(true);
  LogFollower follower(following(*bench.database, tail));
  follower.start();
  tail.wait_for_look(1);
  follower.wake(0);  // whatever becomes of the first look, there is a second one
  tail.wait_for_look(2);
  tail.rest(false);
  follower.wake(0);
  tail.wait_for_look(3);
  bench.database->write_now(append("one"));
  tail.wait_for({"one"});
}

TEST("store: a look that fails is made again") {
  Bench bench;
  std::atomic<int> looks = 0, failures = 0;
  std::atomic<bool> again = false;
  LogFollower follower({.logs = {{&*bench.database,
                                  [&] {
                                    if (looks++ == 0) throw std::runtime_error("away");
                                    again = true;
                                    again.notify_all();
                                    return Found::nothing;
                                  }}},
                        .failed = [&](std::size_t, std::exception_ptr) { ++failures; }});
  follower.start();
  again.wait(false);
  CHECK(failures == 1);
}

TEST("postgres: a follower of the log finds what others commit, and what was held back") {
  auto on_server = stoa::testing::PostgresTestDatabase::make();
  if (!on_server) {
    MESSAGE("left out: STOA_TEST_DATABASE_URL names no server");
    return;
  }
  on_server->execute("create schema s");
  PostgresServer server({.url = on_server->url(), .connections = 10});
  create_kernel_tables(*server.connect("s", Purpose::write));
  ReadPool pool;
  PostgresDatabase here({.schema = "s"}, server, pool), there({.schema = "s"}, server, pool);
  Tail tail(here);
  LogFollower follower(following(here, tail));
  follower.start();
  there.write_now(append("theirs"));
  tail.wait_for({"theirs"});
  const auto slow = server.connect("s", Purpose::write);
  slow->control(Session::Control::begin_write);
  append("first")(*slow);
  slow->settle();
  here.write_now(append("second"));
  slow->control(Session::Control::commit);  // nobody here is told
  tail.wait_for({"theirs", "first", "second"});
}

}  // namespace stoa::store::testing
