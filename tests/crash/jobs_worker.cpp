#include "jobs_worker.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "kernel/jobs/dispatcher.h"
#include "kernel/store/job_queue.h"
#include "kernel/store/log.h"
#include "kernel/store/postgres_database.h"
#include "kernel/store/sqlite_database.h"

namespace stoa::crash {
namespace {

using namespace std::chrono_literals;
using store::Connection;

class Worker {
 public:
  Worker(const std::string& folder, const std::string& url) {
    if (url == "-") {
      database_ = std::make_unique<store::SqliteDatabase>(
          store::DatabaseOptions{.file = folder + "/jobs.db"}, pool_, nullptr);
    } else {
      server_.emplace(store::PostgresServerOptions{.url = url});
      database_ = std::make_unique<store::PostgresDatabase>(
          store::PostgresOptions{.schema = "jobs"}, *server_, pool_);
    }
  }

  void create_tables() {
    database_->write_now([](Connection& connection) {
      if (connection.dialect() == store::Dialect::postgres)
        connection.run_script("create schema if not exists jobs");
      store::create_kernel_tables(connection);
      connection.run_script("create table if not exists done (what text not null)");
    });
  }
  void run_jobs() {
    jobs::Kind kind{.name = "crash.job"};
    kind.write = [](Connection& connection, const jobs::Run& run) {
      const store::Value what = std::string_view(run.payload);
      connection.run("insert into done (what) values ($1)", {&what, 1}, {});
      return Again{.more = false};
    };
    runners_.emplace_back(
        *database_,
        jobs::RunnerOptions{.app = "crash", .kinds = {kind}, .clock = &wall_clock, .lease = 500ms});
    runners_.back().open();
    dispatcher_.emplace(runners_);
    dispatcher_->start();
  }
  // Some of them one at a time. What is printed has been committed.
  [[noreturn]] void enqueue_for_ever() {
    for (int i = 0;; ++i) {
      const std::string what = std::to_string(getpid()) + "-" + std::to_string(i);
      const JobKeys keys{.one_at_a_time = i % 4 ? "" : "one"};
      database_->write_now([&](Connection& connection) {
        const Timestamp now = wall_clock();
        store::enqueue_job(connection, {"crash.job", what, now, now, keys});
      });
      const std::string line = what + "\n";
      if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
    }
  }
  void finish() {
    while (!lines_of("select kind from _jobs limit 1").empty()) std::this_thread::sleep_for(20ms);
    std::fputs(lines_of("select what from done").c_str(), stdout);
  }

 private:
  std::string lines_of(std::string_view sql) {
    std::string lines;
    database_->read_now([&](Connection& connection) {
      lines.clear();
      connection.run(sql, {}, [&](const store::Row& row) {
        lines.append(std::get<std::string_view>(row.at(0))) += '\n';
        return true;
      });
    });
    return lines;
  }

  store::ReadPool pool_;
  std::optional<store::PostgresServer> server_;
  std::unique_ptr<store::Database> database_;
  std::deque<jobs::Runner> runners_;
  std::optional<jobs::Dispatcher> dispatcher_;
};

}  // namespace

int work_on_jobs(int argc, char** argv) try {
  if (argc != 5) return 2;
  Worker worker(argv[2], argv[3]);
  const std::string what = argv[4];
  if (what == "finish") worker.create_tables();
  worker.run_jobs();
  if (what == "work") worker.enqueue_for_ever();
  worker.finish();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}

}  // namespace stoa::crash
