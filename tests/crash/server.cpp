#include "server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

namespace stoa::crash {
namespace {

// In the child, between fork and exec.
[[noreturn]] void become(const ServerOptions& options, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string log = options.folder / "server.log";
  dup2(output, STDOUT_FILENO);
  dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
  const std::string data = "STOA_DATA=" + (options.folder / "data").string();
  std::string listen = "STOA_LISTEN=127.0.0.1:0";
  // An environment of its own, and a folder without a stoa.toml: nothing from outside has a say.
  std::vector<const char*> environment = {data.c_str(), listen.c_str()};
  for (const auto& setting : options.settings) environment.push_back(setting.c_str());
  environment.push_back(nullptr);
  const char* const arguments[] = {"stoa", "serve", nullptr};
  if (chdir(options.folder.c_str()) == 0) {
    execve(options.binary.c_str(), const_cast<char* const*>(arguments),
           const_cast<char* const*>(environment.data()));
  }
  _exit(127);
}

}  // namespace

Server::Server(const ServerOptions& options) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = fork();
  if (process_ == 0) become(options, ends[1]);
  close(ends[1]);
  output_ = ends[0];
  if (process_ < 0) throw std::runtime_error("no fork");
}

void Server::wait_until_ready() {
  constexpr int patience_ms = 20'000;
  const std::string before = "http://127.0.0.1:";
  std::string said;
  for (;;) {
    const auto at = said.find(before);
    if (at != std::string::npos && said.find('/', at + before.size()) != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::stoi(said.substr(at + before.size())));
      return;
    }
    char more[256];
    pollfd wait{.fd = output_, .events = POLLIN};
    const ssize_t n = poll(&wait, 1, patience_ms) == 1 ? read(output_, more, sizeof more) : 0;
    if (n <= 0) throw std::runtime_error("the server does not start, see server.log");
    said.append(more, static_cast<std::size_t>(n));
  }
}

void Server::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  close(output_);
  process_ = -1;
}

bool Server::stop() {
  using namespace std::chrono_literals;
  ::kill(process_, SIGTERM);
  int status = -1;
  for (int i = 0; i < 2000; ++i) {
    if (waitpid(process_, &status, WNOHANG) == process_) {
      close(output_);
      process_ = -1;
      return status == 0;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace stoa::crash
