// The Unix socket on which the owner of a data folder answers the command line.
//
// One command a connection: a line goes there; "ok" or "error" on a line and the text come back.
// Free functions over file descriptors; the server's part runs on the DataFolder's thread.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>

#include "kernel/store/data_folder.h"

namespace stoa::store {

inline constexpr auto control_socket_name = "stoa.sock";

// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Throws std::system_error for errno.
[[noreturn]] void throw_errno(const std::string& what);

// Listens in `folder`, in place of a socket that a dead process left. Only for the folder's owner.
Descriptor listen_control_socket(const std::filesystem::path& folder);
// Waits until `fd` can be read; false when `stop` can, or after `timeout_ms` (-1: never).
bool wait_readable(int fd, int stop, int timeout_ms = -1);
// Whether the peer runs as our own user, or as root.
bool is_own_user(int peer);
// Reads one command, gives it to `handler`, sends what it says.
void answer(int peer, int stop, const ControlHandler& handler);

// The other end. Throws std::runtime_error when nobody listens or the answer is an error.
std::string ask_control_socket(const std::filesystem::path& folder, const std::string& command);

}  // namespace stoa::store
