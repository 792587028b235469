#include "kernel/store/checkpoints.h"

namespace stoa::store {

using Mode = SqliteConnection::Checkpoint;

Checkpoints::Checkpoints(SqliteConnection& connection, const DatabaseOptions& options)
    : connection_(connection),
      fold_above_(options.checkpoint_bytes),
      empty_above_(options.truncate_bytes),
      cap_(options.max_wal_bytes) {}

void Checkpoints::after_commit() {
  const auto length = connection_.wal_bytes();
  if (length < tried_) tried_ = folded_ = 0;  // all was folded, so SQLite began the log anew
  if (length - tried_ < fold_above_) return;
  length >= empty_above_ ? empty() : fold();
}

void Checkpoints::fold() {
  const bool all = connection_.checkpoint(Mode::passive);
  tried_ = connection_.wal_bytes();
  if (all) folded_ = tried_;
}

void Checkpoints::empty() {
  const bool all = connection_.checkpoint(Mode::truncate);
  tried_ = connection_.wal_bytes();
  if (all) folded_ = tried_;
}

bool Checkpoints::room() {
  if (connection_.wal_bytes() > cap_) empty();
  return connection_.wal_bytes() <= cap_;
}

}  // namespace stoa::store
