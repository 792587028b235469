// How a PostgresConnection is opened and what is set on it, each setting with its reason.
#include <fmt/format.h>
#include <libpq-fe.h>

#include <string>

#include "kernel/store/postgres.h"

namespace stoa::store {
namespace {

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

// Dates as ISO says, whatever the server prefers; nobody waits for ever, and who forgets an open
// transaction does not hold up the readers of the log (they stop at the oldest one).
std::string settings(const std::string& schema, Purpose purpose) {
  return fmt::format(
      "set search_path = {}; set datestyle = 'ISO'; set timezone = 'UTC'; "
      "set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '5s'; "
      "set statement_timeout = '{}'; "
      "select current_setting('server_version_num'), current_setting('server_encoding'), "
      "current_setting('synchronous_commit')",
      quoted_name(schema), purpose == Purpose::write ? "10s" : "2s");
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
  const std::unique_ptr<PGresult, void (*)(PGresult*)> answer(
      PQexec(connection_, settings(schema, purpose_).c_str()), &PQclear);
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) throw lost();
  check_server(answer.get());
  if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1) throw lost();
}

}  // namespace stoa::store
