#include "kernel/store/writer.h"

#include <utility>

#include "kernel/model/problem.h"

namespace stoa::store {
namespace {

constexpr auto idle_time = std::chrono::seconds(1);

}  // namespace

Writer::Writer(WriterOptions options, std::unique_ptr<Committer> committer)
    : options_(options), committer_(std::move(committer)) {
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() { finish(); }

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
  into.queued += queued_;
  committer_->stats(into);
}

void Writer::work() {
  Batch batch;
  const Admit admit = [this](Batch& into) { return admit_background(into); };
  while (wait_for_jobs()) {
    collect(batch);
    committer_->process(batch, admit);
    batch.clear();
    committer_->tend(false);
    if (committer_->closed()) refuse_all();
  }
}

// Takes over what has arrived. False when nothing is left to do and the lane is to end.
bool Writer::wait_for_jobs() {
  std::unique_lock lock(mutex_);
  while (inbox_.empty() && interactive_.empty() && background_.empty()) {
    if (stopping_) return false;
    sleeping_ = true;
    bool idle = false;
    if (!closed_ && committer_->wants_idle())
      idle = arrived_.wait_for(lock, idle_time) == std::cv_status::timeout;
    else
      arrived_.wait(lock);
    sleeping_ = false;
    if (!idle || !inbox_.empty()) continue;
    lock.unlock();
    committer_->tend(true);
    if (committer_->closed()) refuse_all();
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

void Writer::refuse_all() {
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
  refuse(waiting, problems::overloaded);
}

}  // namespace stoa::store
