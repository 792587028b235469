// Why the log is read up to a horizon only: a reader that does without it misses rows.
#pragma once

#include <string>
#include <vector>

#include "cluster.h"

namespace stoa::crash {

struct Tails {
  std::size_t rows = 0;          // that were committed
  std::size_t missed = 0;        // of those, by store::read_log
  std::size_t twice = 0;         // seen twice by it
  std::size_t naive_missed = 0;  // by a reader who takes the numbers for the order of the commits
};

// Many transactions write to a log on a database of their own and commit in a random order, while
// both readers follow. Throws what the store throws.
Tails race_two_tails(Cluster& cluster);

}  // namespace stoa::crash
