#include "server.h"

#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "kernel/auth/secrets.h"

namespace stoa::crash {
namespace {

// Whoever writes is an administrator; the key outlives every kill, since each start registers it.
std::filesystem::path key_file(const std::filesystem::path& folder) {
  std::filesystem::path file = folder / "api-key";
  std::ofstream(file) << api_key() << "\n";
  return file;
}

Program serve(const ServerOptions& options) {
  Program program{.binary = options.binary,
                  .arguments = {"serve"},
                  .environment = options.settings,
                  .folder = options.folder,  // without a stoa.toml
                  .log = options.folder / "server.log"};
  program.environment.push_back("STOA_LISTEN=127.0.0.1:0");
  program.environment.push_back("STOA_ADMIN_EMAIL=root@example.org");
  program.environment.push_back("STOA_ADMIN_API_KEY_FILE=" + key_file(options.folder).string());
  return program;
}

}  // namespace

const std::string& api_key() {
  static const std::string key = auth::make_api_key();
  return key;
}

Server::Server(const ServerOptions& options) : child_(serve(options)) {}

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
    pollfd wait{.fd = child_.output(), .events = POLLIN};
    const ssize_t n = poll(&wait, 1, patience_ms) == 1 ? read(wait.fd, more, sizeof more) : 0;
    if (n <= 0) throw std::runtime_error("the server does not start, see server.log");
    said.append(more, static_cast<std::size_t>(n));
  }
}

}  // namespace stoa::crash
