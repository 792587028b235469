// One app's database: a writer lane with group commit and reader lanes with budgets.
//
// Owned by the kernel, one an app. read() and write() are for any thread and never block: they
// queue the work, and `done` is called on the lane's thread once its outcome is final (on the
// caller's own when the work is refused at once). `done` must be set and must not throw.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/store/connection.h"

namespace stoa::store {

// Called once with nullptr (committed, durable; or the read is done) or what the work threw.
using Done = std::function<void(std::exception_ptr)>;

enum class Urgency { interactive, background };

struct WriteJob {
  Work work;
  Done done;
  Urgency urgency = Urgency::interactive;
  std::uint64_t principal = 0;  // whose turn it uses: a queue is served round-robin by principal
};

struct ReadJob {
  Work work;
  Done done;
  bool heavy = false;  // known to be slow: starts on the heavy pool
};

struct DatabaseOptions {
  std::filesystem::path file = {};
  bool synchronous_full = true;  // false only to prove that the crash tests notice
  std::size_t max_batch = 256;   // writes in one commit
  std::size_t max_queue = 4096;  // waiting writes; more are refused with problems::overloaded
  std::chrono::milliseconds background_slice{5};  // background work in a batch, at the most
  std::uint64_t checkpoint_bytes = 4u << 20;      // PASSIVE above this, or when idle
  std::uint64_t truncate_bytes = 64u << 20;       // TRUNCATE above this
  std::uint64_t max_wal_bytes = 512u << 20;  // above this writes are refused, not the disk filled
  std::string vfs = {};                      // SQLite VFS name, for fault tests
};

// For /metrics; a snapshot.
struct DatabaseStats {
  std::uint64_t commits = 0, writes = 0, reads = 0, reads_demoted = 0, reads_cut = 0;
  std::uint64_t batches_lost = 0, queued = 0, wal_bytes = 0;
  std::uint64_t commit_us_total = 0;  // time in COMMIT, for the mean
  double oldest_snapshot_s = 0;
  bool closed = false;  // a sync failed: nothing is written any more
};

// The threads that reads run on, shared by all databases of a process.
struct ReadPoolOptions {
  int threads = 2;        // within budget
  int heavy_threads = 2;  // over it
  std::size_t max_queue = 4096;
  std::size_t max_heavy_queue = 64;
  std::chrono::milliseconds budget{20};          // then the read is interrupted, re-run as heavy
  std::chrono::milliseconds heavy_budget{2000};  // then problems::query_too_costly
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
  // Opens (creates) the file in WAL mode. `fatal` is called once if the lane closes for good after
  // a failed sync; the owner ends the process. Throws StoreError.
  Database(DatabaseOptions options, ReadPool& readers, std::function<void(std::string)> fatal);
  // Finishes what is queued, checkpoints, closes.
  ~Database();

  void write(WriteJob job);
  void read(ReadJob job);
  // The same, waiting for the outcome and rethrowing it: for start-up, commands and tests. Never
  // to be called from a lane's own thread.
  void write_now(Work work);
  void read_now(Work work);

  DatabaseStats stats() const;
  const std::filesystem::path& file() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::store
