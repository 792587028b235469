#include "kernel/store/writer.h"

#include <algorithm>
#include <utility>

#include "kernel/model/problem.h"

namespace stoa::store {
namespace {

using Clock = SqliteConnection::Clock;
constexpr auto idle_before_fold = std::chrono::seconds(1);

}  // namespace

Writer::Writer(const DatabaseOptions& options, std::function<void(std::string)> fatal)
    : options_(options),
      fatal_(std::move(fatal)),
      connection_({.file = options.file,
                   .writer = true,
                   .synchronous_full = options.synchronous_full,
                   .vfs = options.vfs}),
      checkpoints_(connection_, options_) {
  checkpoints_.empty();  // what a crash left behind
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
  finish();
  tend_log(&Checkpoints::empty);
  if (sync_failure_) connection_.forbid_checkpoint_on_close();
}

void Writer::write(WriteJob job) {
  const Problem* no = nullptr;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_)
      no = &problems::shutting_down;
    else if (closed_ || queued_ >= options_.max_queue)
      no = &problems::overloaded;
    else {
      inbox_.push_back(std::move(job));
      ++queued_;
      wake = sleeping_;
    }
  }
  if (no)
    job.done(std::make_exception_ptr(Refusal{.problem = *no, .retry_after_s = 1}));
  else if (wake)
    arrived_.notify_one();
}

void Writer::finish() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Writer::stats(DatabaseStats& into) const {
  into.commits = commits_;
  into.writes = writes_;
  into.batches_lost = batches_lost_;
  into.queued = queued_;
  into.wal_bytes = wal_bytes_;
  into.commit_us_total = commit_us_;
  into.closed = closed_;
}

void Writer::work() {
  Batch batch;
  while (wait_for_jobs()) {
    collect(batch);
    process(batch);
    batch.clear();
    sync_failure_ ? close_for_good() : tend_log(&Checkpoints::after_commit);
  }
}

// Takes over what has arrived. False when nothing is left to do and the lane is to end.
bool Writer::wait_for_jobs() {
  std::unique_lock lock(mutex_);
  while (inbox_.empty() && interactive_.empty() && background_.empty()) {
    if (stopping_) return false;
    sleeping_ = true;
    bool idle = false;
    if (!closed_ && checkpoints_.pending())
      idle = arrived_.wait_for(lock, idle_before_fold) == std::cv_status::timeout;
    else
      arrived_.wait(lock);
    sleeping_ = false;
    if (!idle || !inbox_.empty()) continue;
    lock.unlock();
    tend_log(&Checkpoints::fold);
    lock.lock();
  }
  taken_.swap(inbox_);
  return true;
}

// The next batch: all interactive work there is room for, or a first piece of background work.
void Writer::collect(Batch& batch) {
  for (auto& job : taken_)
    (job.urgency == Urgency::interactive ? interactive_ : background_).push(std::move(job));
  taken_.clear();
  while (!interactive_.empty() && batch.size() < options_.max_batch)
    batch.push_back({interactive_.pop()});
  queued_ -= batch.size();
  slice_end_.reset();
  if (batch.empty()) admit_background(batch);
}

// Background work follows while its slice of this batch lasts; one job at the least.
bool Writer::admit_background(Batch& batch) {
  if (background_.empty()) return false;
  const auto now = Clock::now();
  if (slice_end_ && now >= *slice_end_) return false;
  if (!slice_end_) slice_end_ = now + options_.background_slice;
  batch.push_back({background_.pop()});
  --queued_;
  return true;
}

// What fails here is tried again at the next occasion; only a failed sync has no second try.
void Writer::tend_log(void (Checkpoints::*how)()) {
  if (sync_failure_) return;
  try {
    (checkpoints_.*how)();
  } catch (const StoreError& error) {
    note(error);
  }
  wal_bytes_ = connection_.wal_bytes();
  if (sync_failure_) close_for_good();
}

// After a failed fsync the kernel may have dropped the pages, and a second fsync would succeed
// without them: nothing this lane could still write would be known to be durable.
void Writer::close_for_good() {
  Batch waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (auto& job : inbox_) waiting.push_back({std::move(job)});
    inbox_.clear();
  }
  while (!interactive_.empty()) waiting.push_back({interactive_.pop()});
  while (!background_.empty()) waiting.push_back({background_.pop()});
  queued_ -= waiting.size();
  refuse(waiting);
  if (fatal_) fatal_("The database " + options_.file.string() + " is closed: " + *sync_failure_);
}

void Writer::note(const StoreError& error) {
  if (error.kind == StoreError::Kind::fsync && !sync_failure_) sync_failure_ = error.what();
}

}  // namespace stoa::store
