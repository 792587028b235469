// What a killed server left: the database, read without the server, and whether it is whole.
//
// Where it stands, in a file or on PostgreSQL, is a Storage's business: it says how to reach it,
// what to ask and what must hold. Used by the campaign's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cluster.h"

namespace stoa::crash {

using Complaints = std::vector<std::string>;
using Columns = std::vector<std::string>;  // one row as text; null is empty
using OnRow = std::function<void(const Columns&)>;

struct Row {
  std::string id, about;
  std::int64_t version = 0;
};

struct Disk {
  std::map<std::string, Row> authors;  // by name
  Complaints complaints;               // what is not as it must be
};

// A row of _log; the last three are of the record that it tells of, empty when that was removed.
struct LogRow {
  std::string cursor, key, operation, name, about, version;
  bool operator==(const LogRow&) const = default;
};

struct Queries {
  std::vector<const char*> checks;  // each gives a complaint a row
  const char* authors;              // name, id, about, version
  const char* log;                  // the columns of a LogRow, in the log's order
};

class Storage {
 public:
  virtual ~Storage() = default;
  // What leads a program to it, for its environment. PostgreSQL knows the program as `who`.
  virtual std::vector<std::string> settings(const std::string& who) const = 0;
  virtual const Queries& queries() const = 0;
  // Runs one statement; what the database has against it is a complaint.
  virtual void each(const char* sql, const OnRow& on_row, Complaints& complaints) = 0;
  // The same for one that changes something, as no server would.
  virtual Complaints change(const char* sql) = 0;
  // Waits until nothing is under way any more of what the killed program `who` had sent.
  virtual void outlast(const std::string& /*who*/, Complaints& /*complaints*/) {}
  // What takes too long for every cycle.
  virtual Complaints check_deeply() { return {}; }
};

// In folder/library.db.
std::unique_ptr<Storage> on_sqlite(const std::filesystem::path& folder);
// In an empty database of its own. The cluster outlives it.
std::unique_ptr<Storage> on_postgres(Cluster& cluster);

Disk read_disk(Storage& storage);
std::vector<LogRow> read_log_table(Storage& storage, Complaints& complaints);

}  // namespace stoa::crash
