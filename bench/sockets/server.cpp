// A server of WebSockets in one room, on the HTTP server of Stoa alone: what anyone says is sent to
// all. For script/bench; port and threads are its arguments.
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "kernel/http/finish.h"
#include "kernel/http/server.h"
#include "kernel/http/websocket.h"

namespace {

using namespace stoa::http;

class Room {
 public:
  void enter(std::shared_ptr<WebSocket> socket) {
    std::lock_guard lock(mutex_);
    sockets_.insert(std::move(socket));
  }
  void leave(const std::shared_ptr<WebSocket>& socket) {
    std::lock_guard lock(mutex_);
    sockets_.erase(socket);
  }
  void say(std::string_view text) {
    WsMessage message(text, true);
    std::lock_guard lock(mutex_);
    for (auto& socket : sockets_) socket->send(message);
  }

 private:
  std::mutex mutex_;
  std::unordered_set<std::shared_ptr<WebSocket>> sockets_;
};

class Guest : public WebSocket::User {
 public:
  explicit Guest(Room& room) : room_(room) {}
  void opened(std::shared_ptr<WebSocket> socket) override {
    socket_ = std::move(socket);
    room_.enter(socket_);
  }
  void received(std::string message, bool) override { room_.say(message); }
  void closed() override { room_.leave(socket_); }

 private:
  Room& room_;
  std::shared_ptr<WebSocket> socket_;
};

void answer(Room& room, const Request& request, const Respond& respond) {
  if (request.path == "/healthz") return respond({.body = "fine"});
  auto [response, terms] = ws_agree(request, {}, true);
  if (terms) {
    auto socket = std::make_shared<WebSocket>(WsOptions{.messages_per_second = 0}, *terms);
    socket->use_by(std::make_shared<Guest>(room));
    response.pushed = socket;
  }
  finish(request, response);
  respond(std::move(response));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Room room;
  Server server({.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                 .threads = std::atoi(argv[2]),
                 .max_connections = 30'000,
                 .max_streams = 30'000},
                [&room](std::shared_ptr<const Request> request, const Respond& respond) {
                  answer(room, *request, respond);
                });
  server.start();
  ::pause();  // until it is killed
}
