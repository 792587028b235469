// Posts to servers that somebody else has chosen: libcurl, with a guard.
//
// Each socket is refused whose address may not be called (addresses.h), however its name was
// resolved. Redirects are not followed, proxies of the environment are not used, no cookies are
// kept, certificates are verified, an answer is read so far and no further. Owned by whoever sends;
// one thread at a time, which waits.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/outward/addresses.h"

namespace stoa::outward {

struct Message {
  std::string url;
  std::vector<std::string> fields;  // "Content-Type: application/json"
  std::string body;
};

struct Reply {
  int status = 0;  // 0: none came
  std::string body = {};
  std::optional<std::chrono::seconds> retry_after = {};
  std::string fault = {};  // a sentence where none came
  bool stopped = false;    // given up because the process ends: nothing is known of it

  bool taken() const { return status >= 200 && status < 300; }
};

struct ClientOptions {
  std::filesystem::path ca_file = {};  // whom to trust; empty: whom the system trusts
  std::chrono::milliseconds patience{15'000}, patience_to_connect{5'000};
  std::size_t kept = 500, longest = 64 * 1024;  // of an answer: kept, and read
  std::function<bool()> stopping = {};
};

class Client {
 public:
  // `addresses` outlives it. Connections are kept between posts.
  Client(const Addresses& addresses, ClientOptions options);
  ~Client();

  Reply post(const Message& message);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::outward
