// A Redis that several threads use: one connection, kept up by one thread of its own.
//
// Nobody waits for a Redis that is away: then every command fails at once, and connecting is tried
// again and again, less often, up to every two seconds. Owned by whoever has it; any thread but for
// start() and stop(). Callbacks run on the client's thread and must not block.
#pragma once

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "kernel/redis/connection.h"

namespace stoa::redis {

// For /metrics; a snapshot.
struct Stats {
  bool up = false;
  std::uint64_t connects = 0, commands = 0, failed = 0, messages = 0;
};

class Client {
 public:
  using Message = std::function<void(std::string_view channel, std::string_view text)>;

  // Throws std::runtime_error when ca_file cannot be used. Does not connect yet.
  explicit Client(Options options);
  ~Client() { stop(); }
  Client(const Client&) = delete;

  // `message` is called for each that comes on a channel that is subscribed to.
  void start(Message message);
  // What was not answered fails. Nothing is called any more once this has returned.
  void stop();

  // `done` is called once; at once, on the caller's thread, where Redis is away.
  void send(Words command, Done done = {});
  // Waits for the answer; not on the client's thread. nullopt when there is none, or an error.
  std::optional<Value> ask(Words command);
  // Kept up over all connections.
  void subscribe(const std::string& channel);
  void unsubscribe(const std::string& channel);

  // Whether it is away, or refused something just now: it has no room, say.
  bool troubled() const;
  Stats stats() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Queued {
    Words command;
    Done done;
  };

  void connect();
  void connected();
  void lost(const std::string& why);
  void work_off();
  void send_now(Queued one);
  void note_refusal(const Value& error);
  Words channels() const;
  void note_change(bool up, const std::string& why);
  void told(const Value& push);

  const Options options_;
  boost::asio::ssl::context tls_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer retry_;
  Message message_;
  // The client's thread alone:
  std::shared_ptr<Connection> connection_;
  Words greeted_;  // the channels that the connection began with
  std::optional<Clock::time_point> up_since_, refusal_said_;
  std::chrono::milliseconds backoff_{0};
  std::optional<bool> said_up_;
  std::minstd_rand random_{std::random_device{}()};
  // Any thread:
  std::atomic<bool> up_ = false;
  std::atomic<Clock::rep> refused_ = Clock::time_point::min().time_since_epoch().count();
  std::atomic<std::uint64_t> connects_ = 0, commands_ = 0, failed_ = 0, messages_ = 0;
  mutable std::mutex mutex_;
  std::vector<Queued> queue_;  // guarded by mutex_, as all below
  std::set<std::string> channels_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa::redis
