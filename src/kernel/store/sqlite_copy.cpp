// How a SqliteConnection copies its file, and looks whether one is whole.
#include <sqlite3.h>

#include <memory>
#include <string>

#include "kernel/store/sqlite.h"

namespace stoa::store {
namespace {

constexpr int pages_at_once = 1024;

struct CloseCopy {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct FinishCopy {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using CopyTarget = std::unique_ptr<sqlite3, CloseCopy>;
using CopyRun = std::unique_ptr<sqlite3_backup, FinishCopy>;

StoreError copy_error(sqlite3* target, int code) {
  const int primary = code & 0xff;
  const auto kind = primary == SQLITE_FULL      ? StoreError::Kind::full
                    : primary == SQLITE_CORRUPT ? StoreError::Kind::corrupt
                                                : StoreError::Kind::io;
  const char* const what = target ? sqlite3_errmsg(target) : sqlite3_errstr(code);
  return {kind, std::string("A database cannot be copied: ") + what + "."};
}

// Without a journal: a copy that is interrupted is thrown away.
CopyTarget open_copy(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(
      file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  CopyTarget target(db);
  if (code == SQLITE_OK)
    code = sqlite3_exec(db, "pragma journal_mode = off; pragma synchronous = off", nullptr, nullptr,
                        nullptr);
  if (code != SQLITE_OK) throw copy_error(db, code);
  return target;
}

}  // namespace

// SQLite begins such a copy anew whenever somebody else commits, unless the source's transaction
// holds a snapshot already.
void SqliteConnection::copy_to(const std::filesystem::path& target, const PagesCopied& progress) {
  const CopyTarget into = open_copy(target);
  const CopyRun run(sqlite3_backup_init(into.get(), "main", db_.get(), "main"));
  if (!run) throw copy_error(into.get(), sqlite3_errcode(into.get()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(run.get(), pages_at_once);
    const int all = sqlite3_backup_pagecount(run.get());
    progress(static_cast<std::uint64_t>(all - sqlite3_backup_remaining(run.get())),
             static_cast<std::uint64_t>(all));
  }
  if (code != SQLITE_DONE) throw copy_error(nullptr, code);
}

void SqliteConnection::check_integrity() {
  std::string verdict;
  run("pragma integrity_check(1)", {}, [&](const Row& row) {
    verdict = std::get<std::string_view>(row.at(0));
    return false;
  });
  if (verdict != "ok") throw StoreError(StoreError::Kind::corrupt, verdict);
}

}  // namespace stoa::store
