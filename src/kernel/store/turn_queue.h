// Jobs that wait, one of each principal in turn: who queues a thousand delays himself only.
//
// Owned by the Writer, used by its thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>
#include <utility>

#include "kernel/store/database.h"

namespace stoa::store {

class TurnQueue {
 public:
  bool empty() const { return turns_.empty(); }

  void push(WriteJob job) {
    auto& own = waiting_[job.principal];
    if (own.empty()) turns_.push_back(job.principal);
    own.push_back(std::move(job));
  }

  WriteJob pop() {
    const auto turn = waiting_.find(turns_.front());
    turns_.pop_front();
    auto& own = turn->second;
    WriteJob job = std::move(own.front());
    own.pop_front();
    if (own.empty())
      waiting_.erase(turn);
    else
      turns_.push_back(turn->first);
    return job;
  }

 private:
  std::unordered_map<std::uint64_t, std::list<WriteJob>> waiting_;
  std::deque<std::uint64_t> turns_;  // principals with work, the next one first
};

}  // namespace stoa::store
