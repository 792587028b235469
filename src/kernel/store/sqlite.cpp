#include "kernel/store/sqlite.h"

#include <sqlite3.h>

#include <type_traits>
#include <utility>

#include "kernel/store/sql_text.h"

namespace stoa::store {
namespace {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  std::size_t size() const override {
    return static_cast<std::size_t>(sqlite3_column_count(statement_));
  }
  std::string_view name(std::size_t column) const override {
    return sqlite3_column_name(statement_, static_cast<int>(column));
  }
  Value at(std::size_t column) const override {
    const int i = static_cast<int>(column);
    switch (sqlite3_column_type(statement_, i)) {
      case SQLITE_INTEGER:
        return std::int64_t{sqlite3_column_int64(statement_, i)};
      case SQLITE_FLOAT:
        return sqlite3_column_double(statement_, i);
      case SQLITE_TEXT:
        return bytes(sqlite3_column_text(statement_, i), i);
      case SQLITE_BLOB:
        return Blob{bytes(sqlite3_column_blob(statement_, i), i)};
      default:
        return {};
    }
  }

 private:
  std::string_view bytes(const void* data, int i) const {
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, i))};
  }
  sqlite3_stmt* statement_;
};

// SQLite binds NULL for a null pointer, also when the length is 0.
const char* data_of(std::string_view bytes) { return bytes.data() ? bytes.data() : ""; }

int bind_one(sqlite3_stmt* statement, int i, const Value& value) {
  return std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, bool>) {
          return sqlite3_bind_int64(statement, i, v);
        } else if constexpr (std::is_same_v<T, double>) {
          return sqlite3_bind_double(statement, i, v);
        } else if constexpr (std::is_same_v<T, std::string_view>) {
          return sqlite3_bind_text64(statement, i, data_of(v), v.size(), SQLITE_STATIC,
                                     SQLITE_UTF8);
        } else if constexpr (std::is_same_v<T, Blob>) {
          return sqlite3_bind_blob64(statement, i, data_of(v.bytes), v.bytes.size(), SQLITE_STATIC);
        } else {
          return sqlite3_bind_null(statement, i);
        }
      },
      value);
}

constexpr std::array<const char*, 8> sqlite_control_sql = {
    "begin",    "begin",         "begin immediate", "commit",
    "rollback", "savepoint job", "release job",     "rollback to job"};

}  // namespace

std::int64_t SqliteConnection::run(std::string_view sql, std::span<const Value> parameters,
                                   const RowSink& sink) {
  const auto lease = statements_.lend(sql, [this](std::string_view text) { return prepare(text); });
  sqlite3_stmt* const statement = lease.get();
  bind(statement, parameters);
  const auto changes_before = sqlite3_total_changes64(db_.get());
  const SqliteRow row(statement);
  bool listening = static_cast<bool>(sink);
  int code = sqlite3_step(statement);
  while (code == SQLITE_ROW) {
    if (listening) listening = sink(row);
    // A write goes on to its end: only there are its foreign keys checked.
    if (!listening && sqlite3_stmt_readonly(statement)) return 0;
    code = sqlite3_step(statement);
  }
  if (code != SQLITE_DONE) throw last_error();
  const bool changed = sqlite3_total_changes64(db_.get()) != changes_before;
  return changed ? sqlite3_changes64(db_.get()) : 0;
}

void SqliteConnection::run_script(std::string_view sql) {
  if (sqlite3_exec(db_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw last_error();
}

void SqliteConnection::control(Control what) {
  const auto i = static_cast<std::size_t>(what);
  in_control_ = true;  // SQLite asks again whenever it prepares anew, as after a change of schema
  if (!controls_[i]) controls_[i] = prepare(sqlite_control_sql[i]);
  const int code = sqlite3_step(controls_[i].get());
  in_control_ = false;
  if (code == SQLITE_DONE) {
    sqlite3_reset(controls_[i].get());
    return;
  }
  const auto error = last_error();
  sqlite3_reset(controls_[i].get());
  throw error;
}

bool SqliteConnection::in_transaction() const { return !sqlite3_get_autocommit(db_.get()); }

bool SqliteConnection::checkpoint(Checkpoint mode) {
  const int how =
      mode == Checkpoint::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
  int frames = 0, copied = 0;
  sqlite3_busy_timeout(db_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(db_.get(), "main", how, &frames, &copied);
  sqlite3_busy_timeout(db_.get(), busy_timeout_ms);
  if (code == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) throw last_error();
  wal_bytes_ = static_cast<std::uint64_t>(frames) * frame_bytes_;
  return frames == copied;
}

Statement SqliteConnection::prepare(std::string_view sql) {
  const auto text = number_parameters(sql);
  sqlite3_stmt* made = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), text.c_str(), static_cast<int>(text.size() + 1),
                                      SQLITE_PREPARE_PERSISTENT, &made, &rest);
  Statement statement(made);
  if (code != SQLITE_OK) throw last_error();
  if (!statement) throw StoreError(StoreError::Kind::other, "There is no statement in: " + text);
  if (std::string_view(rest).find_first_not_of(" \t\r\n;") != std::string_view::npos)
    throw StoreError(StoreError::Kind::other, "More than one statement in: " + text);
  return statement;
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::span<const Value> parameters) {
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != parameters.size())
    throw StoreError(StoreError::Kind::other,
                     "Wrong number of parameters for: " + std::string(sqlite3_sql(statement)));
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (bind_one(statement, static_cast<int>(i + 1), parameters[i]) != SQLITE_OK)
      throw last_error();
}

}  // namespace stoa::store
