// The stoa that is killed: a child process on a data folder and a port of its own choice.
//
// Owned by a campaign, used from its thread only. The child never outlives its object, nor this
// process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace stoa::crash {

struct ServerOptions {
  std::filesystem::path binary, folder;  // the databases are in folder/data
  std::vector<std::string> settings;     // "STOA_STORE_VFS=lossy"
};

class Server {
 public:
  explicit Server(const ServerOptions& options);
  ~Server() { kill(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Waits until it says where it listens. Throws std::runtime_error if it ends before.
  void wait_until_ready();
  std::uint16_t port() const { return port_; }
  // kill -9; returns when the process is gone.
  void kill();
  // SIGTERM; true when it ends by itself within 20 seconds, with 0.
  bool stop();

 private:
  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace stoa::crash
