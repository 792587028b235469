#include "disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace stoa::crash {
namespace {

class File {
 public:
  File(const std::filesystem::path& path, int access, std::vector<std::string>& complaints)
      : complaints_(complaints) {
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &db, access, nullptr);
    db_.reset(db);
    if (code != SQLITE_OK) complain("open");
    // To look must leave the write-ahead log to the server.
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }

  template <class OnRow>
  void each(const char* sql, OnRow on_row) {
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(db_.get(), sql, -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared,
                                                                          sqlite3_finalize);
    int code = SQLITE_ERROR;
    while (prepared && (code = sqlite3_step(prepared)) == SQLITE_ROW) on_row(prepared);
    if (code != SQLITE_DONE) complain(sql);
  }

  static std::string text(sqlite3_stmt* row, int column) {
    const auto* const found = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return found ? found : "";
  }

 private:
  void complain(const std::string& what) {
    complaints_.push_back(what + ": " + sqlite3_errmsg(db_.get()));
  }

  std::vector<std::string>& complaints_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db_{nullptr, sqlite3_close};
};

// As the API writes it: 01a206bc-6fd0-789b-8126-c5dcfda2a1e3.
std::string with_dashes(std::string hex) {
  for (const std::size_t at : {8u, 13u, 18u, 23u}) hex.insert(std::min(at, hex.size()), 1, '-');
  return hex;
}

}  // namespace

Disk read_disk(const std::filesystem::path& database) {
  Disk disk;
  File file(database, SQLITE_OPEN_READONLY, disk.complaints);
  const auto complain = [&](sqlite3_stmt* row) { disk.complaints.push_back(File::text(row, 0)); };
  file.each(
      "select 'integrity: ' || integrity_check from pragma_integrity_check "
      "where integrity_check <> 'ok'",
      complain);
  file.each(
      "select 'not in the search index: ' || a.name from authors a "
      "left join authors_search s on s.rowid = a.rowid where s.name is not a.name",
      complain);
  file.each(
      "select 'only in the search index: ' || name from authors_search "
      "where rowid not in (select rowid from authors)",
      complain);
  file.each("select name, lower(hex(id)), about, version from authors", [&](sqlite3_stmt* row) {
    const auto [at, added] = disk.authors.try_emplace(
        File::text(row, 0),
        Row{with_dashes(File::text(row, 1)), File::text(row, 2), sqlite3_column_int64(row, 3)});
    if (!added) disk.complaints.push_back("written twice: " + at->first);
  });
  return disk;
}

std::vector<std::string> change_disk(const std::filesystem::path& database, const char* sql) {
  std::vector<std::string> complaints;
  File(database, SQLITE_OPEN_READWRITE, complaints).each(sql, [](sqlite3_stmt*) {});
  return complaints;
}

}  // namespace stoa::crash
