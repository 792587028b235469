// The Connection on SQLite: opening, a cache of prepared statements, errors by name.
//
// Owned by a lane and used by one thread at a time; SQLite's own mutexes are off.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kernel/store/connection.h"
#include "kernel/store/statement_cache.h"

struct sqlite3;

namespace stoa::store {

struct SqliteOptions {
  std::filesystem::path file;
  bool writer = false;  // else read-only with a small cache, and it never checkpoints
  bool synchronous_full = true;
  std::string vfs = {};
  // A file that nobody writes: it is read without the files that SQLite makes beside it.
  bool immutable = false;
};

// Called now and then while pages are copied; may throw to end it.
using PagesCopied = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Transactions are opened by control() alone: as SQL it refuses them, so that work cannot commit or
// lose its neighbours.
class SqliteConnection final : public Session {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Checkpoint { passive, truncate };

  explicit SqliteConnection(const SqliteOptions& options);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Dialect dialect() const override { return Dialect::sqlite; }
  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink& sink) override;
  void run_script(std::string_view sql) override;

  void control(Control what) override;
  bool in_transaction() const override;
  // Readers only.
  void limit(std::chrono::milliseconds budget) override { deadline_ = Clock::now() + budget; }
  void lift_limit() override { deadline_ = Clock::time_point::max(); }

  // Writes what the read transaction that is open sees, page by page, into a file that is not there
  // yet; it is not synced. Readers only. Throws StoreError.
  void copy_to(const std::filesystem::path& target, const PagesCopied& progress);
  // Reads the whole file and looks whether its pages make sense. Throws StoreError with the first
  // thing that does not.
  void check_integrity();

  // The frames that the write-ahead log holds since it was last started over. Writer only.
  std::uint64_t wal_bytes() const { return wal_bytes_; }
  // Copies the write-ahead log into the database file without waiting for readers. True when all
  // of it is there. Throws StoreError.
  bool checkpoint(Checkpoint mode);
  // After a failed sync nobody knows what the disk holds: closing must not copy it further.
  void forbid_checkpoint_on_close();

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };

  void open(const SqliteOptions& options);
  void configure(const SqliteOptions& options);
  void restrict_work();
  Statement prepare(std::string_view sql);
  void bind(sqlite3_stmt* statement, std::span<const Value> parameters);
  StoreError last_error();
  std::string constraint_of(int code, const std::string& message);
  std::string unique_index_of(const std::string& columns);

  static constexpr int busy_timeout_ms = 5000;

  std::unique_ptr<sqlite3, Close> db_;
  StatementCache statements_{256};
  std::array<Statement, 8> controls_;
  bool in_control_ = false;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::uint64_t wal_bytes_ = 0;
  std::uint64_t frame_bytes_ = 0;
};

}  // namespace stoa::store
