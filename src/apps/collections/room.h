// How many records a collection still takes, where collections.records_each says that there are
// only so many.
//
// Counting all of them for each that comes would cost too much: some are granted at once, fewer the
// fewer are left. Each process grants by itself, so that two of them may go a tenth of what was
// left beyond the limit. A part of its Collection; any thread.
#pragma once

#include <atomic>

#include "apps/collections/limits.h"
#include "kernel/store/made_records.h"

namespace stoa::collections {

class Room {
 public:
  // Once, before anybody takes of it.
  void limit(const Limit& limit) { limit_ = limit; }
  // Throws limit_reached when there is none for another record.
  void take(Write& tx, const store::MadeRecord& records, const Principal& who);

 private:
  Limit limit_;
  std::atomic<std::int64_t> granted_ = 0;
  std::atomic<std::int64_t> full_until_ = 0;  // nobody counts again before
};

}  // namespace stoa::collections
