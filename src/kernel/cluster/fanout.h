// News from one process of a site to all of them: at most once, and kept by nobody.
//
// Owned by the Cluster; any thread. What must not be lost is a row. News only saves waiting for the
// next look at it, or tells what is of no use a second later.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace stoa::cluster {

class Fanout {
 public:
  // Called on a thread of the fan-out's, must not block.
  using Receive = std::function<void(std::string_view message)>;
  virtual ~Fanout() = default;

  // To every process that listens to the channel, this one among them. Never waits. What is larger
  // than a megabyte stays in this one.
  virtual void publish(std::string_view channel, std::string_view message) = 0;
  // The same without this one: for who has seen to it here already.
  virtual void publish_to_others(std::string_view channel, std::string_view message) = 0;
  // {} ends it. What the channel's listener was before is not called any more once this returns.
  virtual void listen(const std::string& channel, Receive receive) = 0;
};

// For a site that is one process: publish() calls the listener itself.
class LocalFanout : public Fanout {
 public:
  void publish(std::string_view channel, std::string_view message) override;
  void publish_to_others(std::string_view, std::string_view) override {}
  void listen(const std::string& channel, Receive receive) override;

 private:
  std::mutex mutex_;
  std::map<std::string, Receive, std::less<>> listeners_;
};

}  // namespace stoa::cluster
