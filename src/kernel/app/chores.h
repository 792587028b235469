// What apps do by themselves, in the background: App::every.
//
// One thread, owned by the kernel from start to stop; it waits for the lanes that do the work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
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
  struct Chore {
    MountedApp* app;
    std::function<bool()> portion;  // whether there is more
    std::chrono::steady_clock::duration period;
    std::chrono::steady_clock::time_point due;
  };
  void run();
  void do_portions(const Chore& chore);
  bool stopping() const;

  std::vector<Chore> chores_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa
