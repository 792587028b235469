// A reader of the log: `stoa log --follow` in a child process, that is killed and goes on.
//
// What it prints is added to the lines it has; only complete lines count, and after its death it is
// asked for what follows the last of them. Owned by a campaign and called by its thread; a thread
// of its own reads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "child.h"

namespace stoa::crash {

class Consumer {
 public:
  // `program` is the stoa to be run, without its arguments.
  explicit Consumer(Program program);
  ~Consumer() { kill(); }

  // Goes on behind the last line.
  void start();
  // Reads no more until the kill: soon there is no room for what the program prints, and it is
  // killed in the middle of a line.
  void stall() { stalled_ = true; }
  void kill();
  // False when it has ended though nobody killed it.
  bool runs() const { return running_; }
  // Waits until it has this many lines, 20 seconds at the most.
  void wait_for(std::size_t lines) const;
  std::vector<std::string> lines() const;
  // How many of its lines a kill has cut off.
  int cut() const { return cut_; }

 private:
  void read();

  Program program_;
  std::unique_ptr<Child> child_;
  std::thread reader_;
  std::atomic<bool> running_ = false, stalled_ = false;
  std::atomic<int> cut_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::vector<std::string> lines_;  // guarded by mutex_
};

}  // namespace stoa::crash
