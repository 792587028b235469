// What SQLite says when it says no, in the words of StoreError.
#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "kernel/store/sqlite.h"

namespace stoa::store {
namespace {

using ErrorKind = StoreError::Kind;

ErrorKind kind_of_constraint(int extended) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorKind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return ErrorKind::foreign_key;
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_TRIGGER:
      return ErrorKind::check;  // raise(abort, …): a check in a trigger
    case SQLITE_CONSTRAINT_NOTNULL:
      return ErrorKind::not_null;
    default:
      return ErrorKind::other;  // among them a value of the wrong type in a STRICT table: a bug
  }
}

ErrorKind kind_of(int extended) {
  if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC) return ErrorKind::fsync;
  switch (extended & 0xff) {  // the primary code
    case SQLITE_CONSTRAINT:
      return kind_of_constraint(extended);
    case SQLITE_INTERRUPT:
      return ErrorKind::interrupted;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return ErrorKind::busy;
    case SQLITE_FULL:
      return ErrorKind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return ErrorKind::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::corrupt;
    default:
      return ErrorKind::other;
  }
}

// "UNIQUE constraint failed: loans.copy, loans.day" -> "loans.copy, loans.day"
std::string after_colon(const std::string& message) {
  const auto colon = message.find(": ");
  return colon == std::string::npos ? std::string() : message.substr(colon + 2);
}

}  // namespace

StoreError SqliteConnection::last_error() {
  const int code = sqlite3_extended_errcode(db_.get());
  const std::string message = sqlite3_errmsg(db_.get());
  return StoreError(kind_of(code), message, constraint_of(code, message));
}

std::string SqliteConnection::constraint_of(int code, const std::string& message) {
  switch (kind_of(code)) {
    case ErrorKind::unique:
      return unique_index_of(after_colon(message));
    case ErrorKind::check:
      return code == SQLITE_CONSTRAINT_TRIGGER ? message : after_colon(message);
    case ErrorKind::not_null:
      return after_colon(message);
    default:
      return {};
  }
}

// SQLite tells the columns ("loans.copy, loans.day"), and the name only of an index over
// expressions ("index 'name'"). Which index has these columns is looked up.
std::string SqliteConnection::unique_index_of(const std::string& columns) {
  if (columns.starts_with("index '")) return columns.substr(7, columns.size() - 8);
  struct Index {
    std::string name, columns;
  };
  std::vector<Index> indexes;
  const auto table = columns.substr(0, columns.find('.'));
  const auto collect = [&](const Row& row) {
    const auto name = std::get<std::string_view>(row.at(0));
    const auto value = row.at(1);
    const auto* column = std::get_if<std::string_view>(&value);
    if (!column) return true;
    if (indexes.empty() || indexes.back().name != name) indexes.push_back({std::string(name), {}});
    auto& list = indexes.back().columns;
    list.append(list.empty() ? "" : ", ").append(table).append(".").append(*column);
    return true;
  };
  const Value parameter = std::string_view(table);
  try {
    run("select list.name, info.name from pragma_index_list($1) list, "
        "pragma_index_info(list.name) info "
        "where list.\"unique\" and list.origin = 'c' order by list.seq, info.seqno",
        {&parameter, 1}, collect);
  } catch (const StoreError&) {
    return columns;  // the look-up may fail as the machine does; the columns still say enough
  }
  const auto same = [&](const Index& index) { return index.columns == columns; };
  const auto found = std::find_if(indexes.begin(), indexes.end(), same);
  return found == indexes.end() ? columns : found->name;
}

}  // namespace stoa::store
