// Who is told of what is pushed: from the commits of all processes of a site to the sockets of this
// one that follow its topic.
//
// Owned by the kernel, from open() to stop(). News come by the fan-out, one channel an app, and
// wait for a thread of their own, so that no lane waits for ten thousand sockets. What the thread
// finds it hands out in order; a message is framed once for all who get it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "kernel/cluster/fanout.h"
#include "kernel/http/websocket.h"
#include "kernel/store/database.h"

namespace stoa::live {

// What follows topics.
class Ear {
 public:
  virtual ~Ear() = default;
  // On the thread of Topics, which holds its lock: must neither block nor follow.
  virtual void hear(const http::WsMessage& message) = 0;
};

class Topics {
 public:
  struct App {
    std::string name;
    store::Database* database = nullptr;
  };
  // All outlive it.
  Topics(cluster::Fanout& fanout, std::vector<App> apps);
  ~Topics() { stop(); }
  Topics(const Topics&) = delete;

  void start();
  void stop();

  // From now on `ear` is told of these topics of an app and of no others; nothing once this has
  // returned with none. Any thread.
  void follow(const std::shared_ptr<Ear>& ear, std::string_view app,
              const std::set<std::string>& topics);

  struct Stats {
    std::uint64_t pushed = 0, told = 0, lost = 0;  // messages, those who got one, no room for them
  };
  Stats stats() const { return {pushed_, told_, lost_}; }

 private:
  // "room/0190…" of an app, for two apps may call theirs the same.
  static std::string name_of(std::string_view app, std::string_view topic);
  static std::string channel_of(std::string_view app);
  void arrived(std::string_view app, std::string_view news);
  void serve();
  void hand_out(const std::vector<store::News>& news);

  cluster::Fanout& fanout_;
  const std::vector<App> apps_;
  std::mutex mutex_;  // of who follows what
  std::unordered_map<std::string, std::set<std::shared_ptr<Ear>>> followers_;
  std::map<const Ear*, std::set<std::string>> followed_;

  std::mutex inbox_mutex_;
  std::condition_variable arrived_;
  std::vector<store::News> inbox_;  // guarded by inbox_mutex_, as the two below
  std::size_t inbox_bytes_ = 0;
  bool stopping_ = false;
  std::atomic<std::uint64_t> pushed_ = 0, told_ = 0, lost_ = 0;
  std::thread thread_;
};

}  // namespace stoa::live
