// When the write-ahead log is folded back into the database file.
//
// Only the writer checkpoints (SQLite 3.40 can lose a commit to a checkpoint from elsewhere), and
// never waits for a reader: what a snapshot holds back is tried again later. Owned by the Writer,
// called by its thread. Every call may throw StoreError.
#pragma once

#include <cstdint>

#include "kernel/store/sqlite.h"
#include "kernel/store/sqlite_database.h"

namespace stoa::store {

class Checkpoints {
 public:
  Checkpoints(SqliteConnection& connection, const DatabaseOptions& options);

  // Folds when enough has gathered since the last time.
  void after_commit();
  // Whether frames wait to be folded; then, when nothing else is to do, fold().
  bool pending() const { return connection_.wal_bytes() != folded_; }
  void fold();
  // False when the log is at its cap and no checkpoint brings it down.
  bool room();
  // Empties the log, for the end.
  void empty();

 private:
  SqliteConnection& connection_;
  const std::uint64_t fold_above_, empty_above_, cap_;
  std::uint64_t tried_ = 0;   // how long the log was at the last try
  std::uint64_t folded_ = 0;  // how long it was when all of it was in the file
};

}  // namespace stoa::store
