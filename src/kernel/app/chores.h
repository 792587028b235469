// What the apps' services do again and again: Service::tend, about once a minute.
//
// One thread, owned by the kernel from start to stop; tend() may wait on it. In contrast to a job
// it happens in every process, and leaves no row.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

class Chores {
 public:
  explicit Chores(std::deque<MountedApp>& apps);
  // Ends after the service that is being tended.
  ~Chores();

 private:
  void run();

  std::vector<MountedApp*> apps_;  // that have a service
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa
