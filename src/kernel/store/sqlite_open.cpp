// How a SqliteConnection is opened and what is set on it, each setting with its reason.
#include <fmt/format.h>
#include <sqlite3.h>

#include <string>

#include "kernel/store/sqlite.h"

namespace stoa::store {
namespace {

// SQLite counts its allocations under one global mutex, which the lanes would fight for.
void set_up_process() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

void switch_on(sqlite3* db, int setting, bool on) {
  sqlite3_db_config(db, setting, on ? 1 : 0, nullptr);
}

// As a URI, which alone can say that a file does not change.
std::string immutable_uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#')
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

}  // namespace

SqliteConnection::SqliteConnection(const SqliteOptions& options) {
  set_up_process();
  open(options);
  configure(options);
  restrict_work();
}

SqliteConnection::~SqliteConnection() = default;

// The statements go before it, by the order of the members; `close_v2` would hide one that stays.
void SqliteConnection::Close::operator()(sqlite3* db) const { sqlite3_close(db); }

void SqliteConnection::open(const SqliteOptions& options) {
  const int access = options.writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE  //
                                    : SQLITE_OPEN_READONLY;
  const int uri = options.immutable ? SQLITE_OPEN_URI : 0;
  const std::string name = options.immutable ? immutable_uri(options.file) : options.file.string();
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &db, access | uri | SQLITE_OPEN_NOMUTEX,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  db_.reset(db);
  if (!db) throw StoreError(StoreError::Kind::io, "There is no memory to open a database.");
  sqlite3_extended_result_codes(db, 1);
  if (code != SQLITE_OK) throw last_error();
}

void SqliteConnection::configure(const SqliteOptions& options) {
  sqlite3* const db = db_.get();
  sqlite3_busy_timeout(db, busy_timeout_ms);
  switch_on(db, SQLITE_DBCONFIG_ENABLE_FKEY, true);
  switch_on(db, SQLITE_DBCONFIG_DQS_DML, false);  // "name" is a name, never a string by mistake
  switch_on(db, SQLITE_DBCONFIG_DQS_DDL, false);
  switch_on(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  switch_on(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !options.writer);
  run_script("pragma temp_store = memory");
  if (options.writer) {
    run_script("pragma journal_mode = wal");
    run_script(options.synchronous_full ? "pragma synchronous = full" : "pragma synchronous = off");
  } else {
    // Readers are many and share the system's cache: 256 KiB of their own, the file mapped beyond
    // that, which saves a fifth of the CPU of a point read.
    run_script("pragma cache_size = -256; pragma mmap_size = 268435456");
  }
  const auto page_size = [this](const Row& row) {
    frame_bytes_ = static_cast<std::uint64_t>(std::get<std::int64_t>(row.at(0))) + 24;
    return true;
  };
  run("pragma page_size", {}, page_size);
}

void SqliteConnection::restrict_work() {
  const auto may = [](void* self, int action, const char*, const char*, const char*, const char*) {
    const bool of_a_lane = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT ||
                           action == SQLITE_ATTACH || action == SQLITE_DETACH;
    const bool refused = of_a_lane && !static_cast<SqliteConnection*>(self)->in_control_;
    return refused ? SQLITE_DENY : SQLITE_OK;
  };
  sqlite3_set_authorizer(db_.get(), may, this);

  const auto late = [](void* self) {
    return Clock::now() > static_cast<SqliteConnection*>(self)->deadline_ ? 1 : 0;
  };
  constexpr int steps_between_looks = 1000;
  if (sqlite3_db_readonly(db_.get(), "main") == 1)
    sqlite3_progress_handler(db_.get(), steps_between_looks, late, this);

  // A hook here also replaces SQLite's own checkpoints: the writer decides when.
  const auto committed = [](void* self, sqlite3*, const char*, int frames) {
    auto* const connection = static_cast<SqliteConnection*>(self);
    connection->wal_bytes_ = static_cast<std::uint64_t>(frames) * connection->frame_bytes_;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db_.get(), committed, this);
}

void SqliteConnection::forbid_checkpoint_on_close() {
  switch_on(db_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
}

}  // namespace stoa::store
