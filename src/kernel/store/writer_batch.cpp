// One batch of the writer lane: a transaction, a savepoint for each job, one COMMIT, then the
// outcomes.
#include <algorithm>
#include <utility>

#include "kernel/model/problem.h"
#include "kernel/store/job_connection.h"
#include "kernel/store/sql.h"
#include "kernel/store/writer.h"

namespace stoa::store {
namespace {

using Clock = SqliteConnection::Clock;
using Control = SqliteConnection::Control;
using Kind = StoreError::Kind;

// An id of no record in particular.
const Type& uuid_type() {
  static const Type type = detail::plain<Uuid>(stoa::Kind::id);
  return type;
}

std::exception_ptr overloaded() {
  return std::make_exception_ptr(Refusal{.problem = problems::overloaded, .retry_after_s = 1});
}

// What a job is told when BEGIN or COMMIT failed: trouble of the machine is no fault of the job.
std::exception_ptr outcome_of(const StoreError& error) {
  switch (error.kind) {
    case Kind::busy:
    case Kind::full:
    case Kind::io:
    case Kind::fsync:
      return overloaded();
    default:
      return std::make_exception_ptr(error);  // such as a deferred foreign key
  }
}

}  // namespace

// An outcome leaves only when the transaction that it saw is final. That holds for refusals too:
// they may rest on a neighbour's row.
void Writer::process(Batch& batch) {
  try {
    if (closed_ || !checkpoints_.room()) return refuse(batch);
  } catch (const StoreError& error) {
    note(error);
    return refuse(batch);
  }
  if (!transact(batch)) return deliver(batch);
  ++batches_lost_;
  run_one_by_one(batch);
}

// After a loss nobody shares a transaction any more. Each job runs once again, alone: a culprit
// harms only itself, and nothing loops.
void Writer::run_one_by_one(Batch& batch) {
  for (auto& entry : batch) {
    Batch alone;
    alone.push_back({std::move(entry.job)});
    if (sync_failure_) {
      refuse(alone);
      continue;
    }
    if (const auto lost = transact(alone)) alone.front().error = outcome_of(*lost);
    deliver(alone);
  }
}

// Runs the batch as one transaction. Returns why all of it was lost, or nothing: then each job has
// its final outcome.
std::optional<StoreError> Writer::transact(Batch& batch) {
  try {
    connection_.control(Control::begin_immediate);
  } catch (const StoreError& error) {
    note(error);
    for (auto& entry : batch) entry.error = outcome_of(error);
    return {};
  }
  try {
    run_jobs(batch);
    const bool nothing_to_keep =
        std::all_of(batch.begin(), batch.end(), [](const Entry& entry) { return entry.error; });
    if (nothing_to_keep) {
      roll_back();
    } else {
      index();
      commit();
    }
    return {};
  } catch (const StoreError& error) {
    note(error);
    roll_back();
    return error;
  }
}

// Throws StoreError when the transaction is lost with all that is in it.
void Writer::run_jobs(Batch& batch) {
  const bool shared = batch.size() > 1 || !background_.empty();
  for (std::size_t i = 0; i < batch.size() || admit_background(batch); ++i) {
    attempt(batch[i], shared);
    if (shared && !connection_.in_transaction())
      throw StoreError(Kind::other, "An error in one job rolled the whole batch back.");
  }
}

void Writer::attempt(Entry& entry, bool shared) {
  if (shared) connection_.control(Control::savepoint);
  JobConnection connection(connection_);
  try {
    entry.job.work(connection);
    connection.check();
  } catch (...) {
    entry.error = std::current_exception();
  }
  if (connection.failure()) note(*connection.failure());
  if (!entry.error) {
    for (auto& [statement, id] : connection.to_index()) to_index_[statement].push_back(id);
  }
  if (!shared || !connection_.in_transaction()) return;
  if (entry.error) connection_.control(Control::rollback_to);
  connection_.control(Control::release);
}

// FTS5 writes out what it holds at each savepoint and at each statement of many rows, which costs
// more than all else in a small write; once for all jobs it is cheap. There is no savepoint here,
// so that an error loses the batch; alone, each job then learns whether it was its own.
void Writer::index() {
  constexpr std::size_t most = 256;  // ids in one statement
  for (auto& [statement, ids] : std::exchange(to_index_, {})) {
    for (std::size_t first = 0; first < ids.size(); first += most) {
      const auto last = std::min(ids.size(), first + most);
      AnyOf list{&uuid_type(), {}};
      for (auto i = first; i < last; ++i) list.values.push_back(&ids[i]);
      Parameters parameters(list);
      const auto sql = parameters.spell_out_lists(statement);
      connection_.run(sql, parameters.values(), {});
    }
  }
}

void Writer::commit() {
  const auto start = Clock::now();
  connection_.control(Control::commit);
  const auto took = Clock::now() - start;
  commit_us_ += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  ++commits_;
}

// SQLite has often done it already. If it cannot, the next BEGIN says so.
void Writer::roll_back() {
  to_index_.clear();
  if (!connection_.in_transaction()) return;
  try {
    connection_.control(Control::rollback);
  } catch (const StoreError& error) {
    note(error);
  }
}

void Writer::deliver(Batch& batch) {
  if (sync_failure_) return refuse(batch);
  wal_bytes_ = connection_.wal_bytes();
  for (auto& entry : batch) {
    if (!entry.error) ++writes_;
    entry.job.done(std::move(entry.error));
  }
}

void Writer::refuse(Batch& batch) {
  for (auto& entry : batch) entry.job.done(overloaded());
}

}  // namespace stoa::store
