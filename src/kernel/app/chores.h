// What every process does again and again by itself: Service::tend, the removal of bytes that no
// file names, and of answers that need not be told again.
//
// One thread, owned by the kernel from start to stop, on which these may wait. In contrast to a job
// each happens in every process, and leaves no row.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

class Chores {
 public:
  explicit Chores(std::deque<MountedApp>& apps);
  // Ends after the portion that runs.
  ~Chores();

 private:
  using Clock = std::chrono::steady_clock;
  struct Chore {
    std::string app;
    std::function<bool()> portion;  // whether there is more to do at once
    Clock::duration period;
    Clock::time_point due;
  };
  void run();
  bool do_portions(const Chore& chore);
  bool stopping() const;

  std::vector<Chore> chores_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa
