// What is made of a Shape once, when it is first asked for, and is kept with it from then on.
//
// Any thread; two that ask first at once may both make it, and one of them is kept.
#pragma once

#include <atomic>
#include <memory>
#include <type_traits>

#include "kernel/model/shape.h"

namespace stoa {
namespace detail {

inline std::size_t next_memo_slot() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

}  // namespace detail

template <auto make>
const auto& once_per_shape(const Shape& shape) {
  using Made = std::remove_cvref_t<std::invoke_result_t<decltype(make), const Shape&>>;
  static const std::size_t slot = detail::next_memo_slot();
  const void* made = shape.memo.slot(slot).load(std::memory_order_acquire);
  if (!made) made = shape.memo.keep(slot, std::make_shared<const Made>(make(shape)));
  return *static_cast<const Made*>(made);
}

}  // namespace stoa
