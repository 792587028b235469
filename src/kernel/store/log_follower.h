// The thread that reads the logs of several databases for one purpose, as commits come.
//
// This process's commits wake it. What other processes commit, which they do on PostgreSQL only,
// and what an older transaction there holds back, it finds by looking again and again, less often
// while nothing happens. It reads nothing itself: that does whoever owns it, who keeps the cursors.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/store/database.h"

namespace stoa::store {

class LogFollower {
 public:
  enum class Found {
    rows,     // there may be more at once
    nothing,  // until the next commit
    nobody,   // whom it would be for: commits do not matter before wake()
  };
  struct Log {
    Database* database = nullptr;
    std::function<Found()> look = {};  // on the follower's thread, where it may wait
  };
  struct Options {
    std::vector<Log> logs;  // their databases outlive the follower
    // Between two looks at a log, at the least: what is committed meanwhile is looked at at once.
    std::chrono::milliseconds pace{0};
    // Told what a look threw, which is then made again a second later; on the follower's thread.
    std::function<void(std::size_t log, std::exception_ptr)> failed;
  };

  explicit LogFollower(Options options);
  ~LogFollower() { stop(); }

  // Looks at each log, and from then on whenever there may be something.
  void start();
  // Waits for the look that is under way.
  void stop();
  // Has a log looked at. Any thread.
  void wake(std::size_t log);

 private:
  using Steady = std::chrono::steady_clock;
  struct State {
    Steady::time_point next, not_before;
    std::chrono::milliseconds poll{0};
    bool resting = false;
  };

  void run();
  void look(std::size_t log);
  Steady::time_point next_look(std::size_t log, Found found);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<State> states_;  // of each log
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa::store
