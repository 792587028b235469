#include "kernel/app/remote_accounts.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/app/named_file.h"
#include "kernel/auth/ended.h"
#include "kernel/auth/remote_authenticator.h"
#include "kernel/auth/remote_directory.h"
#include "kernel/auth/secrets.h"

namespace stoa {
namespace {

std::string read_key(const std::filesystem::path& file) {
  if (file.empty()) {
    throw std::runtime_error(
        "accounts.url needs accounts.api_key_file: an API key of an administrator there, with the "
        "scope accounts:introspections:admin");
  }
  std::string line = first_line_of("accounts.api_key_file", file);
  if (!auth::is_api_key(line)) {
    throw std::runtime_error("accounts.api_key_file holds no API key: " + file.string());
  }
  return line;
}

std::shared_ptr<void> hear_of_ends(cluster::Fanout& news, auth::RemoteAuthenticator& asking) {
  news.listen(auth::ended_channel, [&asking](std::string_view account) {
    if (const auto id = parse_uuid(account)) asking.forget(AccountId{*id});
  });
  return {&news, [](cluster::Fanout* to) { to->listen(auth::ended_channel, {}); }};
}

}  // namespace

RemoteAccounts reach_accounts(const Config& config, cluster::Fanout& news) {
  if (config.accounts_url.empty()) return {};
  auth::RemoteOptions options;
  options.url = config.accounts_url;
  while (options.url.ends_with('/')) options.url.pop_back();
  const std::string fault = auth::fault_of_url(options.url, config.accounts_allow_plaintext);
  if (!fault.empty()) throw std::runtime_error("accounts.url: " + fault);
  options.api_key = read_key(config.accounts_api_key_file);
  check_readable("accounts.ca_file", config.accounts_ca_file);
  options.ca_file = config.accounts_ca_file;
  options.remember = std::chrono::milliseconds(config.accounts_remember_ms);
  RemoteAccounts made{.directory = std::make_unique<auth::RemoteDirectory>(options)};
  auto asking = std::make_unique<auth::RemoteAuthenticator>(std::move(options));
  made.hearing = hear_of_ends(news, *asking);
  made.authenticator = std::move(asking);
  return made;
}

void refuse_without_accounts(const std::deque<MountedApp>& apps) {
  for (const MountedApp& mounted : apps) {
    const auto& routes = mounted.app.routes();
    const bool asks = std::any_of(routes.begin(), routes.end(),
                                  [](const Route& route) { return !route.access.open(); });
    if (!asks) continue;
    throw std::runtime_error(
        mounted.app.name() +
        " must know who calls, and accounts is not served here: serve accounts too, or set "
        "accounts.url to where it is served and accounts.api_key_file to a file with an API key of "
        "an administrator there");
  }
}

}  // namespace stoa
