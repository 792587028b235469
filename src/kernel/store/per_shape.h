// What is made of a Shape once, when it is first asked for, and is everybody's from then on.
//
// Any thread; only a thread's first question waits for others.
#pragma once

#include <memory>
#include <mutex>
#include <type_traits>
#include <unordered_map>

#include "kernel/model/shape.h"

namespace stoa::store {

template <auto make>
const auto& once_per_shape(const Shape& shape) {
  using Made = std::invoke_result_t<decltype(make), const Shape&>;
  static std::mutex mutex;
  static std::unordered_map<const Shape*, std::unique_ptr<const Made>> all;
  thread_local std::unordered_map<const Shape*, const Made*> known;
  if (auto at = known.find(&shape); at != known.end()) return *at->second;
  const std::lock_guard lock(mutex);
  auto& made = all[&shape];
  if (!made) made = std::make_unique<const Made>(make(shape));
  known[&shape] = made.get();
  return *made;
}

}  // namespace stoa::store
