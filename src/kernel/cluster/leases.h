// Who is somewhere, as far as anybody has said so lately: presence.
//
// A name is held at a place by this process for a time, and again before the time is over; it is
// there as long as any process holds it. Nothing is a lock: two may hold the same. Owned by the
// Cluster; any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace stoa::cluster {

class Leases {
 public:
  virtual ~Leases() = default;
  // Never waits.
  virtual void hold(const std::string& place, const std::string& name,
                    std::chrono::milliseconds life) = 0;
  virtual void release(const std::string& place, const std::string& name) = 0;
  // The names that are there, in order. May wait for another machine, redis.answer_ms at most.
  virtual std::vector<std::string> present(const std::string& place) = 0;
};

// Of this process alone.
class LocalLeases final : public Leases {
 public:
  void hold(const std::string& place, const std::string& name,
            std::chrono::milliseconds life) override;
  void release(const std::string& place, const std::string& name) override;
  std::vector<std::string> present(const std::string& place) override;
  // Places that are remembered, for tests.
  std::size_t places() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Place = std::map<std::string, Clock::time_point>;  // name -> the end of its lease
  void sweep(Clock::time_point now);

  mutable std::mutex mutex_;
  std::map<std::string, Place> places_;
  Clock::time_point swept_ = {};
};

}  // namespace stoa::cluster
