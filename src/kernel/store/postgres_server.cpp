#include "kernel/store/postgres_server.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace stoa::store {
namespace {

std::string value_of(const PostgresParameters& parameters, std::string_view name) {
  for (const auto& [known, value] : parameters)
    if (known == name) return value;
  return {};
}

void set_default(PostgresParameters& parameters, const char* name, std::string value) {
  if (value_of(parameters, name).empty()) parameters.emplace_back(name, std::move(value));
}

// libpq's message about a url that it cannot read may repeat a part of it, and so of a password.
PostgresParameters parse(const std::string& url) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  PQfreemem(message);
  if (!options)
    throw std::runtime_error(
        "database.url cannot be read: it is postgres://user@host:port/database, with what is "
        "special in a name or a password percent-encoded.");
  PostgresParameters parameters;
  for (const auto* option = options.get(); option->keyword; ++option)
    if (option->val) parameters.emplace_back(option->keyword, option->val);
  return parameters;
}

bool is_local(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host == "::1" || host.starts_with("127.");
}

// "a,b,c": a url may name several servers.
bool all_local(std::string_view hosts) {
  for (;;) {
    const auto comma = hosts.find(',');
    if (!is_local(hosts.substr(0, comma))) return false;
    if (comma == hosts.npos) return true;
    hosts.remove_prefix(comma + 1);
  }
}

void check_transport(const PostgresParameters& parameters) {
  const auto host = value_of(parameters, "host"), address = value_of(parameters, "hostaddr");
  const bool local = all_local(host) && all_local(address);
  if (local || value_of(parameters, "sslmode") == "verify-full") return;
  throw std::runtime_error(fmt::format(
      "database.url leads to {}, off this machine: add sslmode=verify-full (and sslrootcert), or "
      "say database.allow_plaintext = true if the network between is yours alone.",
      address.empty() ? host : address));
}

}  // namespace

PostgresServer::PostgresServer(PostgresServerOptions options)
    : parameters_(parse(options.url)), connections_(options.connections) {
  set_default(parameters_, "host", std::getenv("PGHOST") ? std::getenv("PGHOST") : "");
  if (!options.allow_plaintext) check_transport(parameters_);
  if (!options.password.empty()) {
    std::erase_if(parameters_, [](const auto& parameter) { return parameter.first == "password"; });
    parameters_.emplace_back("password", options.password);
  }
  set_default(parameters_, "application_name", "stoa");
  set_default(parameters_, "client_encoding", "UTF8");
  set_default(parameters_, "connect_timeout", "5");
  // A standby takes no writes; after a failover the name that was first may be one.
  set_default(parameters_, "target_session_attrs", "read-write");
  // A peer that vanished without a word is noticed in half a minute, not in two hours.
  set_default(parameters_, "keepalives_idle", "10");
  set_default(parameters_, "keepalives_interval", "5");
  set_default(parameters_, "keepalives_count", "3");
  set_default(parameters_, "tcp_user_timeout", "20000");
}

std::unique_ptr<PostgresConnection> PostgresServer::connect(const std::string& schema,
                                                            Purpose purpose) {
  return std::make_unique<PostgresConnection>(parameters_, schema, purpose, take_place());
}

bool PostgresServer::wanted() const {
  const std::lock_guard lock(mutex_);
  return waiting_ > 0;
}

bool PostgresServer::full() const {
  const std::lock_guard lock(mutex_);
  return open_ >= connections_;
}

std::shared_ptr<void> PostgresServer::take_place() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  const bool free =
      freed_.wait_for(lock, std::chrono::seconds(2), [this] { return open_ < connections_; });
  --waiting_;
  if (!free) throw StoreError(StoreError::Kind::busy, "All connections to PostgreSQL are in use.");
  ++open_;
  return std::shared_ptr<void>(
      this, [](void* server) { static_cast<PostgresServer*>(server)->give_place(); });
}

void PostgresServer::give_place() {
  {
    const std::lock_guard lock(mutex_);
    --open_;
  }
  freed_.notify_one();
}

}  // namespace stoa::store
