// The threads that reads run on: a few quick ones, and a few more for reads over their budget.
//
// One for the process, it outlives all Databases. submit() is for any thread. A thread has a
// number, its slot: each database keeps one reader connection for each slot, so that a thread
// finds its connection without a search and shares it with nobody.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "kernel/store/readers.h"

namespace stoa::store {

struct ReadTask {
  Readers* readers;
  ReadJob job;
};

// A bounded queue and the threads that wait at it. Of those the last to come that has a connection
// to the database gets the task, or else the last: while there is little to do few threads do it,
// by few connections.
class ReadQueue {
 public:
  ReadQueue(std::size_t capacity, std::chrono::seconds patience)
      : capacity_(capacity), patience_(patience) {}

  // False when the queue is full; the task is untouched then.
  bool push(ReadTask& task);
  // Takes a few tasks at once, or none after a while without any. False when it is over.
  bool take(std::vector<ReadTask>& into, std::size_t most, std::size_t slot);
  void stop();

 private:
  struct Sleeper {
    std::size_t slot;
    std::optional<ReadTask> task = {};
    std::condition_variable woken = {};
  };
  void hand(ReadTask& task);
  std::optional<ReadTask> sleep(std::unique_lock<std::mutex>& lock, std::size_t slot);

  const std::size_t capacity_;
  const std::chrono::seconds patience_;
  std::mutex mutex_;
  std::deque<ReadTask> tasks_;  // guarded by mutex_, as the two below
  std::vector<Sleeper*> sleepers_;
  bool stopping_ = false;
};

struct ReadPool::Impl {
  explicit Impl(ReadPoolOptions options);
  ~Impl();

  std::size_t slots() const;
  // Queues the read or refuses it at once on the caller's thread.
  void submit(ReadTask task);

  void add(Readers& readers);
  // Waits until its reads are done; no thread touches it afterwards.
  void remove(Readers& readers);

 private:
  void serve(ReadQueue& queue, std::size_t slot, bool heavy);
  void run(ReadTask& task, std::size_t slot, bool heavy);
  void run_ahead(std::vector<ReadTask>& tasks, std::size_t slot);
  void settle(ReadTask& task, Readers::Outcome outcome, bool heavy);
  void finish(ReadTask& task, std::exception_ptr outcome);
  bool crowded() const;
  void close_idle(std::size_t slot, std::chrono::seconds unused_for);
  void make_room(std::size_t slot);

  const ReadPoolOptions options_;
  const std::chrono::seconds look_every_;
  ReadQueue quick_, heavy_;
  std::mutex mutex_;
  std::condition_variable settled_;  // some database has no read under way
  std::vector<Readers*> readers_;    // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace stoa::store
