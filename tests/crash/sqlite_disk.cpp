#include <sqlite3.h>

#include "disk.h"

namespace stoa::crash {
namespace {

const Queries sqlite_queries = {
    .checks = {"select 'integrity: ' || integrity_check from pragma_integrity_check "
               "where integrity_check <> 'ok'",
               "select 'not in the search index: ' || a.name from authors a "
               "left join authors_search s on s.rowid = a.rowid where s.name is not a.name",
               "select 'only in the search index: ' || name from authors_search "
               "where rowid not in (select rowid from authors)"},
    // An id as the API writes it: 01a206bc-6fd0-789b-8126-c5dcfda2a1e3.
    .authors =
        "select name, substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-' || "
        "substr(hex, 13, 4) || '-' || substr(hex, 17, 4) || '-' || substr(hex, 21), about, "
        "version from (select *, lower(hex(id)) as hex from authors)",
    .log =
        "select '0-' || seq, key, operation, payload ->> 'name', payload ->> 'about', "
        "payload ->> 'version' from _log order by seq"};

class File {
 public:
  File(const std::filesystem::path& path, int access, Complaints& complaints)
      : complaints_(complaints) {
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &db, access, nullptr);
    db_.reset(db);
    if (code != SQLITE_OK) complain("open");
    // To look must leave the write-ahead log to the server.
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }

  void each(const char* sql, const OnRow& on_row) {
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(db_.get(), sql, -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared,
                                                                          sqlite3_finalize);
    int code = SQLITE_ERROR;
    while (prepared && (code = sqlite3_step(prepared)) == SQLITE_ROW) on_row(columns(prepared));
    if (code != SQLITE_DONE) complain(sql);
  }

 private:
  static Columns columns(sqlite3_stmt* row) {
    Columns all;
    for (int column = 0; column < sqlite3_column_count(row); ++column) {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
      all.emplace_back(text ? text : "");
    }
    return all;
  }
  void complain(const std::string& what) {
    complaints_.push_back(what + ": " + sqlite3_errmsg(db_.get()));
  }

  Complaints& complaints_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> db_{nullptr, sqlite3_close};
};

class SqliteStorage final : public Storage {
 public:
  explicit SqliteStorage(const std::filesystem::path& folder) : folder_(folder) {}

  std::vector<std::string> settings(const std::string& /*who*/) const override {
    return {"STOA_DATA=" + folder_.string()};
  }
  const Queries& queries() const override { return sqlite_queries; }
  void each(const char* sql, const OnRow& on_row, Complaints& complaints) override {
    File(database(), SQLITE_OPEN_READONLY, complaints).each(sql, on_row);
  }
  Complaints change(const char* sql) override {
    Complaints complaints;
    File(database(), SQLITE_OPEN_READWRITE, complaints).each(sql, [](const Columns&) {});
    return complaints;
  }
  // Compares the search index with its own content.
  Complaints check_deeply() override {
    return change("insert into authors_search (authors_search) values ('integrity-check')");
  }

 private:
  std::filesystem::path database() const { return folder_ / "library.db"; }

  const std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<Storage> on_sqlite(const std::filesystem::path& folder) {
  return std::make_unique<SqliteStorage>(folder);
}

}  // namespace stoa::crash
