#include "kernel/store/postgres_committer.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/model/fnv.h"
#include "kernel/model/problem.h"

namespace stoa::store {
namespace {

using Control = Session::Control;
using ErrorKind = StoreError::Kind;

constexpr int most_attempts = 60;  // while a server is away; who conflicts needs three
constexpr auto most_time = std::chrono::seconds(10);
// Who lost as often as this runs alone the next time, and so cannot lose again.
constexpr int attempts_in_company = 2;
constexpr auto writer_idle_limit = std::chrono::seconds(60);

// A transaction that may have been committed, and nobody can say.
struct OutcomeUnknown {};

// With the schema's name, so that apps that share a server do not wait for each other.
std::uint64_t hash_of(std::string_view text, std::uint64_t key) { return fnv_step(fnv(text), key); }

}  // namespace

void PostgresCommitter::process(Batch& batch, const Admit& admit) {
  process(batch, admit, Clock::now() + most_time);
}

void PostgresCommitter::process(Batch& batch, const Admit& admit, Clock::time_point deadline) {
  Undo undo = Undo::batch;
  for (int attempt = 1;; ++attempt) {
    try {
      transact(batch, attempt == 1 ? admit : nobody, undo, attempt);
      break;
    } catch (const OutcomeUnknown&) {
      return refuse(batch, problems::outcome_unknown);
    } catch (const StoreError& error) {
      give_up_transaction();
      const auto verdict = judge(error, batch, undo);
      if (verdict == Verdict::one_by_one) return run_one_by_one(batch, deadline);
      if (verdict == Verdict::refused || attempt >= most_attempts || Clock::now() > deadline)
        return refuse_all(batch, error);
      if (verdict == Verdict::again_with_savepoints)
        undo = Undo::savepoint;
      else
        wait_before(attempt);
    }
  }
  give(batch);
}

// What to do after a loss. Trouble between transactions is worth another try, and so is a server
// that went away just now; a lock that somebody holds is nobody's fault here. An error that a
// statement brought about is looked for, first with a savepoint a job.
PostgresCommitter::Verdict PostgresCommitter::judge(const StoreError& error, const Batch& batch,
                                                    Undo undo) {
  ++batches_lost_;
  switch (error.kind) {
    case ErrorKind::conflict:
      ++conflicts_;
      return Verdict::again;
    case ErrorKind::unavailable:
      if (available_.exchange(false)) away_since_ = Clock::now();
      return Clock::now() < away_since_ + options_.patience ? Verdict::again : Verdict::refused;
    case ErrorKind::busy:
    case ErrorKind::interrupted:
      return Verdict::refused;
    default:
      if (batch.size() == 1) return Verdict::refused;
      return undo == Undo::batch ? Verdict::again_with_savepoints : Verdict::one_by_one;
  }
}

void PostgresCommitter::transact(Batch& batch, const Admit& admit, Undo undo, int attempt) {
  auto& session = connection();
  take_turns(batch, attempt);
  session.control(Control::begin_write);
  mark_transaction();
  const bool shared = batch.size() > 1 || admit(batch);
  BatchRun run(session, undo);
  run.run(batch, shared, admit);
  if (all_failed(batch)) {
    session.control(Control::rollback);
  } else {
    run.index();
    commit();
  }
  last_used_ = Clock::now();
}

// Which transactions are about the same scarce thing is known before they begin: they wait here.
// Inside of the transaction a lock would come too late, as its snapshot is older than the lock.
// The order of the keys is the same for everyone, so nobody waits in a circle; the first key is the
// app's own, which all share but those that must run alone.
void PostgresCommitter::take_turns(const Batch& batch, int attempt) {
  std::vector<std::int64_t> keys;
  for (const auto& entry : batch)
    if (entry.job.in_turn) keys.push_back(lock_key(entry.job.in_turn));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  took_turns_ = true;
  const auto lock = [this](std::string_view sql, std::int64_t key) {
    const Value parameter = key;
    connection_->enqueue(sql, {&parameter, 1});
  };
  lock(attempt > attempts_in_company ? "select pg_advisory_lock($1)"
                                     : "select pg_advisory_lock_shared($1)",
       lock_key(0));
  for (const std::int64_t key : keys) lock("select pg_advisory_lock($1)", key);
}

std::int64_t PostgresCommitter::lock_key(std::uint64_t key) const {
  return static_cast<std::int64_t>(hash_of(options_.schema, key));
}

// Rows of the log carry the mark of their transaction, by which find_out() knows it again.
void PostgresCommitter::mark_transaction() {
  mark_ = to_string(make_uuid_v7(wall_clock()));
  const Value value = std::string_view(mark_);
  connection_->enqueue("select set_config('stoa.batch', $1, true)", {&value, 1});
}

// The transaction's id is known before the commit is sent: a commit whose answer is lost has been
// done, or not, and its id finds out which.
void PostgresCommitter::commit() {
  auto& session = *connection_;
  const auto standing = session.standing();
  behind_ = standing.behind;
  const auto start = Clock::now();
  try {
    session.control(Control::commit);
  } catch (const StoreError& error) {
    if (error.kind != ErrorKind::unavailable) throw;
    find_out(standing.transaction);
  }
  const auto took = Clock::now() - start;
  commit_us_ += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  ++commits_;
}

// Returns when the transaction was committed; throws a conflict when it was not, which makes it run
// again, and OutcomeUnknown when nobody can say.
//
// After a crash PostgreSQL gives ids out again whose transactions never reached the disk: one may
// lie in the future, and "committed" may be said of another. The mark of its rows in the log tells
// them apart; of work that left no row there nobody can say.
void PostgresCommitter::find_out(const std::string& transaction) {
  const auto deadline = Clock::now() + options_.patience;
  while (Clock::now() < deadline) {
    connection_.reset();
    switch (ask_for(transaction)) {
      case Fate::committed:
        return;
      case Fate::lost:
        throw StoreError(ErrorKind::conflict, "The connection was lost before the commit.");
      case Fate::unknown:
        throw OutcomeUnknown{};
      case Fate::open:
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  connection_.reset();
  throw OutcomeUnknown{};
}

PostgresCommitter::Fate PostgresCommitter::ask_for(const std::string& transaction) try {
  std::string status;
  bool marked = false;
  const Value values[] = {std::string_view(transaction), std::string_view(mark_)};
  connection().run(
      "select case when id < pg_snapshot_xmax(pg_current_snapshot()) then pg_xact_status(id) "
      "else 'forgotten' end, "
      "exists (select 1 from _log where xid = id and batch = cast(cast($2 as text) as uuid)) "
      "from (select cast(cast($1 as text) as xid8) as id) as asked",
      values, [&](const Row& row) {
        const Value value = row.at(0);
        if (const auto* text = std::get_if<std::string_view>(&value)) status = *text;
        marked = std::get<bool>(row.at(1));
        return false;
      });
  if (marked) return Fate::committed;
  if (status == "aborted" || status == "forgotten") return Fate::lost;
  return status == "in progress" ? Fate::open : Fate::unknown;
} catch (const StoreError&) {
  return Fate::open;
}

PostgresConnection& PostgresCommitter::connection() {
  if (connection_ && connection_->broken()) connection_.reset();
  if (!connection_) {
    if (Clock::now() < try_again_) throw StoreError(ErrorKind::unavailable, "PostgreSQL is away.");
    try_again_ = Clock::now() + std::chrono::milliseconds(100);
    connection_ = server_.connect(options_.schema, options_.purpose);
    took_turns_ = false;
    available_ = true;
    ++connects_;
  }
  if (std::exchange(took_turns_, false))
    connection_->enqueue("select pg_advisory_unlock_all()", {});
  return *connection_;
}

void PostgresCommitter::give_up_transaction() {
  try {
    if (connection_ && connection_->in_transaction()) connection_->control(Control::rollback);
    if (connection_ && connection_->broken()) connection_.reset();
  } catch (const StoreError&) {
    connection_.reset();
  }
}

void PostgresCommitter::run_one_by_one(Batch& batch, Clock::time_point deadline) {
  for (auto& entry : batch) {
    Batch alone;
    alone.push_back({std::move(entry.job)});
    process(alone, nobody, deadline);
  }
}

void PostgresCommitter::refuse_all(Batch& batch, const StoreError& error) {
  switch (error.kind) {
    case ErrorKind::unavailable:
      return refuse(batch, problems::unavailable);
    case ErrorKind::conflict:
    case ErrorKind::busy:
    case ErrorKind::interrupted:
    case ErrorKind::full:
    case ErrorKind::io:
      return refuse(batch, problems::overloaded);
    default:  // such as a deferred foreign key
      for (auto& entry : batch) entry.error = std::make_exception_ptr(error);
      return deliver(batch);
  }
}

// Whoever waits for a turn waits for us: let go before anything else. If that fails the connection
// is lost, and the locks with it.
void PostgresCommitter::give(Batch& batch) {
  try {
    if (std::exchange(took_turns_, false)) {
      connection_->enqueue("select pg_advisory_unlock_all()", {});
      connection_->flush();
    }
  } catch (const StoreError&) {
    connection_.reset();
  }
  for (auto& entry : batch)
    if (!entry.error) ++writes_;
  deliver(batch);
}

// Longer each time, up to 64 ms, and never the same for two that met.
void PostgresCommitter::wait_before(int attempt) {
  const int most = 1 << std::min(attempt, 6);
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<int>(500, 1000 * most)(random_)));
}

// A server that was away is looked for, so that readiness comes back without a write.
void PostgresCommitter::tend(bool idle) try {
  if (!idle) return;
  if (!available_) connection();
  const bool unused = Clock::now() - last_used_ > writer_idle_limit;
  if (unused || server_.wanted()) connection_.reset();
} catch (const StoreError&) {
}

void PostgresCommitter::stats(DatabaseStats& into) const {
  into.commits += commits_;
  into.writes += writes_;
  into.batches_lost += batches_lost_;
  into.conflicts += conflicts_;
  into.connects += connects_;
  into.commit_us_total += commit_us_;
  into.log_behind = std::max<std::int64_t>(into.log_behind, behind_);
  into.available = into.available && available_;
}

}  // namespace stoa::store
