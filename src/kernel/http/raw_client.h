// A client for tests that sends just the bytes it is told to, well-formed or not.
//
// Test code only; used on one thread. Every wait is bounded, so that a hanging server fails a test
// instead of stopping the suite.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace stoa::http {

// An answer as it came over the wire; `status` 0 means that none came.
struct RawAnswer {
  int status = 0;
  std::string head;
  std::string body;

  bool says(std::string_view line) const { return head.find(line) != std::string::npos; }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval wait{20, 0};
    int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer > 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  virtual ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the server has closed; tests of malformed input do not care.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto n = put(bytes);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  // The next answer; interim ones (1xx) count as answers. `bodiless` for answers to HEAD.
  RawAnswer receive(bool bodiless = false) {
    RawAnswer answer;
    std::size_t end;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return answer;
    }
    answer.head = take(end + 4);
    answer.status = std::atoi(answer.head.c_str() + 9);
    if (bodiless || answer.status < 200 || answer.status == 204 || answer.status == 304) {
      return answer;
    }
    if (auto at = answer.head.find("Content-Length: "); at != std::string::npos) {
      answer.body = take(std::strtoul(answer.head.c_str() + at + 16, nullptr, 10));
    } else if (answer.says("Transfer-Encoding: chunked")) {
      receive_chunks(answer.body);
    } else {
      answer.body = rest();
    }
    return answer;
  }

  // All that comes until the server closes.
  std::string rest() {
    while (read_more()) {
    }
    return std::exchange(input_, {});
  }

  // Does the server close without sending anything more?
  bool closed() { return input_.empty() && !read_more() && ended_; }

  // Exactly `n` bytes, or fewer when the server closes first.
  std::string take(std::size_t n) {
    while (input_.size() < n && read_more()) {
    }
    auto taken = input_.substr(0, n);
    input_.erase(0, n);
    return taken;
  }

 protected:
  // As the system's recv and send; a client that speaks TLS puts itself in between.
  virtual ssize_t get(char* to, std::size_t room) { return ::recv(fd_, to, room, 0); }
  virtual ssize_t put(std::string_view bytes) {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

 private:
  bool read_more() {
    char buffer[65536];
    auto n = get(buffer, sizeof buffer);
    if (n == 0 || (n < 0 && errno == ECONNRESET)) ended_ = true;
    if (n <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }

  void receive_chunks(std::string& body) {
    for (;;) {
      std::size_t end;
      while ((end = input_.find("\r\n")) == std::string::npos) {
        if (!read_more()) return;
      }
      auto size = std::strtoul(take(end + 2).c_str(), nullptr, 16);
      body += take(size);
      take(2);
      if (size == 0) return;
    }
  }

  int fd_;
  bool ended_ = false;
  std::string input_;
};

}  // namespace stoa::http
