// The threads that Tasks run on: what may wait waits here.
//
// Owned by the kernel. run() is for any thread and does not block.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace stoa {

class TaskPool {
 public:
  explicit TaskPool(int threads = 8, std::size_t max_queue = 256);
  // Finishes what is queued.
  ~TaskPool();

  // `done` gets nullptr or what the work threw, on the pool's thread; problems::overloaded at once
  // when the queue is full.
  void run(std::function<void()> work, std::function<void(std::exception_ptr)> done);

 private:
  struct Job {
    std::function<void()> work;
    std::function<void(std::exception_ptr)> done;
  };
  void serve();

  const int max_threads_;
  const std::size_t max_queue_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::vector<std::thread> threads_;  // started when there is work for them
  int idle_ = 0;
  bool stopping_ = false;
};

}  // namespace stoa
