// A server for tests: every path shows one way to answer, and requests can be parked.
//
// Test code only; owned by one test. The handler runs on the server's I/O threads.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/http/finish.h"
#include "kernel/http/raw_client.h"
#include "kernel/http/server.h"

namespace stoa::http {

inline Response text(std::string body) {
  Response response;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

// Counts pieces down, so that a test can tell how many were pulled.
class Pieces : public BodySource {
 public:
  Pieces(int count, std::size_t size) : left_(count), size_(size) {}
  std::string next() override {
    if (left_ == 0) return {};
    ++pulled;
    return std::string(size_, static_cast<char>('a' + --left_ % 26));
  }
  std::atomic<int> pulled = 0;

 private:
  int left_;
  std::size_t size_;
};

class BrokenSource : public BodySource {
 public:
  std::string next() override {
    if (first_) return first_ = false, "half";
    throw std::runtime_error("the source is broken");
  }

 private:
  bool first_ = true;
};

// A server whose paths each show one way to answer, and whose requests can be parked.
class TestServer {
 public:
  explicit TestServer(ServerOptions options = {}) : server_(prepared(options), handler()) {
    server_.start();
  }
  ~TestServer() {
    server_.stop(std::chrono::milliseconds(0));
    for (auto& thread : threads_) thread.join();
  }

  RawClient client(int receive_buffer = 0) { return RawClient(server_.port(), receive_buffer); }
  RawAnswer ask(std::string_view request) {
    auto c = client();
    c.send(request);
    return c.receive();
  }
  Server& server() { return server_; }

  // Waits until `n` requests to /park were received, and hands their answers over.
  std::vector<Respond> parked(std::size_t n) {
    for (;;) {
      std::lock_guard lock(mutex_);
      if (parked_.size() >= n) return std::exchange(parked_, {});
      std::this_thread::yield();
    }
  }

  std::shared_ptr<Pieces> pieces = std::make_shared<Pieces>(3, 4);

 private:
  static ServerOptions prepared(ServerOptions options) {
    options.port = 0;
    options.threads = 2;
    return options;
  }

  Handler handler() {
    return [this](std::shared_ptr<const Request> request, Respond respond) {
      answer(std::move(request), std::move(respond));
    };
  }

  void answer(std::shared_ptr<const Request> request, Respond respond) {
    const std::string& path = request->path;
    if (path == "/park") {
      std::lock_guard lock(mutex_);
      parked_.push_back(std::move(respond));
    } else if (path == "/thread") {
      std::lock_guard lock(mutex_);
      threads_.emplace_back([request, respond] { respond(text("from a thread")); });
    } else if (path == "/twice") {
      respond(text("first"));
      respond(text("second"));
    } else if (path == "/drop") {
    } else if (path == "/throw") {
      throw 42;
    } else if (path == "/answer-and-throw") {
      respond(text("answered"));
      throw std::runtime_error("too late to matter");
    } else {
      respond(made(*request));
    }
  }

  Response made(const Request& request) {
    Response response = text(request.method + " " + request.path + " " + request.body);
    if (request.path == "/big") response.body.assign(8 << 20, 'x');
    if (request.path == "/shared") {
      response.shared_body = std::make_shared<const std::string>(100'000, 's');
    }
    if (request.path == "/stream") response.stream = pieces;
    if (request.path == "/broken-stream") response.stream = std::make_shared<BrokenSource>();
    if (request.path == "/who") response.body = request.peer + (request.secure ? " secure" : "");
    if (request.path == "/empty") response.status = 204;
    if (request.path == "/close") response.headers.add("Connection", "close");
    if (request.path == "/split") {
      response.headers.add("X-Bad", "a\r\nX-Injected: b");
      response.headers.add("X Bad", "a");
      response.headers.add("X-Nul", std::string_view("a\0b", 3));
    }
    if (request.path == "/finish") finish(request, response);
    return response;
  }

  std::mutex mutex_;
  std::vector<Respond> parked_;
  std::vector<std::thread> threads_;
  Server server_;
};

inline std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) +
         "\r\n";
}

}  // namespace stoa::http
