// One keep-alive HTTP connection, with the moment between asking and being answered in sight.
//
// Owned and used by one thread. It waits ten seconds for an answer, no longer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stoa::crash {

struct Answer {
  int status = 0;
  std::string body;
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False when the connection is broken: the server may have got the request, or not.
  bool ask(std::string_view method, std::string_view path, std::string_view body);
  // Nothing when the connection breaks first.
  std::optional<Answer> answer();

 private:
  bool read_more();

  int socket_ = -1;
  std::string received_;
};

}  // namespace stoa::crash
