#include "kernel/jobs/dispatcher.h"

#include <algorithm>

#include "kernel/jobs/verdict.h"
#include "kernel/observe/log.h"

namespace stoa::jobs {

void Dispatcher::start() {
  if (runners_.empty()) return;
  next_.assign(runners_.size(), Steady::now());
  for (std::size_t i = 0; i < runners_.size(); ++i) {
    runners_[i].on_wake([this, i] {
      const std::lock_guard lock(mutex_);
      next_[i] = std::min(next_[i], Steady::now());  // behind whoever waits already
      changed_.notify_one();
    });
  }
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  for (Runner& runner : runners_) runner.on_wake({});
  for (Runner& runner : runners_) runner.stop_starting();
  for (Runner& runner : runners_) runner.drain();
}

void Dispatcher::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto first = std::min_element(next_.begin(), next_.end());
    if (*first > Steady::now()) {
      changed_.wait_until(lock, *first);
      continue;
    }
    const auto i = static_cast<std::size_t>(first - next_.begin());
    next_[i] = Steady::time_point::max();  // unless it is woken meanwhile
    lock.unlock();
    const auto next = step(runners_[i]);
    lock.lock();
    next_[i] = std::min(next_[i], next);
  }
}

// What fails here, for want of a database mostly, is tried again.
Dispatcher::Steady::time_point Dispatcher::step(Runner& runner) {
  try {
    return runner.step();
  } catch (...) {
    const Verdict verdict = verdict_of(std::current_exception(), true);
    log::warning("jobs wait", {{"app", std::string_view(runner.app())},
                               {"error", std::string_view(verdict.error)}});
    return Steady::now() + std::chrono::seconds(1);
  }
}

}  // namespace stoa::jobs
