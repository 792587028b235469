#include "kernel/store/postgres_database.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "kernel/store/postgres_committer.h"
#include "kernel/store/read_pool.h"
#include "kernel/store/readers.h"
#include "kernel/store/writer.h"

namespace stoa::store {

struct PostgresDatabase::Impl {
  Impl(const PostgresOptions& options, PostgresServer& server, ReadPool& pool)
      : readers(
            [this, &server, schema = options.schema] {
              auto connection = server.connect(schema, Purpose::read);
              ++read_connects;
              return connection;
            },
            *pool.impl_) {
    const WriterOptions lane{.max_batch = options.max_batch,
                             .max_queue = options.max_queue / options.writers,
                             .background_slice = options.background_slice};
    for (std::size_t i = 0; i < options.writers; ++i)
      writers.push_back(
          std::make_unique<Writer>(lane, std::make_unique<PostgresCommitter>(options, server)));
    PostgresOptions committed = options;
    committed.purpose = Purpose::write_committed;
    read_committed =
        std::make_unique<Writer>(lane, std::make_unique<PostgresCommitter>(committed, server));
  }

  // What is about the same thing goes the same way and so never meets itself in another
  // transaction; all else goes where the least waits.
  Writer& writer_for(const WriteJob& job) {
    if (job.read_committed) return *read_committed;
    if (job.in_turn) return *writers[job.in_turn % writers.size()];
    return **std::min_element(writers.begin(), writers.end(), [](const auto& a, const auto& b) {
      return a->queued() < b->queued();
    });
  }

  std::vector<std::unique_ptr<Writer>> writers;
  std::unique_ptr<Writer> read_committed;
  std::atomic<std::uint64_t> read_connects = 0;
  Readers readers;
};

PostgresDatabase::PostgresDatabase(PostgresOptions options, PostgresServer& server,
                                   ReadPool& readers)
    : impl_(std::make_unique<Impl>(options, server, readers)) {}

PostgresDatabase::~PostgresDatabase() = default;

void PostgresDatabase::write(WriteJob job) {
  job.signals = &signals();
  impl_->writer_for(job).write(std::move(job));
}
void PostgresDatabase::read(ReadJob job) { impl_->readers.read(std::move(job)); }

DatabaseStats PostgresDatabase::stats() const {
  DatabaseStats stats;
  for (const auto& writer : impl_->writers) writer->stats(stats);
  impl_->read_committed->stats(stats);
  impl_->readers.stats(stats);
  stats.connects += impl_->read_connects;
  return stats;
}

}  // namespace stoa::store
