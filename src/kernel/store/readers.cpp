#include "kernel/store/readers.h"

#include <algorithm>
#include <utility>

#include "kernel/store/job_connection.h"
#include "kernel/store/read_pool.h"

namespace stoa::store {

using Control = Session::Control;

Readers::Readers(Open open, ReadPool::Impl& pool)
    : open_(std::move(open)), pool_(pool), slots_(pool.slots()) {
  pool_.add(*this);
}

Readers::~Readers() { pool_.remove(*this); }

void Readers::read(ReadJob job) {
  ++under_way_;
  pool_.submit({this, std::move(job)});
}

void Readers::stats(DatabaseStats& into) const {
  const auto now = Clock::now().time_since_epoch().count();
  for (const auto& slot : slots_) {
    into.reads += slot.reads;
    const auto since = slot.snapshot_since.load();
    if (since == 0) continue;
    const std::chrono::duration<double> age = Clock::duration(now - since);
    into.oldest_snapshot_s = std::max(into.oldest_snapshot_s, age.count());
  }
  into.reads_demoted = demoted_;
  into.reads_cut = cut_;
}

Readers::Outcome Readers::run(const ReadJob& job, std::size_t index,
                              std::chrono::milliseconds budget) {
  auto& slot = slots_[index];
  slot.last_used = Clock::now();
  slot.snapshot_since.store(slot.last_used.time_since_epoch().count(), std::memory_order_relaxed);
  // A connection may have been cut while it waited, and a new one be cut too. A read does no harm
  // when it runs again; but a server that is slow to say no is not asked again.
  Outcome outcome;
  for (int tries = 0; tries < 3; ++tries) {
    outcome = run_once(slot, job, budget);
    const bool lost = outcome.error && !slot.connection;
    if (!lost || Clock::now() - slot.last_used > std::chrono::seconds(1)) break;
  }
  slot.snapshot_since.store(0, std::memory_order_relaxed);
  if (!outcome.over_budget)
    slot.reads.store(slot.reads.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return outcome;
}

std::vector<std::optional<Readers::Outcome>> Readers::run_ahead(
    std::span<const ReadJob* const> jobs, std::size_t index, std::chrono::milliseconds budget) {
  auto& slot = slots_[index];
  slot.last_used = Clock::now();
  auto* const session = dynamic_cast<AskAhead*>(slot.connection.get());
  std::vector<std::optional<Outcome>> outcomes(jobs.size());
  if (!session) return outcomes;
  try {
    slot.connection->limit(budget);
    outcomes = ask_ahead(slot.connection->dialect(), *session, jobs);
  } catch (const StoreError&) {  // it was cut while it waited: each job finds a new one
    slot.close();
  }
  const auto done = std::count_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
    return outcome && !outcome->over_budget;
  });
  slot.reads.store(slot.reads.load(std::memory_order_relaxed) + static_cast<std::uint64_t>(done),
                   std::memory_order_relaxed);
  return outcomes;
}

// Leaves the slot without a connection when that is of no more use.
Readers::Outcome Readers::run_once(Slot& slot, const ReadJob& job,
                                   std::chrono::milliseconds budget) {
  Outcome outcome;
  try {
    if (!slot.connection) slot.open(open_);
    slot.connection->limit(budget);
    outcome = run_in_snapshot(*slot.connection, job);
  } catch (const StoreError&) {  // opening, BEGIN or COMMIT failed: the next read opens anew
    outcome.error = std::current_exception();
    slot.close();
  }
  return outcome;
}

Readers::Outcome Readers::run_in_snapshot(Session& connection, const ReadJob& job) {
  Outcome outcome;
  const bool several = !job.several || *job.several;
  connection.control(several ? Control::begin_read : Control::begin_single);
  JobConnection lent(connection);
  try {
    job.work(lent);
    lent.check();
  } catch (...) {
    outcome.error = std::current_exception();
  }
  const auto& failure = lent.failure();
  if (failure && failure->kind == StoreError::Kind::unavailable) throw *failure;
  outcome.over_budget = failure && failure->kind == StoreError::Kind::interrupted;
  connection.lift_limit();
  if (connection.in_transaction()) connection.control(Control::commit);
  if (several || !failure || failure->kind != StoreError::Kind::several) return outcome;
  *job.several = true;
  return run_in_snapshot(connection, job);
}

void Readers::close_idle(std::size_t index, Clock::time_point unused_since) {
  auto& slot = slots_[index];
  if (slot.last_used < unused_since) slot.close();
}

}  // namespace stoa::store
