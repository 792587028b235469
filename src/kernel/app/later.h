// A result that may come later: the request waits for it, and no thread does.
//
//   Later<Letter> take_letter(Write& tx, const User& who, const TakeLetter& in) {
//     if (auto letter = next_letter(tx, in)) return *letter;
//     return wait_for(Topic("letters", in.box), in.wait);
//   }
//
// A handler that waits is run again when a commit of whichever process wakes the topic
// (Write::wake), until it has a result or its time is over: then the answer is 204. What a run
// wrote that ended in waiting is undone. The caller's rights are asked again before each run. A
// client that has left is not noticed: what it would have taken must come back by itself.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "kernel/store/topic.h"

namespace stoa {

// For how long a request may wait at the most: proxies give up after a minute.
inline constexpr std::chrono::milliseconds longest_wait{55'000};

struct Waiting {
  Topic topic;
  std::chrono::milliseconds at_most;
};
inline Waiting wait_for(Topic topic, std::chrono::milliseconds at_most) {
  return {std::move(topic), std::clamp(at_most, std::chrono::milliseconds(0), longest_wait)};
}

template <class T>
struct Later {
  Later(T result) : result(std::move(result)) {}
  Later(Waiting waiting) : waiting(std::move(waiting)) {}
  std::optional<T> result = {};
  std::optional<Waiting> waiting = {};
};

}  // namespace stoa
