#include "kernel/jobs/runner.h"

#include <algorithm>
#include <limits>

#include "kernel/jobs/verdict.h"
#include "kernel/observe/log.h"

namespace stoa::jobs {
namespace {

using namespace std::chrono_literals;

constexpr int most_writes = 256;  // of a kind, claimed at a time
constexpr auto shortest_poll = 20ms, longest_poll = 500ms;
constexpr auto longest_sleep = 30s;  // the wall clock may be set meanwhile
constexpr auto count_every = 10s;

}  // namespace

struct Runner::Held : Claimed {
  Held(Claimed job, std::size_t number) : Claimed(std::move(job)), index(number) {}
  std::size_t index;  // of its kind
  Again again;
  std::atomic<bool> begun = false;  // its handler was called
};

Runner::Runner(store::Database& database, RunnerOptions options)
    : database_(database),
      options_(std::move(options)),
      figures_(options_.kinds.size()),
      alone_(database.dialect() == store::Dialect::sqlite),
      running_(options_.kinds.size()),
      hungry_(options_.kinds.size()) {
  database_.signals().jobs.listen(this, [this] {
    const std::lock_guard lock(mutex_);
    changed_ = true;
    if (wake_) wake_();
  });
}

Runner::~Runner() { database_.signals().jobs.listen(this, {}); }

void Runner::on_wake(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Runner::open() {
  write_and_wait([this](store::Connection& connection) {
    begin_claims(connection);
    if (alone_) take_over(connection, kinds(), {std::numeric_limits<std::int64_t>::max()});
    doubt_lines(connection);
    register_schedules(connection, kinds(), now());
  });
}

// ---- starting -----------------------------------------------------------------------------------

Runner::Steady::time_point Runner::step() {
  if (Steady::now() >= renew_at_) renew_leases();
  const Timestamp time = now();
  const Outlook outlook = look_at_queue(time);
  const Claims claims = claim_all(outlook, time);
  for (const Claimed& job : claims.jobs) start(job);
  if (changed_ || !alone_) count();
  return next_step(outlook, time, claims);
}

Outlook Runner::look_at_queue(Timestamp time) {
  Outlook outlook;
  const auto look_now = [&](store::Connection& connection) { outlook = look(connection, kinds()); };
  database_.read_now(look_now);
  if (outlook.lease_end && *outlook.lease_end <= time) {
    renew_leases();  // the clock may have been set: what runs here has not ended
    write_and_wait([&](store::Connection& connection) { take_over(connection, kinds(), time); });
    database_.read_now(look_now);
  }
  return outlook;
}

std::vector<Claim> Runner::wanted(const Outlook& outlook, Timestamp time) {
  const std::lock_guard lock(mutex_);
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    const auto has_come = [&](auto due) { return due && *due <= time; };
    const bool is_due = outlook.lines.moved || has_come(outlook.due[i]);
    figures_[i].oldest_due = has_come(outlook.oldest[i]) ? outlook.oldest[i]->micros : 0;
    const int room = is_due ? room_for(i) : 0;
    hungry_[i] = is_due;
    if (room > 0)
      claims.push_back({&kinds()[i], make_uuid_v7(time), time, time + options_.lease, room});
  }
  return claims;
}

// Writes are claimed by the hundred: not before half of the last ones are done.
int Runner::room_for(std::size_t kind) {
  if (kinds()[kind].task) return kinds()[kind].options.at_once - running_[kind];
  return running_[kind] > most_writes / 2 ? 0 : most_writes - running_[kind];
}

Claims Runner::claim_all(const Outlook& outlook, Timestamp time) {
  Claims all;
  const auto claims = wanted(outlook, time);
  if (claims.empty()) return all;
  write_and_wait([&](store::Connection& connection) {
    all = {};
    begin_claims(connection);
    move_lines(connection, outlook.lines, kinds(), time);
    for (const Claim& one : claims) {
      auto some = claim(connection, one);
      std::move(some.jobs.begin(), some.jobs.end(), std::back_inserter(all.jobs));
      all.more = all.more || some.more;
    }
  });
  const std::lock_guard lock(mutex_);
  for (const Claimed& job : all.jobs) {
    ++leases_[job.run.lease];
    ++running_[static_cast<std::size_t>(job.kind - kinds().data())];
  }
  return all;
}

void Runner::start(Claimed job) {
  const auto index = static_cast<std::size_t>(job.kind - kinds().data());
  auto run = std::make_shared<Held>(std::move(job), index);
  run->run.stopping = [this] { return stopping_.load(); };
  if (run->kind->task) {
    run_task(run);
  } else {
    run_write(run);
  }
}

// What the handler did and that the job is done are one transaction: neither without the other.
void Runner::run_write(const Run_& run) {
  auto work = [this, run](store::Connection& connection) {
    run->begun = true;
    run->again = run->kind->write(connection, run->run);
    complete(connection, *run, run->again, now());
  };
  auto done = [this, run](std::exception_ptr error) { ended(run, error); };
  database_.write({.work = work,
                   .done = done,
                   .urgency = store::Urgency::background,
                   .principal = std::hash<std::string>{}(run->run.kind)});
}

void Runner::run_task(const Run_& run) {
  auto work = [this, run] {
    if (stopping_) throw Refusal{problems::shutting_down};
    run->again = run->kind->task(run->run);
  };
  auto done = [this, run](std::exception_ptr error) {
    if (error) return ended(run, error);
    write([this,
           run](store::Connection& connection) { complete(connection, *run, run->again, now()); },
          [this, run](std::exception_ptr failed) { ended(run, failed); });
  };
  options_.tasks(work, done);
}

// ---- ending -------------------------------------------------------------------------------------

void Runner::ended(const Run_& run, std::exception_ptr error) {
  changed_ = true;
  if (!error) {
    if (!run->again.more) ++figures_[run->index].done;
    return forget(run, run->again.more || !run->kind->schedule.empty());
  }
  // What a lane refuses before it is begun was no attempt. Afterwards it may be the job's own
  // doing: it took too long, or conflicts for ever.
  const bool by_lane = stopping_ || (!run->kind->task && !run->begun);
  record(run, verdict_of(error, by_lane));
}

void Runner::record(const Run_& run, const Verdict& verdict) {
  const auto log_it = [&](const char* what) {
    log::warning(what, {{"app", std::string_view(app())},
                        {"job", std::string_view(run->run.kind)},
                        {"id", std::string_view(to_string(run->run.id))},
                        {"attempt", std::int64_t{run->run.attempt}},
                        {"error", std::string_view(verdict.error)}});
  };
  if (verdict.what == Verdict::lost) {
    log_it("a job was another's when it ended");
    return forget(run, true);
  }
  const bool failed = verdict.what == Verdict::failed;
  if (failed) {
    ++figures_[run->index].failed;
    log_it("a job failed");
  }
  auto dead = std::make_shared<bool>(false);
  auto work = [this, run, verdict, failed, dead](store::Connection& connection) {
    const Timestamp time = now();
    if (failed) {
      *dead = fail(connection, *run, {verdict.error, verdict.final, time, next_attempt(*run)});
    } else {
      give_back(connection, *run, stopping_ ? time : time + 1s);
    }
  };
  write(work, [this, run, dead](std::exception_ptr error) {
    if (error) {
      log::warning("how a job ended could not be stored: it runs again when its lease ends",
                   {{"app", std::string_view(app())}, {"job", std::string_view(run->run.kind)}});
    } else if (*dead) {
      ++figures_[run->index].died;
      log::error("a job is dead", {{"app", std::string_view(app())},
                                   {"job", std::string_view(run->run.kind)},
                                   {"id", std::string_view(to_string(run->run.id))}});
    }
    forget(run, true);
  });
}

// The run is over. Whoever has a row left, or made room, gives step() something to look at.
void Runner::forget(const Run_& run, bool has_row) {
  const std::lock_guard lock(mutex_);
  const int left = --running_[run->index];
  if (auto lease = leases_.find(run->run.lease); --lease->second == 0) leases_.erase(lease);
  const bool has_room = run->kind->task || left <= most_writes / 2;
  if (wake_ && (has_row || !run->turn.empty() || (hungry_[run->index] && has_room))) wake_();
  if (leases_.empty()) idle_.notify_all();
}

Timestamp Runner::next_attempt(const Claimed& job) {
  const JobOptions& options = job.kind->options;
  const int doublings = std::clamp(job.run.attempt - 1, 0, 30);
  const std::int64_t most =
      std::min<std::int64_t>(options.first_wait.count() << doublings, options.longest_wait.count());
  const std::lock_guard lock(mutex_);
  std::uniform_int_distribution<std::int64_t> wait(0, most * 1000);
  return now() + std::chrono::microseconds(wait(random_));
}

// ---- keeping up ---------------------------------------------------------------------------------

void Runner::renew_leases() {
  renew_at_ = Steady::now() + options_.lease / 3;
  std::vector<Uuid> held;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [lease, runs] : leases_) held.push_back(lease);
  }
  if (held.empty()) return;
  write_and_wait([&](store::Connection& connection) {
    for (const Uuid& lease : held) renew(connection, lease, now() + options_.lease);
  });
}

void Runner::count() {
  if (Steady::now() < count_at_) return;
  count_at_ = Steady::now() + count_every;
  changed_ = false;
  std::vector<Count> counts;
  database_.read_now([&](store::Connection& connection) { counts = count_jobs(connection); });
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    const auto of = [&](std::string_view state) {
      for (const Count& one : counts)
        if (one.kind == kinds()[i].name && one.state == state) return one.count;
      return std::int64_t{0};
    };
    figures_[i].waiting = of("waiting");
    figures_[i].running = of("running");
    figures_[i].dead = of("dead");
  }
}

// Nobody tells of what another process enqueues: where there may be one, the table is looked at
// again and again, less often while nothing happens.
Runner::Steady::time_point Runner::next_step(const Outlook& outlook, Timestamp time,
                                             const Claims& claims) {
  const auto steady = Steady::now();
  if (claims.more) return steady;
  const bool worked = !claims.jobs.empty();
  poll_ = worked ? shortest_poll : std::min<std::chrono::milliseconds>(poll_ * 2, longest_poll);
  auto next = steady + longest_sleep;
  const auto at = [&](Timestamp due) {
    const std::int64_t most = std::chrono::microseconds(longest_sleep).count();
    next = std::min(next,
                    steady + std::chrono::microseconds(std::min(due.micros - time.micros, most)));
  };
  const std::lock_guard lock(mutex_);
  bool blocked = false;
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    if (!outlook.due[i]) continue;
    if (*outlook.due[i] > time) {
      at(*outlook.due[i]);
    } else {
      blocked = blocked || room_for(i) > 0;
    }
  }
  if (outlook.lease_end && *outlook.lease_end > time) at(*outlook.lease_end);
  if (!leases_.empty()) next = std::min(next, renew_at_);
  if (changed_) next = std::min(next, std::max(count_at_, steady));
  if (blocked || !alone_) next = std::min(next, steady + poll_);
  return next;
}

std::size_t Runner::run_due() {
  for (std::size_t runs = 0;;) {
    const Timestamp time = now();
    const Claims claims = claim_all(look_at_queue(time), time);
    if (claims.jobs.empty() && !claims.more) return runs;
    runs += claims.jobs.size();
    for (const Claimed& job : claims.jobs) start(job);
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return leases_.empty(); });
  }
}

void Runner::drain() {
  stopping_ = true;
  std::unique_lock lock(mutex_);
  while (!idle_.wait_for(lock, options_.lease / 3, [this] { return leases_.empty(); })) {
    lock.unlock();
    log::info("waiting for jobs to end", {{"app", std::string_view(app())}});
    try {
      renew_leases();
    } catch (...) {  // then another process runs them again
    }
    lock.lock();
  }
}

void Runner::write(store::Work work, store::Done done) {
  database_.write({.work = std::move(work),
                   .done = std::move(done),
                   .urgency = store::Urgency::background,
                   .read_committed = true});
}

void Runner::write_and_wait(store::Work work) {
  database_.write_now(
      {.work = std::move(work), .urgency = store::Urgency::background, .read_committed = true});
}

}  // namespace stoa::jobs
