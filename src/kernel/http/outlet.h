// Bytes sent to connections that stay open, from any thread.
//
// An Outlet is one open stream as its senders see it: shared by whoever sends, it knows its
// connection only weakly, so that it may outlive the connection and the server. Outgoing is what a
// Loop shares with all its outlets: sends from however many threads to however many connections
// wait in it for one turn of the loop, which wakes up once for all of them.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/mailbox.h"

namespace stoa::http {

class Connection;
class Outgoing;

// The same bytes serve all the connections that they go to.
using SharedBytes = std::shared_ptr<const std::string>;

class Outlet : public std::enable_shared_from_this<Outlet> {
 public:
  // `room`: so many bytes may wait for the client to take them.
  Outlet(std::shared_ptr<Outgoing> outgoing, std::weak_ptr<Connection> connection,
         std::size_t room);

  // Any thread. Nobody waits: a client for whom too much waits already is cut. A single buffer may
  // be larger than the room when nothing waits before it. False: the stream is over.
  bool send(SharedBytes bytes);
  // Any thread: the stream ends when all that was sent before has been taken.
  void end();
  // Any thread: nothing more is read of what the client sends, until go_on(). It is for a body that
  // is called with what comes and has enough of it.
  void hold() { held_ = true; }
  void go_on();
  bool is_held() const { return held_; }
  // False once it was cut, ended, or its client left.
  bool is_open() const { return open_.load(std::memory_order_relaxed); }

  // What a buffer counts for: its bytes and what holding it takes.
  static std::size_t cost(const SharedBytes& bytes) { return bytes->size() + 64; }

  // Of the connection's own thread:
  void taken(std::size_t cost) { waiting_.fetch_sub(cost, std::memory_order_relaxed); }
  void shut() { open_ = false; }
  std::shared_ptr<Connection> connection() const { return connection_.lock(); }

 private:
  const std::shared_ptr<Outgoing> outgoing_;
  const std::weak_ptr<Connection> connection_;
  const std::size_t room_;
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> open_ = true, held_ = false;
};

class Outgoing : public std::enable_shared_from_this<Outgoing> {
 public:
  enum class What { bytes, end, cut, go_on };
  struct Item {
    std::shared_ptr<Outlet> outlet;
    What what;
    SharedBytes bytes;
  };

  explicit Outgoing(std::shared_ptr<Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}

  void add(Item item);  // any thread

  // Of the loop's thread: forgets what waits, and takes no more.
  void close();

 private:
  void wake();
  void hand_out();
  void flush();

  const std::shared_ptr<Mailbox> mailbox_;
  std::mutex mutex_;
  std::vector<Item> waiting_;
  bool woken_ = false, closed_ = false;
  // Of the loop's thread: who has something to write.
  std::deque<std::shared_ptr<Connection>> ready_;
  bool flushing_ = false;
};

}  // namespace stoa::http
