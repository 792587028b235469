#include "kernel/store/log_follower.h"

#include <algorithm>
#include <utility>

namespace stoa::store {
namespace {

using namespace std::chrono_literals;

constexpr auto most_patient_look = 500ms, first_look = 20ms;

}  // namespace

LogFollower::LogFollower(Options options)
    : options_(std::move(options)), states_(options_.logs.size()) {}

void LogFollower::start() {
  if (states_.empty()) return;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    options_.logs[i].database->signals().log.listen(this, [this, i] {
      const std::lock_guard lock(mutex_);
      State& state = states_[i];
      if (state.resting) return;
      state.next = std::min(state.next, std::max(Steady::now(), state.not_before));
      changed_.notify_one();
    });
  }
  thread_ = std::thread([this] { run(); });
}

void LogFollower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (!thread_.joinable()) return;
  thread_.join();
  for (const Log& log : options_.logs) log.database->signals().log.listen(this, {});
}

void LogFollower::wake(std::size_t log) {
  const std::lock_guard lock(mutex_);
  states_[log].resting = false;
  states_[log].next = std::min(states_[log].next, Steady::now());
  changed_.notify_one();
}

void LogFollower::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto first =
        std::min_element(states_.begin(), states_.end(),
                         [](const State& a, const State& b) { return a.next < b.next; });
    if (first->next == Steady::time_point::max()) {
      changed_.wait(lock);
    } else if (first->next > Steady::now()) {
      changed_.wait_until(lock, first->next);
    } else {
      first->next = Steady::time_point::max();  // unless it is woken meanwhile
      lock.unlock();
      look(static_cast<std::size_t>(first - states_.begin()));
      lock.lock();
    }
  }
}

void LogFollower::look(std::size_t log) {
  auto next = Steady::time_point();
  bool nobody = false;
  try {
    const Found found = options_.logs[log].look();
    nobody = found == Found::nobody;
    next = next_look(log, found);
  } catch (...) {
    if (options_.failed) options_.failed(log, std::current_exception());
    next = Steady::now() + 1s;
  }
  const std::lock_guard lock(mutex_);
  State& state = states_[log];
  const bool woken = state.next != Steady::time_point::max();
  state.resting = nobody && !woken;
  state.not_before = Steady::now() + options_.pace;
  state.next = std::max(std::min(state.next, next), state.not_before);
}

// A server tells nobody of its commits, and may hold the last rows back for a while.
LogFollower::Steady::time_point LogFollower::next_look(std::size_t log, Found found) {
  std::chrono::milliseconds& poll = states_[log].poll;  // this thread's alone
  poll = found == Found::nothing
             ? std::clamp<std::chrono::milliseconds>(poll * 2, first_look, most_patient_look)
             : 0ms;
  if (found == Found::rows) return Steady::now();
  if (found == Found::nobody || options_.logs[log].database->dialect() == Dialect::sqlite)
    return Steady::time_point::max();
  return Steady::now() + poll;
}

}  // namespace stoa::store
