// A server for tests that sends back what it gets by WebSocket, as Autobahn's testsuite wants it.
//
// Test code only; owned by one test.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/http/finish.h"
#include "kernel/http/server.h"
#include "kernel/http/websocket.h"

namespace stoa::http {

class WsServer {
 public:
  explicit WsServer(WsOptions ws = {}, ServerOptions options = {})
      : ws_(ws), server_(prepared(std::move(options)), handler()) {
    server_.start();
  }

  std::uint16_t port() const { return server_.port(); }
  Server& server() { return server_; }
  // Waits until so many sockets were opened.
  std::vector<std::shared_ptr<WebSocket>> sockets(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return sockets_.size() >= count; });
    return sockets_;
  }
  void wait_for_closed(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ >= count; });
  }

 private:
  class Echo : public WebSocket::User {
   public:
    explicit Echo(WsServer& server) : server_(server) {}
    void opened(std::shared_ptr<WebSocket> socket) override {
      socket_ = std::move(socket);
      std::lock_guard lock(server_.mutex_);
      server_.sockets_.push_back(socket_);
      server_.changed_.notify_all();
    }
    void received(std::string message, bool text) override {
      if (message == "break") throw std::runtime_error("as it was told to");
      socket_->send(WsMessage(message, text));
    }
    void closed() override {
      std::lock_guard lock(server_.mutex_);
      ++server_.closed_;
      server_.changed_.notify_all();
    }

   private:
    WsServer& server_;
    std::shared_ptr<WebSocket> socket_;
  };

  static ServerOptions prepared(ServerOptions options) {
    options.threads = 2;
    return options;
  }
  Handler handler() {
    return [this](std::shared_ptr<const Request> request, Respond respond) {
      auto [answer, terms] = ws_agree(*request, {"chat.v2", "chat.v1"}, true);
      if (terms) {
        auto socket = std::make_shared<WebSocket>(ws_, *terms);
        socket->use_by(std::make_shared<Echo>(*this));
        answer.pushed = socket;
      }
      finish(*request, answer);
      respond(std::move(answer));
    };
  }

  const WsOptions ws_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<WebSocket>> sockets_;
  std::size_t closed_ = 0;
  Server server_;
};

}  // namespace stoa::http
