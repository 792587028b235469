// Reads of one statement each, together: all questions are sent before the first answer is there.
//
// A read is a function of what it is answered, so it may be run twice: once up to its question, and
// once more with the answer. That takes a few microseconds of C++ and saves a round trip to the
// server. Called by a thread of the ReadPool.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kernel/store/database.h"

namespace stoa::store {

// A session that can do so.
class AskAhead {
 public:
  virtual ~AskAhead() = default;
  // Sends one statement, which is a snapshot of its own.
  virtual void ask(std::string_view sql, std::span<const Value> parameters) = 0;
  // The answer to the oldest question that has none yet. Throws its StoreError.
  virtual void answer(const RowSink& sink) = 0;
};

// What became of a read.
struct ReadOutcome {
  std::exception_ptr error;
  bool over_budget = false;
};

// The outcomes of the jobs, none for those that must be run by themselves: because they ask a
// second question, which is then known of them, or because the connection was lost.
std::vector<std::optional<ReadOutcome>> ask_ahead(Dialect dialect, AskAhead& session,
                                                  std::span<const ReadJob* const> jobs);

}  // namespace stoa::store
