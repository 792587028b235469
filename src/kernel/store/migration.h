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
  std::string_view name;  // "0001_init.sql"; "0001_init.pg.sql" stands in for it on PostgreSQL
  std::string_view sql;   // with tokens for column types: {id} {text} {int} {bool} {instant} …
};

struct MigrationReport {
  int from = 0, to = 0;  // the numbers before and after
};

// One text for both databases. Each token in the words of the dialect:
//
//   {id}       BLOB                    uuid
//   {text}     TEXT                    text collate "C", which compares bytes as SQLite does
//   {int}      INTEGER                 bigint
//   {bool}     INTEGER                 boolean
//   {instant}  INTEGER                 bigint, microseconds
//   {date}     TEXT, ISO               date
//   {json}     TEXT                    json, which keeps the text as it is
//   {real}     REAL                    double precision
//
// {word_search} is a statement of its own: nothing on SQLite, on PostgreSQL the functions of
// kernel/store/word_search.h.
//
// On PostgreSQL `strict` behind a table goes, and so do virtual tables, which are SQLite's own. An
// unknown token throws std::invalid_argument.
std::string render(std::string_view sql, Dialect dialect);

// Applies what is missing, each in the transaction that the caller holds, and records it in
// `_migrations(number, name, checksum, applied_at)`; a text for the other database is no business
// of this one. Throws std::runtime_error with a sentence when
// a migration that was applied has another checksum now, when numbers have a gap, or when the
// database is newer than this binary.
MigrationReport migrate(Connection& connection, const std::vector<Migration>& migrations,
                        std::int64_t now_us);

// Whether just these migrations were applied, as migrate() would leave it.
bool is_migrated(Connection& connection, const std::vector<Migration>& migrations);

}  // namespace stoa::store
