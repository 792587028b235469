#include "kernel/store/read_pool.h"

#include <algorithm>
#include <utility>

#include "kernel/model/problem.h"
#include "kernel/store/readers.h"

namespace stoa::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto reader_idle_limit = std::chrono::seconds(60);  // then a reader connection is closed,
constexpr auto short_limit = std::chrono::seconds(1);  // or then, where others want its place

std::exception_ptr refusal(const Problem& problem) {
  return std::make_exception_ptr(Refusal{.problem = problem, .retry_after_s = 1});
}

}  // namespace

bool ReadQueue::push(ReadTask& task) {
  const std::lock_guard lock(mutex_);
  if (!sleepers_.empty()) {
    hand(task);
    return true;
  }
  if (tasks_.size() >= capacity_) return false;
  tasks_.push_back(std::move(task));
  return true;
}

void ReadQueue::hand(ReadTask& task) {
  const auto connected = [&](const Sleeper* one) { return task.readers->connected(one->slot); };
  const auto at = std::find_if(sleepers_.rbegin(), sleepers_.rend(), connected);
  Sleeper& sleeper = at == sleepers_.rend() ? *sleepers_.back() : **at;
  std::erase(sleepers_, &sleeper);
  sleeper.task = std::move(task);
  sleeper.woken.notify_one();  // while the lock is held, without which it cannot go
}

std::optional<ReadTask> ReadQueue::sleep(std::unique_lock<std::mutex>& lock, std::size_t slot) {
  Sleeper me{slot};
  sleepers_.push_back(&me);
  me.woken.wait_for(lock, patience_, [&] { return me.task || stopping_; });
  std::erase(sleepers_, &me);
  return std::move(me.task);
}

bool ReadQueue::take(std::vector<ReadTask>& into, std::size_t most, std::size_t slot) {
  std::unique_lock lock(mutex_);
  if (tasks_.empty() && !stopping_) {
    if (auto handed = sleep(lock, slot)) {
      into.push_back(std::move(*handed));
      return true;
    }
  }
  const auto count = std::min(most, 1 + tasks_.size() / 4);
  for (std::size_t i = 0; i < count && !tasks_.empty(); ++i) {
    into.push_back(std::move(tasks_.front()));
    tasks_.pop_front();
  }
  return !into.empty() || !stopping_;
}

void ReadQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (Sleeper* sleeper : sleepers_) sleeper->woken.notify_one();
}

ReadPool::Impl::Impl(ReadPoolOptions options)
    : options_(options),
      look_every_(options.full ? std::chrono::seconds(short_limit) : reader_idle_limit),
      quick_(options.max_queue, look_every_),
      heavy_(options.max_heavy_queue, look_every_) {
  for (int i = 0; i < options.threads; ++i)
    threads_.emplace_back([this, slot = threads_.size()] { serve(quick_, slot, false); });
  for (int i = 0; i < options.heavy_threads; ++i)
    threads_.emplace_back([this, slot = threads_.size()] { serve(heavy_, slot, true); });
}

ReadPool::Impl::~Impl() {
  quick_.stop();
  heavy_.stop();
  for (auto& thread : threads_) thread.join();
}

std::size_t ReadPool::Impl::slots() const {
  return static_cast<std::size_t>(options_.threads + options_.heavy_threads);
}

void ReadPool::Impl::submit(ReadTask task) {
  auto& queue = task.job.heavy ? heavy_ : quick_;
  if (!queue.push(task)) finish(task, refusal(problems::overloaded));
}

void ReadPool::Impl::serve(ReadQueue& queue, std::size_t slot, bool heavy) {
  std::vector<ReadTask> tasks;
  auto next_look = Clock::now() + look_every_;
  while (queue.take(tasks, heavy ? 1 : options_.most_at_once, slot)) {
    if (!heavy && tasks.size() > 1) run_ahead(tasks, slot);
    for (auto& task : tasks) run(task, slot, heavy);
    tasks.clear();
    if (Clock::now() < next_look) continue;
    close_idle(slot, crowded() ? short_limit : reader_idle_limit);
    next_look = Clock::now() + look_every_;
  }
}

void ReadPool::Impl::run(ReadTask& task, std::size_t slot, bool heavy) {
  const auto budget = heavy ? options_.heavy_budget : options_.budget;
  if (!task.readers->connected(slot) && crowded()) make_room(slot);
  settle(task, task.readers->run(task.job, slot, budget), heavy);
}

// Those that are known to ask one thing, of one database, are asked together. What is left in
// `tasks` is to be run.
void ReadPool::Impl::run_ahead(std::vector<ReadTask>& tasks, std::size_t slot) {
  std::vector<ReadTask> ahead, others;
  for (auto& task : tasks) {
    const bool one = task.job.several && !*task.job.several;
    const bool same = ahead.empty() || ahead.front().readers == task.readers;
    (one && same ? ahead : others).push_back(std::move(task));
  }
  std::vector<const ReadJob*> jobs;
  for (const auto& task : ahead) jobs.push_back(&task.job);
  tasks = std::move(others);
  if (ahead.empty()) return;
  auto outcomes = ahead.front().readers->run_ahead(jobs, slot, options_.budget);
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    if (outcomes[i])
      settle(ahead[i], std::move(*outcomes[i]), false);
    else
      tasks.push_back(std::move(ahead[i]));
  }
}

// Over the quick budget a read begins again among the heavy ones, over theirs it is cut.
void ReadPool::Impl::settle(ReadTask& task, Readers::Outcome outcome, bool heavy) {
  if (!outcome.over_budget) return finish(task, std::move(outcome.error));
  task.readers->count_over_budget(heavy);
  if (heavy) return finish(task, refusal(problems::query_too_costly));
  task.job.heavy = true;
  submit(std::move(task));
}

void ReadPool::Impl::finish(ReadTask& task, std::exception_ptr outcome) {
  Readers* const readers = task.readers;
  task.job.done(std::move(outcome));
  task.job = {};  // its captures may belong to whoever waits for the database to close
  if (!readers->one_done()) return;
  // `readers` may be gone by now; the pool is not.
  const std::lock_guard lock(mutex_);
  settled_.notify_all();
}

void ReadPool::Impl::add(Readers& readers) {
  const std::lock_guard lock(mutex_);
  readers_.push_back(&readers);
}

void ReadPool::Impl::remove(Readers& readers) {
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [&] { return readers.settled(); });
  std::erase(readers_, &readers);
}

bool ReadPool::Impl::crowded() const { return options_.full && options_.full(); }

void ReadPool::Impl::close_idle(std::size_t slot, std::chrono::seconds unused_for) {
  const std::lock_guard lock(mutex_);
  for (auto* readers : readers_) readers->close_idle(slot, Clock::now() - unused_for);
}

// None of its other connections is of use while it waits for the one that is to be opened.
void ReadPool::Impl::make_room(std::size_t slot) {
  const std::lock_guard lock(mutex_);
  Readers* longest_unused = nullptr;
  for (auto* readers : readers_) {
    if (!readers->connected(slot)) continue;
    if (!longest_unused || readers->last_used(slot) < longest_unused->last_used(slot))
      longest_unused = readers;
  }
  if (longest_unused) longest_unused->close(slot);
}

ReadPool::ReadPool(ReadPoolOptions options) : impl_(std::make_unique<Impl>(options)) {}
ReadPool::~ReadPool() = default;

}  // namespace stoa::store
