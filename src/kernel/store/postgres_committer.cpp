#include "kernel/store/postgres_committer.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/model/problem.h"

namespace stoa::store {
namespace {

using Control = Session::Control;
using Kind = StoreError::Kind;

constexpr int most_attempts = 8;
// From here on those that lost wait for each other before they begin.
constexpr int attempts_before_turns = 3;
constexpr auto idle_limit = std::chrono::seconds(60);

const Admit nobody = [](Batch&) { return false; };

// A transaction that may have been committed, and nobody can say.
struct OutcomeUnknown {};

// FNV-1a of the schema's name, so that apps that share a server do not wait for each other.
std::uint64_t hash_of(std::string_view text, std::uint64_t key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  return (hash ^ key) * 0x100000001b3;
}

}  // namespace

void PostgresCommitter::process(Batch& batch, const Admit& admit) {
  const auto deadline = Clock::now() + options_.patience;
  Undo undo = Undo::batch;
  for (int attempt = 1;; ++attempt) {
    try {
      if (Clock::now() < try_again_) throw StoreError(Kind::unavailable, "PostgreSQL is away.");
      transact(batch, attempt == 1 ? admit : nobody, undo, attempt);
      return give(batch);
    } catch (const OutcomeUnknown&) {
      return refuse(batch, problems::outcome_unknown);
    } catch (const StoreError& error) {
      give_up_transaction();
      const auto verdict = judge(error, batch, undo);
      if (verdict == Verdict::one_by_one) return run_one_by_one(batch);
      if (verdict == Verdict::refused) return refuse_all(batch, error);
      if (verdict == Verdict::again_with_savepoints) {
        undo = Undo::savepoint;
        continue;
      }
      const bool away = error.kind == Kind::unavailable;
      if (away ? Clock::now() > deadline : attempt >= most_attempts)
        return refuse_all(batch, error);
      wait_before(attempt);
    }
  }
}

// What to do after a loss. Trouble between transactions or with the server is worth another try;
// an error that somebody's statement brought about is looked for, first with a savepoint a job.
PostgresCommitter::Verdict PostgresCommitter::judge(const StoreError& error, const Batch& batch,
                                                    Undo undo) {
  ++batches_lost_;
  available_ = error.kind != Kind::unavailable;
  if (error.kind == Kind::conflict) ++conflicts_;
  if (error.kind == Kind::conflict || error.kind == Kind::unavailable) return Verdict::again;
  if (batch.size() == 1) return Verdict::refused;
  return undo == Undo::batch ? Verdict::again_with_savepoints : Verdict::one_by_one;
}

void PostgresCommitter::transact(Batch& batch, const Admit& admit, Undo undo, int attempt) {
  auto& session = connection();
  take_turns(batch, attempt);
  session.control(Control::begin_write);
  const bool shared = batch.size() > 1 || admit(batch);
  BatchRun run(session, undo);
  run.run(batch, shared, admit);
  if (all_failed(batch)) {
    session.control(Control::rollback);
  } else {
    run.index();
    commit();
  }
  available_ = true;
  last_used_ = Clock::now();
}

// Which transactions are about the same scarce thing is known before they begin: they wait here.
// Inside of the transaction a lock would come too late, as its snapshot is older than the lock.
// The order of the keys is the same for everyone, so nobody waits in a circle.
void PostgresCommitter::take_turns(const Batch& batch, int attempt) {
  std::vector<std::int64_t> keys;
  const auto add = [&](std::uint64_t key) {
    keys.push_back(static_cast<std::int64_t>(hash_of(options_.schema, key)));
  };
  for (const auto& entry : batch)
    if (entry.job.in_turn) add(entry.job.in_turn);
  if (attempt > attempts_before_turns) add(0);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const std::int64_t key : keys) {
    const Value parameter = key;
    took_turns_ = true;
    connection_->enqueue("select pg_advisory_lock($1)", {&parameter, 1});
  }
}

// The transaction's id is known before the commit is sent: a commit whose answer is lost has been
// done, or not, and its id finds out which.
void PostgresCommitter::commit() {
  auto& session = *connection_;
  const auto transaction = session.transaction_id();
  const auto start = Clock::now();
  try {
    session.control(Control::commit);
  } catch (const StoreError& error) {
    if (error.kind != Kind::unavailable) throw;
    find_out(transaction);
  }
  const auto took = Clock::now() - start;
  commit_us_ += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  ++commits_;
}

// Returns when the transaction was committed; throws a conflict when it was not, which makes it run
// again, and OutcomeUnknown when nobody says so in time.
void PostgresCommitter::find_out(const std::string& transaction) {
  const auto deadline = Clock::now() + options_.patience;
  while (Clock::now() < deadline) {
    connection_.reset();
    std::string status;
    try {
      const Value id = std::string_view(transaction);
      connection().run("select pg_xact_status(cast(cast($1 as text) as xid8))", {&id, 1},
                       [&](const Row& row) {
                         const Value value = row.at(0);
                         if (const auto* text = std::get_if<std::string_view>(&value))
                           status = *text;
                         return false;
                       });
    } catch (const StoreError&) {
    }
    if (status == "committed") return;
    if (status == "aborted")
      throw StoreError(Kind::conflict, "The connection was lost before the commit.");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  connection_.reset();
  throw OutcomeUnknown{};
}

PostgresConnection& PostgresCommitter::connection() {
  if (connection_ && connection_->broken()) connection_.reset();
  if (!connection_) {
    connection_ = server_.connect(options_.schema, Purpose::write);
    took_turns_ = false;
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

void PostgresCommitter::run_one_by_one(Batch& batch) {
  for (auto& entry : batch) {
    Batch alone;
    alone.push_back({std::move(entry.job)});
    process(alone, nobody);
  }
}

void PostgresCommitter::refuse_all(Batch& batch, const StoreError& error) {
  switch (error.kind) {
    case Kind::unavailable:
      try_again_ = Clock::now() + std::chrono::milliseconds(200);
      return refuse(batch, problems::unavailable);
    case Kind::conflict:
    case Kind::busy:
    case Kind::full:
    case Kind::io:
      return refuse(batch, problems::overloaded);
    default:  // such as a deferred foreign key
      for (auto& entry : batch) entry.error = std::make_exception_ptr(error);
      return deliver(batch);
  }
}

// Whoever waits for a turn waits for us: let go before anything else.
void PostgresCommitter::give(Batch& batch) {
  if (std::exchange(took_turns_, false)) {
    connection_->enqueue("select pg_advisory_unlock_all()", {});
    connection_->flush();
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

void PostgresCommitter::tend(bool idle) {
  const bool unused = Clock::now() - last_used_ > idle_limit;
  if (idle && (unused || server_.wanted())) connection_.reset();
}

void PostgresCommitter::stats(DatabaseStats& into) const {
  into.commits += commits_;
  into.writes += writes_;
  into.batches_lost += batches_lost_;
  into.conflicts += conflicts_;
  into.connects += connects_;
  into.commit_us_total += commit_us_;
  into.available = into.available && available_;
}

}  // namespace stoa::store
