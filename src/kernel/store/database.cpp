#include "kernel/store/database.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace stoa::store {
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

void Database::write_now(Work work, std::uint64_t in_turn) {
  write_now({.work = std::move(work), .in_turn = in_turn});
}

void Database::write_now(WriteJob job) {
  wait_for([&](Done done) {
    job.done = std::move(done);
    write(std::move(job));
  });
}

void Database::read_now(Work work) { read_now(ReadJob{.work = std::move(work)}); }

void Database::read_now(ReadJob job) {
  wait_for([&](Done done) {
    job.done = std::move(done);
    read(std::move(job));
  });
}

}  // namespace stoa::store
