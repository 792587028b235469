// The queue of an app's jobs: what a transaction puts off is a row of `_jobs`, written with the
// rest of it. kernel/jobs takes them out again.
//
// A job that is done has no row any more. Called by a lane's thread.
//
// Jobs of one one_at_a_time key stand in a line, so that a claim looks at its first, however many
// wait. `_jobs.line` is
//   0  when its time has not come, as far as anybody noticed: it has no place yet,
//   1  when it has one and may be the first; also when it has no key,
//   2  when whoever claimed has found another before it, and passes it over from then on.
// Who ends a run, or removes a job, says so in `_job_turns`; whoever claims next finds there that a
// line has moved. So nobody else reads a line, and no two transactions meet there.
#pragma once

#include <string>
#include <string_view>

#include "kernel/store/connection.h"

namespace stoa {

// How a job stands to others; empty means not at all.
struct JobKeys {
  // While a job of this kind and key has not begun, another one is none. One that has begun, be it
  // that it runs, failed and waits for its next attempt, or is between two portions, may have
  // looked already at what the new one is about, and so is no reason to leave the new one out.
  std::string unique = {};
  // Jobs of one key run one after the other, in the order in which they were enqueued among those
  // whose time has come, whatever their kinds and whichever processes run them. One that has begun
  // holds back the others until it is done or dead.
  std::string one_at_a_time = {};
};

}  // namespace stoa

namespace stoa::store {

struct NewJob {
  std::string_view kind, payload;
  Timestamp due, created;
  const JobKeys& keys;
  std::string_view trace = {};  // the request that it began with
};

// Adds the job, and has whoever runs jobs told of it after the commit.
void enqueue_job(Connection& connection, const NewJob& job);

// In the line of this key there may be another first now.
void end_turn(Connection& connection, std::string_view turn);

// The place in a line: who runs, then who has begun, then the others, each by their numbers
// (`seq`).
inline constexpr std::string_view rank_in_line =
    "case when state = 'running' then 0 when attempts + portions > 0 then 1 else 2 end";

// Creates `_jobs`, `_job_turns` and `_job_steps`, and gives a `_jobs` that has no lines some.
void create_job_tables(Connection& connection);

}  // namespace stoa::store
