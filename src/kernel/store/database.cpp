#include "kernel/store/database.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "kernel/store/read_pool.h"
#include "kernel/store/readers.h"
#include "kernel/store/writer.h"

namespace stoa::store {

struct Database::Impl {
  Impl(DatabaseOptions given, ReadPool& pool, std::function<void(std::string)> fatal)
      : options(std::move(given)),
        writer(options, std::move(fatal)),
        readers(options, *pool.impl_) {}
  // Then the readers close, and last the writer, alone with the file, checkpoints.
  ~Impl() { writer.finish(); }

  const DatabaseOptions options;
  Writer writer;
  Readers readers;
};

Database::Database(DatabaseOptions options, ReadPool& readers,
                   std::function<void(std::string)> fatal)
    : impl_(std::make_unique<Impl>(std::move(options), readers, std::move(fatal))) {}

Database::~Database() = default;

void Database::write(WriteJob job) { impl_->writer.write(std::move(job)); }
void Database::read(ReadJob job) { impl_->readers.read(std::move(job)); }

namespace {

// Starts a job and waits for its outcome.
template <typename Start>
void wait_for(Start start) {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<std::exception_ptr> outcome;
  start([&](std::exception_ptr error) {
    const std::lock_guard lock(mutex);  // held while notifying: the waiter ends all three
    outcome = std::move(error);
    arrived.notify_one();
  });
  std::unique_lock lock(mutex);
  arrived.wait(lock, [&] { return outcome.has_value(); });
  if (*outcome) std::rethrow_exception(*outcome);
}

}  // namespace

void Database::write_now(Work work) {
  wait_for([&](Done done) { write({.work = std::move(work), .done = std::move(done)}); });
}

void Database::read_now(Work work) {
  wait_for([&](Done done) { read({.work = std::move(work), .done = std::move(done)}); });
}

DatabaseStats Database::stats() const {
  DatabaseStats stats;
  impl_->writer.stats(stats);
  impl_->readers.stats(stats);
  return stats;
}

const std::filesystem::path& Database::file() const { return impl_->options.file; }

}  // namespace stoa::store
