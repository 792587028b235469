// What the indexes of `_jobs` and the statements that go by them have in common: SQL expressions,
// which a planner takes for the same only if they are written alike.
//
// Text only; any thread.
#pragma once

#include <string_view>

namespace stoa::store {

// `line` of a job that waits (see job_queue.h). No index that goes by `state` alone is mistaken for
// the one of claims, whatever a planner believes about how many stand where.
inline constexpr std::string_view line_of_waiting = "case when state = 'waiting' then line end";

}  // namespace stoa::store
