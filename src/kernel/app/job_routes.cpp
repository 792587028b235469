#include "kernel/app/job_routes.h"

#include "kernel/app/app.h"

namespace stoa {
namespace {

constexpr Problem job_not_dead{409, "job_not_dead", "Only a dead job is replayed."};
constexpr Problem job_not_waiting{409, "job_not_waiting", "This job does not wait."};
constexpr Problem job_in_use{409, "job_in_use", "This job runs now, or is one that recurs."};

enum class JobState { waiting, running, dead };
BOOST_DESCRIBE_ENUM(JobState, waiting, running, dead)

struct Job {
  Id<Job> id = {};
  std::int64_t number = 0;  // in the order in which they were enqueued
  std::string kind = {};
  JobState state = JobState::waiting;
  Timestamp due = {};         // of a dead one: when it died
  std::int64_t attempts = 0;  // at its present portion
  std::int64_t portions = 0;  // that are done
  std::optional<std::string> one_at_a_time = {};
  std::optional<std::string> schedule = {};  // of one that recurs
  std::optional<std::string> error = {};     // of its last attempt
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, number, kind, state, due, attempts, portions, one_at_a_time, schedule,
                       error, created))

struct JobDetails : Job {
  Json payload = {};
};
BOOST_DESCRIBE_STRUCT(JobDetails, (Job), (payload))

struct JobSearch : Paging {
  std::optional<JobState> state = {};
  std::optional<Text<1, 200>> kind = {};
};
BOOST_DESCRIBE_STRUCT(JobSearch, (Paging), (state, kind))

constexpr Sql job_columns =
    "select id, seq as number, kind, state, due, attempts, portions, turn as one_at_a_time, "
    "schedule, error, created from _jobs";

// In the order of the queue, whose index serves every filter by state.
Page<Job> list_jobs(Read& tx, const Admin&, const JobSearch& in) {
  Where where;
  if (in.state) where.add("state = $1", *in.state);
  if (in.kind) where.add("kind = $1", *in.kind);
  return tx.page<Job>(job_columns, where, "state, kind, due, number", in);
}

JobDetails get_job(Read& tx, const Admin&, const Id<Job>& id) {
  auto found = tx.rows<JobDetails>(
      "select id, seq as number, kind, state, due, attempts, portions, turn as one_at_a_time, "
      "schedule, error, created, payload from _jobs where id = $1",
      id);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<Job>())};
  return std::move(found.front());
}

JobDetails changed_job(Write& tx, const Admin& who, const Id<Job>& id) {
  tx.tell_of_jobs();
  return get_job(tx, who, id);
}

// Steps that were done stay done.
JobDetails replay_job(Write& tx, const Admin& who, const Id<Job>& id) {
  get_job(tx, who, id);
  if (tx.run("update _jobs set state = 'waiting', due = $2, attempts = 0 "
             "where id = $1 and state = 'dead'",
             id, tx.now()) == 0)
    throw job_not_dead;
  return changed_job(tx, who, id);
}

JobDetails run_job(Write& tx, const Admin& who, const Id<Job>& id) {
  get_job(tx, who, id);
  if (tx.run("update _jobs set due = $2 where id = $1 and state = 'waiting'", id, tx.now()) == 0)
    throw job_not_waiting;
  return changed_job(tx, who, id);
}

void remove_job(Write& tx, const Admin& who, const Id<Job>& id) {
  const JobDetails job = get_job(tx, who, id);
  if (tx.run("delete from _jobs where id = $1 and state <> 'running' and schedule is null", id) ==
      0)
    throw job_in_use;
  tx.run("delete from _job_steps where job = $1", id);
  if (job.one_at_a_time) tx.run("insert into _job_turns (turn) values ($1)", *job.one_at_a_time);
  tx.tell_of_jobs();
}

}  // namespace

void add_job_routes(App& app) {
  app.get<&list_jobs>("/jobs", "List jobs that wait, run or are dead")
      .get<&get_job>("/jobs/{id}", "One job")
      .post<&replay_job>("/jobs/{id}/replay", "Have a dead job tried again", {job_not_dead})
      .status(200)
      .post<&run_job>("/jobs/{id}/run", "Have a waiting job run now", {job_not_waiting})
      .status(200)
      .del<&remove_job>("/jobs/{id}", "Remove a job that waits or is dead", {job_in_use});
}

}  // namespace stoa
