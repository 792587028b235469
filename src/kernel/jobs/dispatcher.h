// The thread that looks after the jobs of all apps.
//
// Owned by the kernel; start() and stop() are for its thread. The runners outlive it. It does not
// run jobs itself: Writes run in their lanes, Tasks in a pool.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/jobs/runner.h"

namespace stoa::jobs {

class Dispatcher {
 public:
  explicit Dispatcher(std::deque<Runner>& runners) : runners_(runners) {}
  ~Dispatcher() { stop(); }

  void start();
  // Starts nothing any more; waits for what runs and gives back what has not begun.
  void stop();

 private:
  using Steady = Runner::Steady;
  void run();
  Steady::time_point step(Runner& runner);

  std::deque<Runner>& runners_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Steady::time_point> next_;  // of each runner
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa::jobs
