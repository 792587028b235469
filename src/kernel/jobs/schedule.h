// When a recurring job runs: every so often, or by a cron expression in a zone.
//
// Kept as text in the job's row, so that a change in the program is noticed. Values; any thread.
#pragma once

#include <chrono>
#include <string>

#include "kernel/model/types.h"

namespace stoa::jobs {

// "every 3600s"; throws std::logic_error for less than a second.
std::string every(std::chrono::seconds period);
// "cron Europe/Amsterdam 0 9 * * 1-5"; throws CronError.
std::string cron_schedule(const std::string& expression, const std::string& zone);

// The first time of a schedule that has never run: at once for every(), for cron the next one.
Timestamp first_time(const std::string& schedule, Timestamp now);
// The time after a run that was due at `due` and ended `now`. Times that were missed meanwhile,
// because no process was there or the run took long, count as this one run.
Timestamp next_time(const std::string& schedule, Timestamp due, Timestamp now);

}  // namespace stoa::jobs
