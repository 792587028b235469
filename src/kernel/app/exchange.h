// One request on its way through its route: input, lane, answer.
//
// Any thread begins one; the answer comes from the lane's thread.
#pragma once

#include <atomic>

#include "kernel/app/router.h"
#include "kernel/http/message.h"

namespace stoa {

// How many exchanges are not over. What they use is taken away only when there is none: an answer
// that nobody waits for any more still enters its lane.
class UnderWay {
 public:
  void begin() { ++count_; }
  void end() {
    if (--count_ == 0) count_.notify_all();
  }
  void wait_for_none() const {
    for (int count = count_; count != 0; count = count_) count_.wait(count);
  }

 private:
  std::atomic<int> count_ = 0;
};

// Answers an API request. The order of checks is the same everywhere: route and method, who asks
// (401), whether they may (403), media types, input, then the handler.
void exchange(const Router& router, UnderWay& under_way,
              std::shared_ptr<const http::Request> request, http::Respond respond);

}  // namespace stoa
