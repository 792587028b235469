#include "kernel/store/sqlite_database.h"

#include <utility>

#include "kernel/store/read_pool.h"
#include "kernel/store/readers.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/sqlite_committer.h"
#include "kernel/store/writer.h"

namespace stoa::store {

struct SqliteDatabase::Impl {
  Impl(DatabaseOptions given, ReadPool& pool, std::function<void(std::string)> fatal)
      : options(std::move(given)),
        writer({.max_batch = options.max_batch,
                .max_queue = options.max_queue,
                .background_slice = options.background_slice},
               std::make_unique<SqliteCommitter>(options, std::move(fatal))),
        readers([this] { return open_reader(); }, *pool.impl_) {}
  // Then the readers close, and last the writer, alone with the file, checkpoints.
  ~Impl() { writer.finish(); }

  std::unique_ptr<Session> open_reader() const {
    return std::make_unique<SqliteConnection>(
        SqliteOptions{.file = options.file, .vfs = options.vfs});
  }

  const DatabaseOptions options;
  Writer writer;
  Readers readers;
};

SqliteDatabase::SqliteDatabase(DatabaseOptions options, ReadPool& readers,
                               std::function<void(std::string)> fatal)
    : impl_(std::make_unique<Impl>(std::move(options), readers, std::move(fatal))) {}

SqliteDatabase::~SqliteDatabase() = default;

void SqliteDatabase::write(WriteJob job) {
  job.signals = &signals();
  impl_->writer.write(std::move(job));
}
void SqliteDatabase::read(ReadJob job) { impl_->readers.read(std::move(job)); }

DatabaseStats SqliteDatabase::stats() const {
  DatabaseStats stats;
  impl_->writer.stats(stats);
  impl_->readers.stats(stats);
  return stats;
}

}  // namespace stoa::store
