// How a PostgresConnection is opened and what is set on it, each setting with its reason.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <string>

#include "kernel/store/catalogue.h"
#include "kernel/store/postgres.h"
#include "kernel/store/postgres_result.h"

namespace stoa::store {
namespace {

// A queue is empty now and long in a moment: no plan that counts on its size lasts.
std::string_view planning(Purpose purpose) {
  return purpose == Purpose::write_committed ? "set enable_seqscan = off; " : "";
}

// Dates as ISO says, whatever the server prefers. Nobody waits for ever; who forgets an open
// transaction does not hold up the readers of the log (they stop at the oldest one), and whose
// machine vanished lets go of its locks.
std::string settings(const std::string& schema, Purpose purpose) {
  return fmt::format(
      "set search_path = {}; set datestyle = 'ISO'; set timezone = 'UTC'; "
      "set extra_float_digits = 1; {}"
      "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; "
      "set tcp_keepalives_count = 3; set tcp_user_timeout = 20000; "
      "set lock_timeout = '2s'; set idle_in_transaction_session_timeout = '5s'; "
      "set statement_timeout = '{}'; set default_transaction_read_only = {}; "
      "select current_setting('server_version_num'), current_setting('server_encoding'), "
      "current_setting('synchronous_commit')",
      quoted_name(schema), planning(purpose), purpose == Purpose::read ? "2s" : "10s",
      purpose == Purpose::read ? "on" : "off");
}

[[noreturn]] void refuse(const std::string& why) {
  throw StoreError(StoreError::Kind::unavailable, why);
}

void check_server(const PGresult* answer) {
  const std::string version = PQgetvalue(answer, 0, 0), encoding = PQgetvalue(answer, 0, 1),
                    synchronous = PQgetvalue(answer, 0, 2);
  if (std::stoi(version) < 140000) refuse("PostgreSQL is too old: Stoa needs version 14 or later.");
  if (encoding != "UTF8")
    refuse(
        fmt::format("The database is encoded in {}, Stoa needs UTF8: create it with "
                    "\"create database … encoding 'UTF8' locale 'C.UTF-8' template template0\".",
                    encoding));
  if (synchronous == "off")
    refuse(
        "PostgreSQL has synchronous_commit off, so that a crash would lose what was acknowledged: "
        "switch it on for this database or role.");
}

PGconn* connect(const PostgresParameters& parameters) {
  std::vector<const char*> names, values;
  for (const auto& [name, value] : parameters) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectdbParams(names.data(), values.data(), 0);
}

}  // namespace

PostgresConnection::PostgresConnection(const PostgresParameters& parameters,
                                       const std::string& schema, Purpose purpose,
                                       std::shared_ptr<void> place)
    : place_(std::move(place)), connection_(connect(parameters)), purpose_(purpose) {
  try {
    if (PQstatus(connection_) != CONNECTION_OK) throw lost();
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    set_up(schema);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

void PostgresConnection::set_up(const std::string& schema) {
  if (PQsetnonblocking(connection_, 1) != 0) throw lost();
  if (PQsendQuery(connection_, settings(schema, purpose_).c_str()) != 1) throw lost();
  Result answer;
  while (Result next = next_result()) answer = std::move(next);
  if (answer.status() == PGRES_FATAL_ERROR) throw error_of(answer);
  check_server(answer.get());
  if (PQenterPipelineMode(connection_) != 1) throw lost();
  patience_ = purpose_ == Purpose::read ? std::chrono::seconds(5) : std::chrono::seconds(12);
}

}  // namespace stoa::store
