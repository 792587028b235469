// Batches on PostgreSQL: serializable, run again when they conflict, and never in doubt.
//
// Owned by a Writer and called by its thread; stats() is for any.
#pragma once

#include <atomic>
#include <optional>
#include <random>
#include <string>

#include "kernel/store/committer.h"
#include "kernel/store/postgres_database.h"

namespace stoa::store {

class PostgresCommitter final : public Committer {
 public:
  PostgresCommitter(const PostgresOptions& options, PostgresServer& server)
      : options_(options), server_(server) {}

  void process(Batch& batch, const Admit& admit) override;
  void tend(bool idle) override;
  bool wants_idle() const override { return connection_ || !available_; }
  void stats(DatabaseStats& into) const override;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Verdict { again, again_with_savepoints, one_by_one, refused };
  enum class Fate { committed, lost, open, unknown };

  void process(Batch& batch, const Admit& admit, Clock::time_point deadline);
  PostgresConnection& connection();
  void transact(Batch& batch, const Admit& admit, Undo undo, int attempt);
  void take_turns(const Batch& batch, int attempt);
  std::int64_t lock_key(std::uint64_t key) const;
  void mark_transaction();
  void commit();
  void find_out(const std::string& transaction);
  Fate ask_for(const std::string& transaction);
  void give_up_transaction();
  Verdict judge(const StoreError& error, const Batch& batch, Undo undo);
  void run_one_by_one(Batch& batch, Clock::time_point deadline);
  void refuse_all(Batch& batch, const StoreError& error);
  void give(Batch& batch);
  void wait_before(int attempt);

  const PostgresOptions options_;
  PostgresServer& server_;
  std::unique_ptr<PostgresConnection> connection_;
  bool took_turns_ = false;
  std::string mark_;  // of this transaction's rows in the log
  Clock::time_point last_used_{};
  Clock::time_point away_since_{};
  Clock::time_point try_again_{};  // to connect: not before
  std::minstd_rand random_{std::random_device{}()};

  // Written by the lane, read by stats().
  std::atomic<std::uint64_t> commits_ = 0, writes_ = 0, batches_lost_ = 0, conflicts_ = 0;
  std::atomic<std::uint64_t> commit_us_ = 0, connects_ = 0;
  std::atomic<std::int64_t> behind_ = 0;
  std::atomic<bool> available_ = true;
};

}  // namespace stoa::store
