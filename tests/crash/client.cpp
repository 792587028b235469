#include "client.h"

#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace stoa::crash {

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // A refusal shows when the first request is sent.
  static_cast<void>(connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to));
}

Client::~Client() { close(socket_); }

bool Client::ask(std::string_view method, std::string_view path, std::string_view body) {
  std::string request(method);
  request.append(" ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  request.append("Authorization: Bearer ").append(api_key()).append("\r\n");
  if (!body.empty()) request += "Content-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  request += body;
  const ssize_t sent = send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(request.size());
}

std::optional<Answer> Client::answer() {
  std::size_t head = 0;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::nullopt;
  }
  constexpr std::string_view status_line = "HTTP/1.1 ", length_field = "\r\nContent-Length: ";
  Answer answer{.status = std::atoi(received_.c_str() + status_line.size())};
  const auto field = received_.find(length_field);
  const std::size_t length =
      field < head ? std::strtoul(&received_[field + length_field.size()], nullptr, 10) : 0;
  const std::size_t end = head + 4 + length;
  while (received_.size() < end) {
    if (!read_more()) return std::nullopt;
  }
  answer.body = received_.substr(head + 4, length);
  received_.erase(0, end);
  return answer;
}

bool Client::read_more() {
  char more[8192];
  const ssize_t n = recv(socket_, more, sizeof more, 0);
  if (n > 0) received_.append(more, static_cast<std::size_t>(n));
  return n > 0;
}

}  // namespace stoa::crash
