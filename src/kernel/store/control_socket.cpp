#include "kernel/store/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace stoa::store {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t longest_command = 64 * 1024;
constexpr int patience_ms = 5000;  // for a peer that connects and says nothing

// Where a socket's address is too short for the folder's path (107 bytes), the kernel finds the
// folder by a descriptor of it.
struct Address {
  explicit Address(const fs::path& folder) {
    std::string path = (fs::absolute(folder) / control_socket_name).string();
    if (path.size() >= sizeof un.sun_path) {
      directory = Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (!directory) throw_errno("Cannot open " + folder.string());
      path = "/proc/self/fd/" + std::to_string(directory.get()) + "/" + control_socket_name;
    }
    un.sun_family = AF_UNIX;
    std::memcpy(un.sun_path, path.c_str(), path.size() + 1);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&un); }

  sockaddr_un un = {};
  Descriptor directory;  // open while the address is used
};

Descriptor new_socket() {
  Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!made) throw_errno("Cannot make a socket");
  return made;
}

bool send_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Appends what is there. False at the end or when the connection broke.
bool receive_some(int fd, std::string& text) {
  char buffer[4096];
  ssize_t got = 0;
  do {
    got = ::recv(fd, buffer, sizeof buffer, 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  text.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::string reply_to(const std::string& command, const ControlHandler& handler) {
  try {
    return "ok\n" + handler(command);
  } catch (const std::exception& error) {
    return std::string("error\n") + error.what();
  } catch (...) {
    return "error\nThe command failed.";
  }
}

}  // namespace

void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Descriptor listen_control_socket(const fs::path& folder) {
  const Address address(folder);
  auto listener = new_socket();
  ::unlink(address.un.sun_path);   // the folder is ours, so whoever listened there is dead
  ::fchmod(listener.get(), 0600);  // Linux gives this mode to the file, so it is never wider
  if (::bind(listener.get(), address.get(), sizeof address.un) != 0 ||
      ::chmod(address.un.sun_path, 0600) != 0 || ::listen(listener.get(), 16) != 0)
    throw_errno("Cannot listen in " + folder.string());
  return listener;
}

bool wait_readable(int fd, int stop, int timeout_ms) {
  pollfd waiting[] = {{fd, POLLIN, 0}, {stop, POLLIN, 0}};
  int ready = 0;
  do {
    ready = ::poll(waiting, 2, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0 && waiting[1].revents == 0;
}

bool is_own_user(int peer) {
  ucred who = {};
  socklen_t size = sizeof who;
  if (::getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
  return who.uid == ::geteuid() || who.uid == 0;
}

void answer(int peer, int stop, const ControlHandler& handler) {
  const timeval patience = {.tv_sec = patience_ms / 1000, .tv_usec = 0};
  ::setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  std::string command;
  while (command.find('\n') == std::string::npos) {
    if (command.size() > longest_command || !wait_readable(peer, stop, patience_ms) ||
        !receive_some(peer, command))
      return;
  }
  command.resize(command.find('\n'));
  send_all(peer, reply_to(command, handler));
}

std::string ask_control_socket(const fs::path& folder, const std::string& command) {
  const Address address(folder);
  const auto socket = new_socket();
  if (::connect(socket.get(), address.get(), sizeof address.un) != 0)
    throw_errno("No process answers for " + folder.string());
  std::string reply;
  if (send_all(socket.get(), command + "\n"))
    while (receive_some(socket.get(), reply)) continue;
  const auto line = reply.find('\n');
  if (line == std::string::npos)
    throw std::runtime_error("The process that holds " + folder.string() + " did not answer.");
  const auto text = reply.substr(line + 1);
  if (reply.compare(0, line, "ok") != 0) throw std::runtime_error(text);
  return text;
}

}  // namespace stoa::store
