#include "kernel/store/migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>

#include "kernel/model/fnv.h"
#include "kernel/store/sql_text.h"
#include "kernel/store/word_search.h"

namespace stoa::store {
namespace {

struct Token {
  std::string_view name, sqlite, postgres;
};
constexpr std::array<Token, 9> tokens = {{
    {"id", "BLOB", "uuid"},
    {"text", "TEXT", "text collate \"C\""},
    {"int", "INTEGER", "bigint"},
    {"bool", "INTEGER", "boolean"},
    {"instant", "INTEGER", "bigint"},
    {"date", "TEXT", "date"},
    {"json", "TEXT", "json"},
    {"real", "REAL", "double precision"},
    {"word_search", "", word_search},
}};

std::string_view meaning(std::string_view name, Dialect dialect) {
  for (const auto& token : tokens)
    if (token.name == name) return dialect == Dialect::sqlite ? token.sqlite : token.postgres;
  throw std::invalid_argument(fmt::format("There is no token {{{}}}.", name));
}

// The next statement, its semicolon included, or what follows the last one.
std::string_view take_statement(std::string_view& sql) {
  std::size_t at = 0;
  while (at < sql.size() && sql[at] != ';') {
    const auto verbatim = skip_verbatim(sql, at);
    at = verbatim == at ? at + 1 : verbatim;
  }
  const auto statement = sql.substr(0, std::min(at + 1, sql.size()));
  sql.remove_prefix(statement.size());
  return statement;
}

// The text without the comments and the space before it.
std::string_view without_preamble(std::string_view statement) {
  for (;;) {
    statement.remove_prefix(std::min(statement.find_first_not_of(" \t\r\n"), statement.size()));
    if (!statement.starts_with("--")) return statement;
    statement.remove_prefix(std::min(statement.find('\n'), statement.size()));
  }
}

constexpr std::string_view strict_end = ") strict;";

std::string render_tokens(std::string_view sql, Dialect dialect) {
  std::string out;
  std::size_t at = 0;
  while (at < sql.size()) {
    const auto verbatim = skip_verbatim(sql, at);
    if (verbatim != at) {
      out += sql.substr(at, verbatim - at);
      at = verbatim;
    } else if (sql[at] == '{') {
      const auto end = std::min(sql.find('}', at), sql.size() - 1);
      out += meaning(sql.substr(at + 1, end - at - 1), dialect);
      at = end + 1;
    } else {
      out += sql[at++];
    }
  }
  return out;
}

// Of the text as written. It notices an edit made by mistake; against someone who may write
// to the database no checksum helps, so no cryptographic one is called for.
std::string checksum(std::string_view sql) { return fmt::format("{:016x}", fnv(sql)); }

using Applied = std::map<int, std::string>;  // number -> checksum

void create_table(Connection& connection) {
  connection.run_script(
      render("create table if not exists _migrations ("
             " number {int} primary key, name {text} not null, checksum {text} not null,"
             " applied_at {instant} not null) strict;",
             connection.dialect()));
}

Applied applied_so_far(Connection& connection) {
  Applied applied;
  connection.run("select number, checksum from _migrations", {}, [&](const Row& row) {
    applied.emplace(static_cast<int>(std::get<std::int64_t>(row.at(0))),
                    std::get<std::string_view>(row.at(1)));
    return true;
  });
  return applied;
}

bool is_for_postgres(const Migration& migration) { return migration.name.ends_with(".pg.sql"); }

// A number may be there twice: once for both databases, once for PostgreSQL in its place.
void check_numbers(const std::vector<Migration>& migrations, const Applied& applied) {
  int last = 0, special = 0;  // the numbers of the last one, and of the last for PostgreSQL
  for (const auto& migration : migrations) {
    const bool stands_in =
        migration.number == last && is_for_postgres(migration) != (special == migration.number);
    if (!stands_in && migration.number != last + 1)
      throw std::runtime_error(
          fmt::format("Migration {} stands where number {} belongs.", migration.name, last + 1));
    last = migration.number;
    if (is_for_postgres(migration)) special = last;
  }
  const int newest = applied.empty() ? 0 : applied.rbegin()->first;
  if (newest > last)
    throw std::runtime_error(fmt::format(
        "The database has migration {}, this program knows {}: it is too old.", newest, last));
}

std::vector<Migration> those_for(Dialect dialect, const std::vector<Migration>& migrations) {
  std::map<int, Migration> chosen;
  for (const auto& migration : migrations) {
    const bool special = is_for_postgres(migration);
    if (special && dialect != Dialect::postgres) continue;
    if (special || !chosen.contains(migration.number)) chosen[migration.number] = migration;
  }
  std::vector<Migration> all;
  for (const auto& [number, migration] : chosen) all.push_back(migration);
  return all;
}

void apply(Connection& connection, const Migration& migration, std::int64_t now_us) {
  connection.run_script(render(migration.sql, connection.dialect()));
  const auto sum = checksum(migration.sql);
  const std::array<Value, 4> row = {std::int64_t{migration.number}, migration.name,
                                    std::string_view(sum), now_us};
  connection.run(
      "insert into _migrations (number, name, checksum, applied_at) "
      "values ($1, $2, $3, $4)",
      row, {});
}

}  // namespace

std::string render(std::string_view sql, Dialect dialect) {
  if (dialect == Dialect::sqlite) return render_tokens(sql, dialect);
  std::string out;
  while (!sql.empty()) {
    auto statement = take_statement(sql);
    if (without_preamble(statement).starts_with("create virtual table")) continue;
    const bool strict = statement.ends_with(strict_end);
    if (strict) statement.remove_suffix(strict_end.size());
    out += render_tokens(statement, dialect);
    if (strict) out += ");";
  }
  return out;
}

MigrationReport migrate(Connection& connection, const std::vector<Migration>& migrations,
                        std::int64_t now_us) {
  create_table(connection);
  const auto applied = applied_so_far(connection);
  check_numbers(migrations, applied);
  MigrationReport report{.from = applied.empty() ? 0 : applied.rbegin()->first};
  for (const auto& migration : those_for(connection.dialect(), migrations)) {
    report.to = migration.number;
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

bool is_migrated(Connection& connection, const std::vector<Migration>& migrations) {
  Applied due;
  for (const auto& migration : those_for(connection.dialect(), migrations))
    due.emplace(migration.number, checksum(migration.sql));
  return applied_so_far(connection) == due;
}

}  // namespace stoa::store
