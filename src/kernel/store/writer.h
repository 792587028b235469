// A writer lane: one thread, and one commit for all that waits (group commit).
//
// Owned by a Database. write() and stats() are for any thread; the rest runs on the lane's own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "kernel/store/committer.h"
#include "kernel/store/turn_queue.h"

namespace stoa::store {

struct WriterOptions {
  std::size_t max_batch = 256;                    // writes in one commit
  std::size_t max_queue = 4096;                   // waiting writes; more are refused
  std::chrono::milliseconds background_slice{5};  // background work in a batch, at the most
};

class Writer {
 public:
  Writer(WriterOptions options, std::unique_ptr<Committer> committer);
  ~Writer();

  // Queues the job, or refuses it at once on the caller's thread.
  void write(WriteJob job);
  // Runs what is queued, takes no more, ends the thread.
  void finish();
  std::uint64_t queued() const { return queued_; }
  void stats(DatabaseStats& into) const;

 private:
  using Clock = std::chrono::steady_clock;

  void work();
  bool wait_for_jobs();
  void collect(Batch& batch);
  bool admit_background(Batch& batch);
  void refuse_all();

  const WriterOptions options_;
  const std::unique_ptr<Committer> committer_;

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<WriteJob> inbox_;  // guarded by mutex_, as the three below
  bool sleeping_ = false;
  bool stopping_ = false;
  bool closed_ = false;

  std::vector<WriteJob> taken_;  // the lane's own, from here
  TurnQueue interactive_, background_;
  std::optional<Clock::time_point> slice_end_;  // of this batch's background work

  std::atomic<std::uint64_t> queued_ = 0;

  std::thread thread_;  // last: it starts when all else is there
};

}  // namespace stoa::store
