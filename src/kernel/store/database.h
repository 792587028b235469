// One app's database: writer lanes with group commit and reader lanes with budgets.
//
// SqliteDatabase and PostgresDatabase are the two there are. Owned by the kernel, one an app.
// read() and write() are for any thread and never block: they queue the work, and `done` is called
// on the lane's thread once its outcome is final (on the caller's own when the work is refused at
// once). `done` must be set and must not throw.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>

#include "kernel/store/connection.h"
#include "kernel/store/signal.h"

namespace stoa::store {

// Called once with nullptr (committed, durable; or the read is done) or what the work threw.
using Done = std::function<void(std::exception_ptr)>;

enum class Urgency { interactive, background };

struct WriteJob {
  Work work;
  Done done;
  Urgency urgency = Urgency::interactive;
  std::uint64_t principal = 0;  // whose turn it uses: a queue is served round-robin by principal
  // The scarce thing that it is about, or 0. Where several writers run at once, those of one key
  // wait for each other before their transaction begins, rather than lose to each other in it.
  std::uint64_t in_turn = 0;
  // On PostgreSQL: at READ COMMITTED, in a lane of its own, where it may wait for what others hold
  // or skip it. A serializable transaction loses to them instead.
  bool read_committed = false;
  const Signals* signals = nullptr;  // set by the database itself
};

struct ReadJob {
  Work work;
  Done done;
  bool heavy = false;  // known to be slow: starts on the heavy pool
  // Whether such reads were seen to run several statements and so need a transaction; found out by
  // the first one. Outlives the job; none means that they do.
  std::atomic<bool>* several = nullptr;
};

// For /metrics; a snapshot.
struct DatabaseStats {
  std::uint64_t commits = 0, writes = 0, reads = 0, reads_demoted = 0, reads_cut = 0;
  std::uint64_t batches_lost = 0, queued = 0, wal_bytes = 0;
  std::uint64_t commit_us_total = 0;  // time in COMMIT, for the mean
  double oldest_snapshot_s = 0;
  std::uint64_t conflicts = 0;  // batches that lost to another transaction and ran again
  std::uint64_t connects = 0;   // connections made to a server
  std::int64_t log_behind = 0;  // transactions between the log's readers and its end
  bool closed = false;          // a sync failed: nothing is written any more
  bool available = true;        // false while a server is away
};

// The threads that reads run on, shared by all databases of a process.
struct ReadPoolOptions {
  int threads = 2;        // within budget
  int heavy_threads = 2;  // over it
  std::size_t max_queue = 4096;
  std::size_t max_heavy_queue = 64;
  std::size_t most_at_once = 4;          // reads that a thread takes: more wait behind a slow one
  std::chrono::milliseconds budget{20};  // then the read is interrupted, re-run as heavy
  std::chrono::milliseconds heavy_budget{2000};  // then problems::query_too_costly
  // Whether all connections are open that there may be: those without need are closed then.
  std::function<bool()> full = {};
};

class ReadPool {
 public:
  explicit ReadPool(ReadPoolOptions options = {});
  ~ReadPool();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  virtual ~Database() = default;

  virtual void write(WriteJob job) = 0;
  virtual void read(ReadJob job) = 0;
  // The same, waiting for the outcome and rethrowing it: for start-up, commands and tests. Never
  // to be called from a lane's own thread.
  void write_now(Work work, std::uint64_t in_turn = 0);
  void write_now(WriteJob job);  // without its `done`
  void read_now(Work work);
  void read_now(ReadJob job);  // without its `done`

  virtual Dialect dialect() const = 0;
  virtual DatabaseStats stats() const = 0;
  // Told when a commit of this process brought jobs or rows of the log.
  Signals& signals() { return signals_; }

 private:
  Signals signals_;
};

}  // namespace stoa::store
