// What brings the batches of a writer lane to their end, one for each kind of database.
//
// Owned by a Writer and called by its thread; stats() is for any.
#pragma once

#include "kernel/store/batch.h"

namespace stoa::store {

class Committer {
 public:
  virtual ~Committer() = default;

  // Gives each job of the batch its outcome, once that is final. `admit` adds background work to
  // it while there is time.
  virtual void process(Batch& batch, const Admit& admit) = 0;
  // What is to do between batches; `idle` when none has come for a second.
  virtual void tend(bool idle) = 0;
  // Whether an idle second is worth waking up for.
  virtual bool wants_idle() const = 0;
  // True when nothing will ever be written again: what is queued is refused.
  virtual bool closed() const { return false; }
  virtual void stats(DatabaseStats& into) const = 0;
};

}  // namespace stoa::store
