// One socket of an app: what it hears goes through transactions one after the other, in the order
// that it came in; what it follows is told to it.
//
// Owned by its WebSocket, and by whoever has something to tell it. Messages come on the
// connection's I/O thread, run in the lanes of the app, and are answered from there. While one is
// in its lane the next wait here; when there are too many, the client is read no further.
#pragma once

#include <atomic>
#include <deque>

#include "kernel/app/exchange.h"
#include "kernel/app/socket_handler.h"
#include "kernel/http/websocket.h"
#include "kernel/live/topics.h"
#include "kernel/live/watch.h"

namespace stoa {

// For /metrics.
struct SocketCounts {
  std::atomic<std::uint64_t> open = 0, opened = 0, messages = 0, refused = 0, held = 0;
};

// What all sockets share; all outlives them.
struct SocketPlace {
  UnderWay* under_way;
  std::shared_ptr<live::Watch> watch;
  live::Topics* topics;
  SocketCounts* counts;
};

class SocketSession : public http::WebSocket::User,
                      public live::Ear,
                      public live::Guest,
                      public std::enable_shared_from_this<SocketSession> {
 public:
  SocketSession(const SocketPlace& place, const MountedRoute& mounted, live::Who who, Caller caller,
                std::string request_id, std::any state);
  ~SocketSession() override;

  // Until it is over, its holder's share is taken.
  void keep(std::shared_ptr<void> share) { share_ = std::move(share); }

  // Of its WebSocket, on the I/O thread:
  void opened(std::shared_ptr<http::WebSocket> socket) override;
  void received(std::string text, bool is_text) override;
  void closed() override;
  // Any thread:
  void hear(const http::WsMessage& message) override { socket_->send(message); }
  void cut() override;

 private:
  // A message, and what became of it.
  struct Item {
    std::string ref;
    const SocketMessage* message = nullptr;
    Object in;
    Timestamp now = wall_clock();
    std::optional<Refusal> refusal = {};  // it is none that is heard here
    // Of a run in its lane:
    std::any state = {};
    std::set<std::string> topics = {};
    Object reply = {};
  };

  std::shared_ptr<Item> read(const std::string& text, bool is_text) const;
  std::set<std::string> topics_of(const std::any& state) const;
  void next();
  std::shared_ptr<Item> take(bool& leaving);
  void enter_lane(const std::shared_ptr<Item>& item);
  void run(void* tx, Item& item) const;
  void finish(Item& item, std::exception_ptr error);
  void say_goodbye();
  void answer(const Item& item);
  void refuse(const Item& item, const Refusal& refusal);
  Cause cause(Timestamp now) const;

  const SocketPlace place_;
  const MountedRoute& mounted_;
  const SocketHandler& handler_;
  const Caller caller_;
  const std::string actor_;
  http::Request asked_;  // no more of the request than its id
  std::shared_ptr<void> share_;
  std::shared_ptr<http::WebSocket> socket_;  // from opened() on
  // Of whoever is busy with it, one at a time:
  std::any state_;
  std::set<std::string> topics_;

  std::mutex mutex_;
  std::deque<std::shared_ptr<Item>> waiting_;  // guarded by mutex_, as all below
  bool busy_ = false;                          // a message is being dealt with
  bool held_ = false;                          // the client is read no further
  bool over_ = false;                          // cut: what it says counts no more
  bool closed_ = false;                        // and gone
  bool left_ = false;                          // and has been said goodbye to
};

}  // namespace stoa
