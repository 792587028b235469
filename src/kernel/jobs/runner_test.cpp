// The threads that jobs run on: a dispatcher, a writer lane and Tasks, without a server around
// them.

#include "kernel/jobs/runner.h"

#include <algorithm>
#include <thread>

#include "kernel/jobs/dispatcher.h"
#include "kernel/store/job_queue.h"
#include "kernel/store/log.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::jobs {
namespace {

using namespace std::chrono_literals;
using store::Connection;
using store::Value;

// Threads without a limit, which end with it.
class Threads {
 public:
  ~Threads() { join(); }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  Execute execute() {
    return [this](std::function<void()> work, store::Done done) {
      threads_.emplace_back([work = std::move(work), done = std::move(done)] {
        std::exception_ptr error;
        try {
          work();
        } catch (...) {
          error = std::current_exception();
        }
        done(error);
      });
    };
  }

 private:
  std::vector<std::thread> threads_;  // the dispatcher's thread adds to them
};

// A database with a table `done`, and jobs that write into it.
struct Shop {
  Shop() {
    database.emplace(store::DatabaseOptions{.file = folder / "shop.db"}, pool, nullptr);
    database->write_now([](Connection& connection) {
      store::create_kernel_tables(connection);
      connection.run_script("create table if not exists done (what TEXT not null) strict");
    });
  }
  ~Shop() { close(); }

  void open(Kind task, std::chrono::milliseconds lease = 30000ms) {
    Kind write{.name = "shop.write"};
    write.write = [](Connection& connection, const Run& run) {
      write_down(connection, run);
      return Again{.more = false};
    };
    runners.emplace_back(*database, RunnerOptions{.app = "shop",
                                                  .kinds = {write, std::move(task)},
                                                  .tasks = threads.execute(),
                                                  .clock = &wall_clock,
                                                  .lease = lease});
    runners.back().open();
    dispatcher.emplace(runners);
    dispatcher->start();
  }
  void close() {
    dispatcher.reset();
    threads.join();
    runners.clear();
  }
  void enqueue(std::string_view kind, int from, int count) {
    database->write_now([&](Connection& connection) {
      for (int i = from; i < from + count; ++i) {
        const Timestamp now = wall_clock();
        store::enqueue_job(connection, {kind, std::to_string(i), now, now, {}});
      }
    });
  }
  std::int64_t number(std::string_view sql) { return store::testing::number(*database, sql); }
  void wait_for(std::string_view condition) {
    const std::string sql = "select " + std::string(condition);
    for (int i = 0; i < 3000; ++i, std::this_thread::sleep_for(10ms))
      if (number(sql)) return;
    FAIL(condition);
  }
  static void write_down(Connection& connection, const Run& run) {
    const Value what = std::string_view(run.payload);
    connection.run("insert into done (what) values ($1)", {&what, 1}, {});
  }

  store::testing::TempFolder folder;
  store::ReadPool pool;
  std::optional<store::SqliteDatabase> database;
  Threads threads;
  std::deque<Runner> runners;
  std::optional<Dispatcher> dispatcher;
};

Kind task_kind(TaskHandler task) { return {.name = "shop.task", .task = std::move(task)}; }

}  // namespace

TEST("jobs: what many threads enqueue is done once each, Tasks beside Writes") {
  Shop shop;
  std::atomic<int> tasks = 0, at_once = 0, most_at_once = 0;
  shop.open(task_kind([&](const Run&) {
    const int now = ++at_once;
    for (int most = most_at_once; now > most && !most_at_once.compare_exchange_weak(most, now);) {
    }
    std::this_thread::sleep_for(1ms);
    --at_once;
    ++tasks;
    return Again{.more = false};
  }));
  std::vector<std::thread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&shop, client] {
      for (int i = 0; i < 20; ++i) {
        shop.enqueue("shop.write", client * 1000 + i * 10, 10);
        shop.enqueue("shop.task", 0, 1);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  shop.wait_for("not exists (select 1 from _jobs)");
  CHECK(shop.number("select count(*) from done") == 800);
  CHECK(shop.number("select count(distinct what) from done") == 800);
  CHECK(tasks == 80);
  CHECK(most_at_once <= 8);
}

TEST("jobs: a Task that takes longer than its lease keeps it") {
  Shop shop;
  std::atomic<int> runs = 0;
  shop.open(task_kind([&](const Run&) {
              ++runs;
              std::this_thread::sleep_for(700ms);
              return Again{.more = false};
            }),
            200ms);
  shop.enqueue("shop.task", 0, 1);
  shop.wait_for("not exists (select 1 from _jobs)");
  CHECK(runs == 1);
}

TEST("jobs: a stop waits for what runs and gives back the rest; a start takes over at once") {
  Shop shop;
  std::atomic<int> begun = 0;
  auto slow = [&](const Run& run) {
    ++begun;
    while (!run.stopping()) std::this_thread::sleep_for(1ms);
    return Again{};
  };
  shop.open(task_kind(slow));
  shop.enqueue("shop.task", 0, 20);
  while (begun < 8) std::this_thread::sleep_for(1ms);
  shop.close();
  CHECK(begun == 8);
  CHECK(shop.number("select count(*) from _jobs where state = 'waiting'") == 20);
  CHECK(shop.number("select count(*) from _jobs where attempts = 0 and portions = 0") == 12);
  shop.database->write_now([](Connection& connection) {
    connection.run("update _jobs set state = 'running', lease_until = 9000000000000000", {}, {});
  });
  shop.open(task_kind([](const Run&) { return Again{.more = false}; }));
  shop.wait_for("not exists (select 1 from _jobs)");
}

}  // namespace stoa::jobs
