// One I/O thread: its event loop, its connections, and the one coarse clock that ends the slow.
//
// Owned by the Server. Everything but the mailbox and the counters belongs to the loop's own
// thread. A shared tick replaces a timer for each operation, which would cost more than parsing.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "kernel/http/channel.h"
#include "kernel/http/forwarded.h"
#include "kernel/http/header_block.h"
#include "kernel/http/mailbox.h"
#include "kernel/http/outlet.h"
#include "kernel/http/puller.h"
#include "kernel/http/server.h"

namespace stoa::http {

class Connection;

// What all loops of a server read and none changes after start.
struct Shared {
  ServerOptions options;
  Handler handler;
  Admit admit;
  Limits limits;
  HostNames hosts;
  TrustedProxies proxies;
  Puller puller{2};
  std::chrono::milliseconds tick{250};
  std::atomic<std::size_t> open{0};
  std::atomic<std::size_t> streams{0};  // that are pushed
  std::atomic<bool> stopping{false};
};

// A number that one thread writes and any thread reads; cheaper than a shared atomic increment.
class Counter {
 public:
  void add() {
    value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// A new connection, as its listener hands it over.
struct Arrival {
  Socket socket;
  std::shared_ptr<ssl_ctx_st> tls;  // none: plain
  const Handler& handler;           // outlives the loops
  bool refuse;                      // there are too many
};

class Loop {
 public:
  explicit Loop(Shared& shared);
  ~Loop();

  // Runs until finish(); the thread that calls this is the loop's thread.
  void run();

  // From here on: on the loop's thread only.
  void adopt(Arrival arrival);
  void remove(Connection& connection);
  void drain();   // idle connections close, the others after their answer
  void finish();  // all connections close and run() returns

  Shared& shared;
  boost::asio::io_context io{1};
  const std::shared_ptr<Mailbox> mailbox;
  const std::shared_ptr<Outgoing> outgoing;
  std::string input;   // what the connection at work has read
  std::string output;  // spare room for the next header to write
  Counter accepted, requests, malformed, timed_out, refused, tls_failed, streams_refused,
      streams_cut;

 private:
  void arm_tick();
  void on_tick();

  std::vector<std::shared_ptr<Connection>> connections_;
  boost::asio::steady_timer timer_;
  bool ticking_ = false;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
};

}  // namespace stoa::http
