// The writers at work, each on a thread of its own, for as long as this object lives.
//
// Owned by a campaign's cycle, called from its thread.
#pragma once

#include <cstdint>
#include <deque>
#include <thread>
#include <vector>

#include "writer.h"

namespace stoa::crash {

class Crew {
 public:
  Crew(std::deque<Writer>& writers, std::uint16_t port, int cycle);
  // Says that it is enough and waits for them.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Waits for their end, which comes with the server's.
  void join();
  // How many requests each has sent so far.
  std::vector<std::uint64_t> sent() const;
  // How many of the writers wait, or have waited in vain, for the answer to what they had sent.
  int unanswered(const std::vector<std::uint64_t>& sent) const;
  // Waits until each has had another write acknowledged; false when that takes 15 seconds.
  bool wait_for_writes() const;

  Course course;

 private:
  std::deque<Writer>& writers_;
  std::vector<std::thread> threads_;
};

}  // namespace stoa::crash
