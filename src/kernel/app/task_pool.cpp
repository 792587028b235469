#include "kernel/app/task_pool.h"

#include "kernel/app/task.h"
#include "kernel/files/blob_store.h"
#include "kernel/jobs/rows.h"
#include "kernel/observe/log.h"
#include "kernel/store/database.h"

namespace stoa {

TaskPool::TaskPool(int threads, std::size_t max_queue)
    : max_threads_(threads), max_queue_(max_queue) {}

TaskPool::~TaskPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void TaskPool::run(std::function<void()> work, std::function<void(std::exception_ptr)> done) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() < max_queue_ && !stopping_) {
      queue_.push_back({std::move(work), std::move(done)});
      bool all_busy = idle_ < static_cast<int>(queue_.size());
      if (all_busy && static_cast<int>(threads_.size()) < max_threads_) {
        threads_.emplace_back([this] { serve(); });
      }
      wake_.notify_one();
      return;
    }
  }
  done(std::make_exception_ptr(Refusal{.problem = problems::overloaded, .retry_after_s = 1}));
}

void TaskPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    std::exception_ptr error;
    try {
      job.work();
    } catch (...) {
      error = std::current_exception();
    }
    job.done(error);
    job = {};  // what it holds must go before the lock is taken again
    lock.lock();
  }
}

void Task::read(const std::function<void(Read&)>& work) {
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, cause_.now, cause_.projections);
    work(tx);
  });
}

void Task::write(const std::function<void(Write&)>& work) {
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, cause_);
    work(tx);
  });
}

void Task::write_locking(const std::function<void(Write&)>& work) {
  auto in_transaction = [&](store::Connection& connection) {
    Write tx(connection, cause_);
    work(tx);
  };
  database_.write_now({.work = in_transaction, .read_committed = true});
}

std::string Task::content(const Upload& upload) const {
  const auto file = blobs_->open(upload.sha256);
  std::string all;
  while (file && all.size() < file->size()) {
    const std::string piece = file->read(all.size(), file->size() - all.size());
    if (piece.empty()) break;
    all += piece;
  }
  if (static_cast<std::int64_t>(all.size()) != upload.size) throw Refusal{problems::overloaded};
  return all;
}

const jobs::Run& Task::job() const {
  if (!job_) throw std::logic_error("only a job has steps");
  return *job_;
}

std::string Task::once_key(std::string_view name) const {
  return to_string(job().id) + "/" + std::string(name);
}

std::optional<std::string> Task::kept_step(std::string_view name) {
  std::optional<std::string> result;
  database_.read_now(
      [&](store::Connection& connection) { result = jobs::kept_step(connection, job().id, name); });
  return result;
}

void Task::keep_step(std::string_view name, std::string_view result) {
  database_.write_now(
      {.work =
           [&](store::Connection& connection) { jobs::keep_step(connection, job(), name, result); },
       .read_committed = true});
}

void Task::progress(std::string_view what, std::size_t done, std::size_t total) {
  log::info(what, {{"done", static_cast<std::int64_t>(done)},
                   {"total", static_cast<std::int64_t>(total)}});
}

}  // namespace stoa
