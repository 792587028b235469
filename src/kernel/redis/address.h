// Where a Redis is and as whom to speak to it: redis://user:password@host:port/database, or
// rediss:// over TLS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa::redis {

struct Address {
  bool tls = false;
  std::string host = {};  // without brackets
  std::uint16_t port = 6379;
  int database = 0;
  std::string user = {}, password = {};

  // What may be printed: never the password.
  std::string shown() const;
};

// Throws std::runtime_error with a sentence that repeats nothing of what it was given: a password
// may be in any part of what cannot be read.
Address parse_address(std::string_view url);

}  // namespace stoa::redis
