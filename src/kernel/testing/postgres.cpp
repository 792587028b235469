#include "kernel/testing/postgres.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

namespace stoa::testing {
namespace {

std::string server_url() {
  const char* url = std::getenv("STOA_TEST_DATABASE_URL");
  return url ? url : "";
}

void execute_at(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url.c_str()), &PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()),
                                                              &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
}

}  // namespace

std::optional<PostgresTestDatabase> PostgresTestDatabase::make() {
  static std::atomic<int> made = 0;
  if (server_url().empty()) return {};
  return PostgresTestDatabase("stoa_test_" + std::to_string(getpid()) + "_" +
                              std::to_string(++made));
}

PostgresTestDatabase::PostgresTestDatabase(std::string name) : name_(std::move(name)) {
  const auto server = server_url();
  url_ = server.substr(0, server.rfind('/') + 1) + name_;
  execute_at(server,
             "create database " + name_ + " encoding 'UTF8' locale 'C.UTF-8' template template0");
}

PostgresTestDatabase::PostgresTestDatabase(PostgresTestDatabase&& other) noexcept
    : name_(std::exchange(other.name_, {})), url_(std::move(other.url_)) {}

PostgresTestDatabase::~PostgresTestDatabase() {
  if (!name_.empty()) execute_at(server_url(), "drop database " + name_ + " with (force)");
}

void PostgresTestDatabase::execute(const std::string& sql) const { execute_at(url_, sql); }

}  // namespace stoa::testing
