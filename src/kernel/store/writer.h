// The writer lane: one thread, one connection, and one fsync for all that waits (group commit).
//
// Owned by a Database. write() and stats() are for any thread; the rest runs on the lane's own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kernel/store/checkpoints.h"
#include "kernel/store/database.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/turn_queue.h"

namespace stoa::store {

class Writer {
 public:
  // Opens the file. Throws StoreError.
  Writer(const DatabaseOptions& options, std::function<void(std::string)> fatal);
  ~Writer();

  // Queues the job, or refuses it at once on the caller's thread.
  void write(WriteJob job);
  // Runs what is queued, takes no more, ends the thread.
  void finish();
  void stats(DatabaseStats& into) const;

 private:
  struct Entry {
    WriteJob job;
    std::exception_ptr error = nullptr;
  };
  using Batch = std::vector<Entry>;

  void work();
  bool wait_for_jobs();
  void collect(Batch& batch);
  bool admit_background(Batch& batch);

  void process(Batch& batch);
  std::optional<StoreError> transact(Batch& batch);
  void run_jobs(Batch& batch);
  void attempt(Entry& entry, bool shared);
  void index();
  void commit();
  void roll_back();
  void run_one_by_one(Batch& batch);
  void deliver(Batch& batch);
  void refuse(Batch& batch);

  void tend_log(void (Checkpoints::*how)());
  void note(const StoreError& error);
  void close_for_good();

  const DatabaseOptions options_;
  const std::function<void(std::string)> fatal_;
  SqliteConnection connection_;
  Checkpoints checkpoints_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<WriteJob> inbox_;  // guarded by mutex_, as the two below
  bool sleeping_ = false;
  bool stopping_ = false;

  std::vector<WriteJob> taken_;  // the lane's own, from here
  TurnQueue interactive_, background_;
  std::optional<SqliteConnection::Clock::time_point> slice_end_;  // of this batch's background work
  std::optional<std::string> sync_failure_;
  // What the jobs of this batch left for its end: the ids of each indexing statement.
  std::map<std::string_view, std::vector<Uuid>> to_index_;

  // Written by the lane (queued_: by all), read by stats().
  std::atomic<std::uint64_t> queued_ = 0, commits_ = 0, writes_ = 0, batches_lost_ = 0;
  std::atomic<std::uint64_t> commit_us_ = 0, wal_bytes_ = 0;
  std::atomic<bool> closed_ = false;

  std::thread thread_;  // last: it starts when all else is there
};

}  // namespace stoa::store
