// An app's database in a SQLite file of its own.
//
// One thread writes, for all (group commit); the ReadPool's threads read.
#pragma once

#include <filesystem>
#include <string>

#include "kernel/store/database.h"

namespace stoa::store {

class CommitStream;

struct DatabaseOptions {
  std::filesystem::path file = {};
  bool synchronous_full = true;  // false only to prove that the crash tests notice
  std::size_t max_batch = 256;   // writes in one commit
  std::size_t max_queue = 4096;  // waiting writes; more are refused with problems::overloaded
  std::chrono::milliseconds background_slice{5};  // background work in a batch, at the most
  std::uint64_t checkpoint_bytes = 4u << 20;      // PASSIVE above this, or when idle
  std::uint64_t truncate_bytes = 64u << 20;       // TRUNCATE above this
  std::uint64_t max_wal_bytes = 512u << 20;  // above this writes are refused, not the disk filled
  std::string vfs = {};                      // SQLite VFS name, for fault tests
  CommitStream* commits = nullptr;           // who is handed what is committed, page by page
};

class SqliteDatabase final : public Database {
 public:
  // Opens (creates) the file in WAL mode. `fatal` is called once if the lane closes for good after
  // a failed sync; the owner ends the process. Throws StoreError.
  SqliteDatabase(DatabaseOptions options, ReadPool& readers,
                 std::function<void(std::string)> fatal);
  // Finishes what is queued, checkpoints, closes.
  ~SqliteDatabase() override;

  void write(WriteJob job) override;
  void read(ReadJob job) override;
  Dialect dialect() const override { return Dialect::sqlite; }
  DatabaseStats stats() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::store
