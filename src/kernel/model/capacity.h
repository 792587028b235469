// What is no answer to what was asked, but to when it was asked.
//
// Pure function; any thread.
#pragma once

#include "kernel/model/problem.h"

namespace stoa {

// Whether a problem passes by itself: the same, asked again, may well go through.
inline bool is_want_of_capacity(const Problem& problem) {
  return problem == problems::overloaded || problem == problems::unavailable ||
         problem == problems::shutting_down || problem == problems::outcome_unknown;
}

}  // namespace stoa
