// What it means that a run ended with an exception.
#pragma once

#include <exception>
#include <string>

namespace stoa::jobs {

struct Verdict {
  enum What {
    failed,
    not_run,  // the database took no work, or the process stops: this was no attempt
    lost,     // the job is somebody else's by now
  } what = failed;
  std::string error = {};  // plain ASCII of a readable length
  bool final = false;      // no other attempt would help
};

// `by_lane`: a refusal for want of capacity comes from the lane, not from the handler.
Verdict verdict_of(const std::exception_ptr& error, bool by_lane);

}  // namespace stoa::jobs
