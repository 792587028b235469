// A state in memory that is a fold over the events of one log or several.
//
// Made anew from the beginning of the logs at each start, so that it can always be thrown away, and
// a fold that has become another makes another state of the same events. Each log comes in the
// order of its commits; how two logs lie beside each other is left to chance. Nothing is kept of
// it, and nothing else may change it.
//
// Owned by the kernel. open() before all else; step() is for one thread, the rest for any.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/store/database.h"
#include "kernel/store/log.h"
#include "kernel/store/projection.h"

namespace stoa::bus {

// What one kind of event does to the state. Throws for an event that it cannot read.
struct Fold {
  std::string event;  // "library.loan_started"
  std::function<void(void* state, const store::LogRow&)> apply;
};

class Projection {
 public:
  Projection(std::string name, std::shared_ptr<void> state, std::vector<Fold> folds,
             std::vector<store::Database*> sources);

  // Takes in the next rows of a source; whether there were any.
  bool step(const store::Database& source, Timestamp now);

  Projections::Held hold() const;
  const std::string& name() const { return name_; }
  // Has taken in all that there was, once.
  bool caught_up() const { return behind_ == 0; }
  // How old what it has not seen yet is, in microseconds; 0 when it has seen all.
  std::int64_t lag() const;
  std::uint64_t folded() const { return folded_; }
  std::uint64_t skipped() const { return skipped_; }  // events that a fold threw at

 private:
  struct Source {
    explicit Source(store::Database* from) : from(from) {}
    store::Database* from;
    std::string cursor;  // the stepping thread's
    bool seen_its_end = false;
    std::atomic<std::int64_t> lag = 0;
  };
  void take_in(const std::vector<store::LogRow>& rows);

  const std::string name_;
  const std::shared_ptr<void> state_;
  const std::vector<Fold> folds_;
  mutable std::shared_mutex mutex_;  // of the state
  std::vector<std::unique_ptr<Source>> sources_;
  std::atomic<std::size_t> behind_;  // sources whose end was not seen yet
  std::atomic<std::uint64_t> folded_ = 0, skipped_ = 0;
};

}  // namespace stoa::bus
