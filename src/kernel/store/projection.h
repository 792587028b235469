// What an app has made of events in memory, as a transaction finds it.
//
// The state is folded by a thread of the kernel's, in the order of the commits, a little behind
// them. Who holds it keeps that thread waiting: for the time of a handler at the most.
#pragma once

#include <shared_mutex>

namespace stoa {

// A state that stands still while this lives. Neither kept nor shared.
template <class State>
class Projected {
 public:
  Projected(std::shared_lock<std::shared_mutex> lock, const void* state)
      : lock_(std::move(lock)), state_(static_cast<const State*>(state)) {}
  const State& operator*() const { return *state_; }
  const State* operator->() const { return state_; }

 private:
  std::shared_lock<std::shared_mutex> lock_;
  const State* state_;
};

// Those of one app. Any thread.
class Projections {
 public:
  struct Held {
    std::shared_lock<std::shared_mutex> lock;
    const void* state;
  };
  virtual ~Projections() = default;
  // Throws Refusal (unavailable) while the state is still made anew from the log, after a start;
  // std::logic_error for what the app does not project.
  virtual Held hold(const void* kind) const = 0;
};

// What tells one type of state from another.
template <class State>
const void* projection_kind() {
  static const char kind = 0;
  return &kind;
}

}  // namespace stoa
