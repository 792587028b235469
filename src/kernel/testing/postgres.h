// A PostgreSQL database of a test's own, where the tests were given a server.
//
// For tests only. script/test starts a server and names it in STOA_TEST_DATABASE_URL; without that
// what needs one says that it was left out, and what runs on either runs on SQLite.
#pragma once

#include <optional>
#include <string>

namespace stoa::testing {

class PostgresTestDatabase {
 public:
  // Made anew on the server; nothing when there is no server.
  static std::optional<PostgresTestDatabase> make();
  PostgresTestDatabase(PostgresTestDatabase&& other) noexcept;
  ~PostgresTestDatabase();  // drops it, whoever is connected

  const std::string& url() const { return url_; }
  // Runs one statement on a connection of its own. Throws std::runtime_error.
  void execute(const std::string& sql) const;

 private:
  explicit PostgresTestDatabase(std::string name);
  std::string name_, url_;
};

}  // namespace stoa::testing
