// One app's jobs: finds those that are due, claims them, has them run, and sees to their ends.
//
// Owned by the Dispatcher. open(), step() and drain() are for its thread; runs end on whatever
// thread they ran. A claim holds its jobs by a lease, which is renewed while they run: when this
// process dies, another one takes them over as the lease ends.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "kernel/jobs/rows.h"
#include "kernel/store/database.h"

namespace stoa::jobs {

struct Verdict;

// Runs work where it may wait; `done` gets nullptr or what it threw.
using Execute = std::function<void(std::function<void()> work, store::Done done)>;

struct RunnerOptions {
  std::string app;
  std::vector<Kind> kinds;
  Execute tasks;
  std::function<Timestamp()> clock;
  std::chrono::milliseconds lease{30000};
};

// What happened to the jobs of a kind; counted by any thread, read by any.
struct Figures {
  std::atomic<std::uint64_t> done = 0, failed = 0, died = 0;     // since the start
  std::atomic<std::int64_t> waiting = 0, running = 0, dead = 0;  // rows, some seconds ago
  std::atomic<std::int64_t> oldest_due = 0;                      // micros; 0: none is due
};

class Runner {
 public:
  using Steady = std::chrono::steady_clock;

  Runner(store::Database& database, RunnerOptions options);
  // After drain().
  ~Runner();
  Runner(const Runner&) = delete;

  // Makes the rows of what recurs. Where no other process can be (SQLite) it takes over at once
  // what one that was killed left running.
  void open();
  // Called on any thread when step() should be: a job was enqueued, or ended.
  void on_wake(std::function<void()> wake);
  // Claims and starts what is due. Gives when to call it again, if nothing wakes it before.
  Steady::time_point step();
  // The same until nothing is due, waiting for all of it. How many runs that were. For tests.
  std::size_t run_due();
  // Starts nothing any more, and tells Tasks that the process ends.
  void stop_starting() { stopping_ = true; }
  // The same, and waits for what runs. What has not begun is given back.
  void drain();

  const std::string& app() const { return options_.app; }
  const std::vector<Kind>& kinds() const { return options_.kinds; }
  const Figures& figures(std::size_t kind) const { return figures_[kind]; }

 private:
  struct Held;
  using Run_ = std::shared_ptr<Held>;

  Timestamp now() const { return options_.clock(); }
  Outlook look_at_queue(Timestamp now);
  std::vector<Claim> wanted(const Outlook& outlook, Timestamp now);
  int room_for(std::size_t kind);
  Claims claim_all(const Outlook& outlook, Timestamp now);
  void start(Claimed job);
  void run_write(const Run_& run);
  void run_task(const Run_& run);
  void ended(const Run_& run, std::exception_ptr error);
  void record(const Run_& run, const Verdict& verdict);
  void forget(const Run_& run, bool has_row);
  Timestamp next_attempt(const Claimed& job);
  void renew_leases();
  void count();
  void write(store::Work work, store::Done done);
  void write_and_wait(store::Work work);
  Steady::time_point next_step(const Outlook& outlook, Timestamp now, const Claims& claims);

  store::Database& database_;
  const RunnerOptions options_;
  std::deque<Figures> figures_;
  const bool alone_;  // nobody else runs jobs of this database
  std::chrono::milliseconds poll_{20};
  Steady::time_point renew_at_{}, count_at_{};
  std::atomic<bool> stopping_ = false, changed_ = true;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::function<void()> wake_;  // guarded by mutex_, as all below
  std::vector<int> running_;    // by kind
  std::map<Uuid, int> leases_;  // runs that each holds
  std::vector<bool> hungry_;    // kinds of which more is due than there was room for
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace stoa::jobs
