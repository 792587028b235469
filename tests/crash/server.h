// The stoa that is killed: a child process on a port of its own choice.
//
// Owned by a campaign, used from its thread only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "child.h"

namespace stoa::crash {

struct ServerOptions {
  std::filesystem::path binary, folder;  // it runs in the folder
  std::vector<std::string> settings;     // "STOA_STORE_VFS=lossy"
};

// What the clients show: an API key of the administrator, one for the whole run.
const std::string& api_key();

class Server {
 public:
  explicit Server(const ServerOptions& options);

  // Waits until it says where it listens. Throws std::runtime_error if it ends before.
  void wait_until_ready();
  std::uint16_t port() const { return port_; }
  void kill() { child_.kill(); }
  bool stop() { return child_.stop(); }

 private:
  Child child_;
  std::uint16_t port_ = 0;
};

}  // namespace stoa::crash
