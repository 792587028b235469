// stoa_bench_jobs FOLDER SECONDS CLIENTS: jobs enqueued and completed, each enqueue a transaction
// of its own that is answered after its fsync.
//
// The store and the dispatcher as a server has them, without HTTP. CLIENTS enqueue again as soon as
// they are answered, for SECONDS; then it waits until the last job is done. A job inserts a row.
// Prints: jobs, seconds until all were done, seconds of enqueueing.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <thread>

#include "kernel/jobs/dispatcher.h"
#include "kernel/store/job_queue.h"
#include "kernel/store/log.h"
#include "kernel/store/sqlite_database.h"

namespace {

using namespace stoa;
using Clock = std::chrono::steady_clock;
using store::Connection;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Clients {
 public:
  Clients(store::Database& database, Clock::time_point end) : database_(database), end_(end) {}
  void start(int clients) {
    open_ = clients;
    for (int i = 0; i < clients; ++i) enqueue();
  }
  std::int64_t wait() {
    while (open_ > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return enqueued_;
  }

 private:
  void enqueue() {
    auto work = [](Connection& connection) {
      const Timestamp now = wall_clock();
      store::enqueue_job(connection, {"bench.job", R"({"loan":"1"})", now, now, {}});
    };
    auto done = [this](std::exception_ptr error) {
      if (!error) ++enqueued_;
      if (Clock::now() < end_) return enqueue();
      --open_;
    };
    database_.write({.work = work, .done = done});
  }

  store::Database& database_;
  const Clock::time_point end_;
  std::atomic<int> open_ = 0;
  std::atomic<std::int64_t> enqueued_ = 0;
};

jobs::Kind bench_job(std::atomic<std::int64_t>& runs) {
  jobs::Kind kind{.name = "bench.job"};
  kind.write = [&runs](Connection& connection, const jobs::Run& run) {
    const store::Value what = std::string_view(run.payload);
    connection.run("insert into done (what) values ($1)", {&what, 1}, {});
    ++runs;
    return Again{.more = false};
  };
  return kind;
}

bool jobs_left(store::Database& database) {
  bool some = false;
  database.read_now([&](Connection& connection) {
    some = false;
    connection.run("select 1 from _jobs limit 1", {},
                   [&](const store::Row&) { return some = true; });
  });
  return some;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "stoa_bench_jobs FOLDER SECONDS CLIENTS\n"), 2;
  store::ReadPool pool;
  store::SqliteDatabase database({.file = std::string(argv[1]) + "/jobs.db"}, pool, nullptr);
  database.write_now([](Connection& connection) {
    store::create_kernel_tables(connection);
    connection.run_script("create table if not exists done (what text not null) strict");
  });
  std::atomic<std::int64_t> runs = 0;
  std::deque<jobs::Runner> runners;
  runners.emplace_back(
      database,
      jobs::RunnerOptions{.app = "bench", .kinds = {bench_job(runs)}, .clock = &wall_clock});
  jobs::Dispatcher dispatcher(runners);
  dispatcher.start();
  const auto start = Clock::now();
  Clients clients(database, start + std::chrono::seconds(std::atoi(argv[2])));
  clients.start(std::atoi(argv[3]));
  const std::int64_t enqueued = clients.wait();
  const double enqueueing = seconds_since(start);
  while (jobs_left(database)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::printf("%lld %.3f %.3f\n", static_cast<long long>(enqueued), seconds_since(start),
              enqueueing);
  dispatcher.stop();
}
