// What was costly to find out, kept for a while where all processes of a site find it: a hint,
// never the truth. What is not found must be found out anew.
//
// Owned by the Cluster; any thread.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace stoa::cluster {

class Cache {
 public:
  virtual ~Cache() = default;
  // May wait for another machine, redis.answer_ms at most.
  virtual std::optional<std::string> get(const std::string& key) = 0;
  // Never wait. What is larger than a megabyte is not kept. A removal that Redis does not hear of,
  // as it is away, is none: what is kept goes at the end of its life.
  virtual void keep(const std::string& key, const std::string& value,
                    std::chrono::milliseconds life) = 0;
  virtual void remove(const std::string& key) = 0;
};

// In the memory of this process, within a number of bytes: what was used longest ago goes first.
class LocalCache final : public Cache {
 public:
  explicit LocalCache(std::size_t most = 16 << 20) : most_(most) {}

  std::optional<std::string> get(const std::string& key) override;
  void keep(const std::string& key, const std::string& value,
            std::chrono::milliseconds life) override;
  void remove(const std::string& key) override;
  std::size_t bytes() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::string key, value;
    Clock::time_point until;
  };
  using Order = std::list<Entry>;  // the one used longest ago first
  static std::size_t cost(const Entry& entry);
  void drop(Order::iterator entry);

  const std::size_t most_;
  mutable std::mutex mutex_;
  Order order_;
  std::unordered_map<std::string_view, Order::iterator> entries_;  // by the key in the entry
  std::size_t bytes_ = 0;
};

}  // namespace stoa::cluster
