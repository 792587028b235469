#include "kernel/app/file_copies.h"

#include <chrono>
#include <exception>

#include "kernel/files/local_blobs.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::chrono::seconds copy_again_after{10};
// The next base has what is beyond that.
constexpr std::size_t most_waiting = 100'000;

}  // namespace

void FileCopies::start() {
  thread_ = std::thread([this] { run(); });
}

void FileCopies::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

// Pictures that were made of another file ("<sha256>.<what was made>") can be made again.
void FileCopies::add(const std::string& app, const std::string& sha256) {
  if (sha256.find('.') != sha256.npos) return;
  const std::lock_guard lock(mutex_);
  if (waiting_.size() < most_waiting) waiting_.push_back({app, sha256});
  wake_.notify_one();
}

FileCopies::State FileCopies::state() const {
  const std::lock_guard lock(mutex_);
  return {.waiting = waiting_.size(), .failures = failures_};
}

// One that is gone by now was removed again: no row names it.
bool FileCopies::copy(const Wanted& wanted) try {
  const auto from = files::LocalBlobs(blobs_ / wanted.app).path_of(wanted.sha256);
  if (std::filesystem::exists(from)) shelf_.keep(wanted.app, wanted.sha256, from);
  return true;
} catch (const std::exception& error) {
  log::error("a file cannot be copied to the backup", {{"error", std::string_view(error.what())}});
  return false;
}

void FileCopies::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Wanted wanted = waiting_.front();
    lock.unlock();
    const bool done = copy(wanted);
    lock.lock();
    if (done) {
      waiting_.pop_front();
      continue;
    }
    ++failures_;
    wake_.wait_for(lock, copy_again_after, [this] { return stopping_; });
  }
}

}  // namespace stoa
