// Batches on SQLite: a savepoint for each job, one fsync for all.
//
// Owned by a Writer and called by its thread; stats() is for any.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "kernel/store/checkpoints.h"
#include "kernel/store/committer.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/sqlite_database.h"
#include "kernel/store/wal_tap.h"

namespace stoa::store {

class SqliteCommitter final : public Committer {
 public:
  // Opens the file. Throws StoreError.
  SqliteCommitter(const DatabaseOptions& options, std::function<void(std::string)> fatal);
  ~SqliteCommitter() override;

  void process(Batch& batch, const Admit& admit) override;
  void tend(bool idle) override;
  bool wants_idle() const override { return checkpoints_.pending(); }
  bool closed() const override { return closed_; }
  void stats(DatabaseStats& into) const override;

 private:
  std::optional<StoreError> transact(Batch& batch, const Admit& admit);
  void run_one_by_one(Batch& batch);
  void commit();
  void roll_back();
  void give(Batch& batch);
  void tend_log(void (Checkpoints::*how)());
  void note(const StoreError& error);
  void close_for_good();

  const std::string file_;
  const std::function<void(std::string)> fatal_;
  SqliteConnection connection_;
  Checkpoints checkpoints_;
  std::optional<WalTap> tap_;  // where somebody may listen to what is committed
  std::optional<std::string> sync_failure_;

  // Written by the lane, read by stats().
  std::atomic<std::uint64_t> commits_ = 0, writes_ = 0, batches_lost_ = 0;
  std::atomic<std::uint64_t> commit_us_ = 0, wal_bytes_ = 0;
  std::atomic<bool> closed_ = false;
};

}  // namespace stoa::store
