// Migrations: numbered, checksummed, forward only, embedded in the binary.
//
// Run at start on the writer's connection, before any lane serves. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/connection.h"

namespace stoa::store {

struct Migration {
  int number = 0;         // 1, 2, 3, … without a gap
  std::string_view name;  // "0001_init.sql"
  std::string_view
      sql;  // with column-type tokens: {id} {text} {int} {bool} {instant} {date} {json} {real}
};

struct MigrationReport {
  int from = 0, to = 0;  // the numbers before and after
};

// The SQL text with each column-type token in SQLite's words: {id} BLOB, {text} TEXT, {int}
// INTEGER, {bool} INTEGER, {instant} INTEGER (microseconds), {date} TEXT (ISO), {json} TEXT, {real}
// REAL. An unknown token throws std::invalid_argument.
std::string render_for_sqlite(std::string_view sql);

// Applies what is missing, each in the transaction that the caller holds, and records it in
// `_migrations(number, name, checksum, applied_at)`. Throws std::runtime_error with a sentence when
// a migration that was applied has another checksum now, when numbers have a gap, or when the
// database is newer than this binary.
MigrationReport migrate(Connection& connection, const std::vector<Migration>& migrations,
                        std::int64_t now_us);

}  // namespace stoa::store
