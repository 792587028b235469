#include "kernel/store/migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>

#include "kernel/store/sql_text.h"

namespace stoa::store {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> column_types = {{
    {"id", "BLOB"},
    {"text", "TEXT"},
    {"int", "INTEGER"},
    {"bool", "INTEGER"},
    {"instant", "INTEGER"},
    {"date", "TEXT"},
    {"json", "TEXT"},
    {"real", "REAL"},
}};

std::string_view column_type(std::string_view token) {
  for (const auto& [name, type] : column_types)
    if (name == token) return type;
  throw std::invalid_argument(fmt::format("There is no column type {{{}}}.", token));
}

// FNV-1a of the text as written. It notices an edit made by mistake; against someone who may write
// to the database no checksum helps, so no cryptographic one is called for.
std::string checksum(std::string_view sql) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : sql) hash = (hash ^ c) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

using Applied = std::map<int, std::string>;  // number -> checksum

Applied applied_so_far(Connection& connection) {
  connection.run_script(
      "create table if not exists _migrations ("
      " number INTEGER primary key, name TEXT not null, checksum TEXT not null,"
      " applied_at INTEGER not null) strict");
  Applied applied;
  connection.run("select number, checksum from _migrations", {}, [&](const Row& row) {
    applied.emplace(static_cast<int>(std::get<std::int64_t>(row.at(0))),
                    std::get<std::string_view>(row.at(1)));
    return true;
  });
  return applied;
}

void check_numbers(const std::vector<Migration>& migrations, const Applied& applied) {
  int expected = 1;
  for (const auto& migration : migrations)
    if (migration.number != expected++)
      throw std::runtime_error(fmt::format("Migration {} stands where number {} belongs.",
                                           migration.name, expected - 1));
  const int newest = applied.empty() ? 0 : applied.rbegin()->first;
  if (newest > static_cast<int>(migrations.size()))
    throw std::runtime_error(
        fmt::format("The database has migration {}, this program knows {}: it is too old.", newest,
                    migrations.size()));
}

void apply(Connection& connection, const Migration& migration, std::int64_t now_us) {
  connection.run_script(render_for_sqlite(migration.sql));
  const auto sum = checksum(migration.sql);
  const std::array<Value, 4> row = {std::int64_t{migration.number}, migration.name,
                                    std::string_view(sum), now_us};
  connection.run(
      "insert into _migrations (number, name, checksum, applied_at) "
      "values ($1, $2, $3, $4)",
      row, {});
}

}  // namespace

std::string render_for_sqlite(std::string_view sql) {
  std::string out;
  std::size_t at = 0;
  while (at < sql.size()) {
    const auto verbatim = skip_verbatim(sql, at);
    if (verbatim != at) {
      out += sql.substr(at, verbatim - at);
      at = verbatim;
    } else if (sql[at] == '{') {
      const auto end = std::min(sql.find('}', at), sql.size() - 1);
      out += column_type(sql.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      out += sql[at++];
    }
  }
  return out;
}

MigrationReport migrate(Connection& connection, const std::vector<Migration>& migrations,
                        std::int64_t now_us) {
  const auto applied = applied_so_far(connection);
  check_numbers(migrations, applied);
  MigrationReport report{.from = static_cast<int>(applied.size()),
                         .to = static_cast<int>(migrations.size())};
  for (const auto& migration : migrations) {
    const auto known = applied.find(migration.number);
    if (known == applied.end())
      apply(connection, migration, now_us);
    else if (known->second != checksum(migration.sql))
      throw std::runtime_error(
          fmt::format("Migration {} was applied with another text than it has now. Write a new "
                      "migration instead of changing an old one.",
                      migration.name));
  }
  return report;
}

}  // namespace stoa::store
