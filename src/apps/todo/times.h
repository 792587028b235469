// When a task is due, and what the rule of one that recurs makes of it. Pure functions; any thread.
#pragma once

#include "apps/todo/model.h"
#include "kernel/time/zone.h"

namespace stoa::todo {

// Puts what follows from `due`, `repeat` and their like into the task. Throws validation_failed for
// what does not fit together. `before` is what the task was, nothing for a new one: a series counts
// from where its rule or its due time was changed last.
void settle_times(Task& task, const Task* before);

// The occurrence behind the one that is due; nothing at the end of the series. `now` is when the
// one that is due was done, for a task that recurs from there, by the clocks of `here`.
struct Step {
  When due = {};
  When series_start = {};
  Rule rule = {};
};
std::optional<Step> step_of(const Task& task, Timestamp now, const ZoneRules& here);
// Has the task be due there; its start keeps its distance.
void take_step(Task& task, const Step& step);

// So much later by the clock that the moment has.
Moment later(const Moment& moment, std::chrono::seconds further);
// Whether a rule that is counted from the start of a task, as calendars do, says the same as one
// that is counted from what is due, as is done here: of as many occurrences as one plans ahead.
bool counts_alike(const When& start, const When& due, const Rule& rule);
// The rule as it is from the occurrence on that is due now: of a count, what is left.
Rule rule_from_here(const Task& task);

}  // namespace stoa::todo
