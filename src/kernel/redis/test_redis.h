// A Redis of a test's own: a process on a free port of 127.0.0.1 that keeps nothing.
//
// Test code only; owned by one test. Where redis-server is not installed there is none.
#pragma once

#include <arpa/inet.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace stoa::redis {

class TestRedis {
 public:
  static bool installed() { return std::filesystem::exists("/usr/bin/redis-server"); }

  // Further words of its command line, "--requirepass", "secret" say.
  explicit TestRedis(std::vector<std::string> more = {}, bool tls = false)
      : more_(std::move(more)), tls_(tls), port_(free_port()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "stoa-redis-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp");
    folder_ = pattern;
    start();
  }
  ~TestRedis() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  TestRedis(const TestRedis&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

  // On the port that it had.
  void start() {
    const std::string port = std::to_string(port_);
    std::vector<std::string> words = {
        "redis-server", "--port",    tls_ ? "0" : port, "--bind",         "127.0.0.1",
        "--save",       "",          "--dir",           folder_.string(), "--appendonly",
        "no",           "--logfile", folder_ / "log"};
    if (tls_) words.insert(words.end(), {"--tls-port", port});
    words.insert(words.end(), more_.begin(), more_.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawn(&process_, "/usr/bin/redis-server", nullptr, nullptr, arguments.data(),
                      environ) != 0)
      throw std::runtime_error("redis-server does not start");
    for (int tries = 0; tries < 500 && !listens(); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  void stop() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }
  // It is there, and does nothing.
  void freeze() const { ::kill(process_, SIGSTOP); }
  void thaw() const { ::kill(process_, SIGCONT); }

 private:
  static sockaddr_in place(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static std::uint16_t free_port() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = place(0);
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(listener);
    return ntohs(address.sin_port);
  }
  bool listens() const {
    const int client = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = place(port_);
    const bool there =
        ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(client);
    return there;
  }

  const std::vector<std::string> more_;
  const bool tls_;
  const std::uint16_t port_;
  std::filesystem::path folder_;
  pid_t process_ = 0;
};

}  // namespace stoa::redis
