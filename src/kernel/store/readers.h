// One database's reader lanes: a connection for each thread of the ReadPool, opened when needed.
//
// Owned by a Database. read() and stats() are for any thread; what has a slot is called by the
// pool's thread of that slot.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

#include "kernel/store/ask_ahead.h"

namespace stoa::store {

class Readers {
 public:
  using Clock = std::chrono::steady_clock;
  using Open = std::function<std::unique_ptr<Session>()>;
  using Outcome = ReadOutcome;

  // `open` makes a connection; it is called by the pool's threads and may throw StoreError.
  Readers(Open open, ReadPool::Impl& pool);
  ~Readers();  // waits for its reads

  void read(ReadJob job);
  void stats(DatabaseStats& into) const;

  // Runs its work on one snapshot, interrupted when `budget` is spent.
  Outcome run(const ReadJob& job, std::size_t slot, std::chrono::milliseconds budget);
  // The same for several at once; none for those that are still to be run by themselves.
  std::vector<std::optional<Outcome>> run_ahead(std::span<const ReadJob* const> jobs,
                                                std::size_t slot, std::chrono::milliseconds budget);
  void count_over_budget(bool heavy) { ++(heavy ? cut_ : demoted_); }
  bool one_done() { return under_way_.fetch_sub(1) == 1; }  // true if that was the last one
  bool settled() const { return under_way_ == 0; }
  bool connected(std::size_t slot) const { return slots_[slot].connected; }
  Clock::time_point last_used(std::size_t slot) const { return slots_[slot].last_used; }
  void close(std::size_t slot) { slots_[slot].close(); }
  void close_idle(std::size_t slot, Clock::time_point unused_since);

 private:
  struct alignas(64) Slot {  // a cache line of its own for each thread
    void open(const Open& how) {
      connection = how();
      connected = true;
    }
    void close() {
      connected = false;
      connection.reset();
    }
    std::unique_ptr<Session> connection;
    std::atomic<bool> connected = false;  // as the thread has left it
    Clock::time_point last_used;
    std::atomic<Clock::rep> snapshot_since = 0;  // 0: none is open
    std::atomic<std::uint64_t> reads = 0;
  };
  Outcome run_once(Slot& slot, const ReadJob& job, std::chrono::milliseconds budget);
  Outcome run_in_snapshot(Session& connection, const ReadJob& job);

  const Open open_;
  ReadPool::Impl& pool_;
  std::vector<Slot> slots_;
  std::atomic<std::uint64_t> under_way_ = 0, demoted_ = 0, cut_ = 0;
};

}  // namespace stoa::store
