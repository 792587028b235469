// The rows of `_jobs` as those who run jobs change them: claimed, done, failed, given back.
//
// Each is a statement or two in a transaction that the caller has; all but complete() belong into
// one at READ COMMITTED on PostgreSQL (store::WriteJob::read_committed). Called by a lane's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/jobs/job.h"
#include "kernel/jobs/line.h"

namespace stoa::jobs {

// A job that was claimed.
struct Claimed {
  Run run;
  const Kind* kind = nullptr;
  Timestamp due;
  std::string turn = {};  // its one_at_a_time key: others may wait for it
};

// When there is something to do: by kind, in their order, and when the first lease runs out.
struct Outlook {
  std::vector<std::optional<Timestamp>> due;     // of those that are not behind others
  std::vector<std::optional<Timestamp>> oldest;  // of all that wait
  std::optional<Timestamp> lease_end;
  Lines lines;
};
Outlook look(store::Connection& connection, const std::vector<Kind>& kinds);

// Whoever claims waits for whoever claims already: two that did not see each other could take two
// jobs of one one_at_a_time key. First in a transaction of claims.
void begin_claims(store::Connection& connection);
// Takes up to `most` jobs of a kind that are due, in the order of their times. It looks at a few
// times `most`, however many wait: those that it finds behind others of their key are not looked at
// again until these are gone.
struct Claim {
  const Kind* kind;
  Uuid lease;
  Timestamp now, until;
  int most;
};
struct Claims {
  std::vector<Claimed> jobs;
  bool more = false;  // it has not looked at all that it may take
};
Claims claim(store::Connection& connection, const Claim& claim);

// Keeps the lease. False when none of its jobs is left.
bool renew(store::Connection& connection, const Uuid& lease, Timestamp until);

// Ends a run that succeeded: the job is gone, or waits for its next portion or next time. In the
// transaction of a Write job's effects. Throws LeaseLost.
void complete(store::Connection& connection, const Claimed& job, const Again& again, Timestamp now);

// Ends a run that failed; nothing when the lease was lost. Gives whether the job is dead now.
struct Failure {
  std::string error;
  bool final = false;
  Timestamp now, next;  // the next attempt, if there is to be one
};
bool fail(store::Connection& connection, const Claimed& job, const Failure& failure);

// Undoes a claim: the attempt was none.
void give_back(store::Connection& connection, const Claimed& job, Timestamp due);

// Has jobs whose lease ran out before `now` wait again, or die if that was their last attempt:
// whoever ran them is gone. Returns how many.
std::int64_t take_over(store::Connection& connection, const std::vector<Kind>& kinds,
                       Timestamp now);

// Has a row for each recurring job, and none for those that there are no more.
void register_schedules(store::Connection& connection, const std::vector<Kind>& kinds,
                        Timestamp now);

// What a step of this job gave, if it has been done.
std::optional<std::string> kept_step(store::Connection& connection, const Uuid& job,
                                     std::string_view name);
// Keeps what it gave, as long as the job lives. Throws LeaseLost.
void keep_step(store::Connection& connection, const Run& run, std::string_view name,
               std::string_view result);

// How many there are, by kind and state.
struct Count {
  std::string kind, state;
  std::int64_t count;
};
std::vector<Count> count_jobs(store::Connection& connection);

}  // namespace stoa::jobs
