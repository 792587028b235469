#include "kernel/store/sqlite_committer.h"

#include <chrono>
#include <utility>

#include "kernel/model/problem.h"

namespace stoa::store {
namespace {

using Clock = SqliteConnection::Clock;
using Control = Session::Control;
using ErrorKind = StoreError::Kind;

// What a job is told when BEGIN or COMMIT failed: trouble of the machine is no fault of the job.
std::exception_ptr outcome_of(const StoreError& error) {
  switch (error.kind) {
    case ErrorKind::busy:
    case ErrorKind::full:
    case ErrorKind::io:
    case ErrorKind::fsync:
      return std::make_exception_ptr(Refusal{.problem = problems::overloaded, .retry_after_s = 1});
    default:
      return std::make_exception_ptr(error);  // such as a deferred foreign key
  }
}

}  // namespace

SqliteCommitter::SqliteCommitter(const DatabaseOptions& options,
                                 std::function<void(std::string)> fatal)
    : file_(options.file.string()),
      fatal_(std::move(fatal)),
      connection_({.file = options.file,
                   .writer = true,
                   .synchronous_full = options.synchronous_full,
                   .vfs = options.vfs}),
      checkpoints_(connection_, options) {
  checkpoints_.empty();  // what a crash left behind
  if (options.commits) tap_.emplace(options.file, *options.commits);
}

SqliteCommitter::~SqliteCommitter() {
  tend_log(&Checkpoints::empty);
  if (sync_failure_) connection_.forbid_checkpoint_on_close();
}

// An outcome leaves only when the transaction that it saw is final. That holds for refusals too:
// they may rest on a neighbour's row.
void SqliteCommitter::process(Batch& batch, const Admit& admit) {
  try {
    if (closed_ || !checkpoints_.room()) return refuse(batch, problems::overloaded);
  } catch (const StoreError& error) {
    note(error);
    return refuse(batch, problems::overloaded);
  }
  if (!transact(batch, admit)) return give(batch);
  ++batches_lost_;
  run_one_by_one(batch);
}

// After a loss nobody shares a transaction any more. Each job runs once again, alone: a culprit
// harms only itself, and nothing loops.
void SqliteCommitter::run_one_by_one(Batch& batch) {
  for (auto& entry : batch) {
    Batch alone;
    alone.push_back({std::move(entry.job)});
    if (sync_failure_) {
      refuse(alone, problems::overloaded);
      continue;
    }
    if (const auto lost = transact(alone, nobody)) alone.front().error = outcome_of(*lost);
    give(alone);
  }
}

// Runs the batch as one transaction. Returns why all of it was lost, or nothing: then each job has
// its final outcome.
std::optional<StoreError> SqliteCommitter::transact(Batch& batch, const Admit& admit) {
  try {
    connection_.control(Control::begin_write);
  } catch (const StoreError& error) {
    note(error);
    for (auto& entry : batch) entry.error = outcome_of(error);
    return {};
  }
  try {
    const bool shared = batch.size() > 1 || admit(batch);
    BatchRun run(connection_, Undo::savepoint);
    run.run(batch, shared, admit);
    if (all_failed(batch)) {
      roll_back();
    } else {
      run.index();
      commit();
    }
    return {};
  } catch (const StoreError& error) {
    note(error);
    roll_back();
    return error;
  }
}

void SqliteCommitter::commit() {
  const auto start = Clock::now();
  if (tap_) tap_->begins();
  try {
    connection_.control(Control::commit);
  } catch (...) {
    if (tap_) tap_->failed();
    throw;
  }
  if (tap_) tap_->committed(connection_.wal_bytes());
  const auto took = Clock::now() - start;
  commit_us_ += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  ++commits_;
}

// SQLite has often done it already. If it cannot, the next BEGIN says so.
void SqliteCommitter::roll_back() {
  if (!connection_.in_transaction()) return;
  try {
    connection_.control(Control::rollback);
  } catch (const StoreError& error) {
    note(error);
  }
}

void SqliteCommitter::give(Batch& batch) {
  if (sync_failure_) return refuse(batch, problems::overloaded);
  wal_bytes_ = connection_.wal_bytes();
  for (auto& entry : batch)
    if (!entry.error) ++writes_;
  deliver(batch);
}

void SqliteCommitter::tend(bool idle) {
  if (sync_failure_) return close_for_good();
  tend_log(idle ? &Checkpoints::fold : &Checkpoints::after_commit);
  if (sync_failure_) close_for_good();
}

// What fails here is tried again at the next occasion; only a failed sync has no second try.
void SqliteCommitter::tend_log(void (Checkpoints::*how)()) {
  if (sync_failure_) return;
  try {
    (checkpoints_.*how)();
  } catch (const StoreError& error) {
    note(error);
  }
  wal_bytes_ = connection_.wal_bytes();
}

// After a failed fsync the kernel may have dropped the pages, and a second fsync would succeed
// without them: nothing this lane could still write would be known to be durable.
void SqliteCommitter::close_for_good() {
  if (closed_.exchange(true)) return;
  if (fatal_) fatal_("The database " + file_ + " is closed: " + *sync_failure_);
}

void SqliteCommitter::note(const StoreError& error) {
  if (error.kind == StoreError::Kind::fsync && !sync_failure_) sync_failure_ = error.what();
}

void SqliteCommitter::stats(DatabaseStats& into) const {
  into.commits += commits_;
  into.writes += writes_;
  into.batches_lost += batches_lost_;
  into.wal_bytes = wal_bytes_;
  into.commit_us_total += commit_us_;
  into.closed = closed_;
}

}  // namespace stoa::store
