// The lines of jobs of one key (see kernel/store/job_queue.h), as those who claim move them on.
//
// Statements within a transaction of claims, after begin_claims(): lines are moved by one process
// at a time. Called by a lane's thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/jobs/job.h"

namespace stoa::jobs {

// What there is to do about lines.
struct Lines {
  bool moved = false;              // the first of some line has gone, or may have
  std::optional<Timestamp> early;  // when the next job that has no place yet is due
};

// Lets the first of each line that has moved be claimed, and gives those a place that are due: a
// thousand of a kind at the most. What nobody has moved costs nothing.
void move_lines(store::Connection& connection, const Lines& lines, const std::vector<Kind>& kinds,
                Timestamp now);

// Has all lines looked at: somebody may have changed rows by hand.
void doubt_lines(store::Connection& connection);

// The number of the first in the line of `turn`, an SQL expression, as another.
std::string first_in_line(std::string_view turn);

}  // namespace stoa::jobs
