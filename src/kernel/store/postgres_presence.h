// Who uses a PostgreSQL database: the processes that serve from it, or one that wants it alone.
//
// Each holds an advisory lock on a connection of its own, those that serve a shared one: files have
// flock() for that (data_folder.h), a server has no folder. It binds those who ask, as flock()
// does.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "kernel/store/postgres_server.h"

namespace stoa::store {

// Held by the kernel while it serves; a thread of its own takes the lock again when the connection
// was lost. It asks by that connection once a second, so that whoever wants to know what other
// processes have committed needs none of theirs.
class Presence {
 public:
  // Called once, on that thread, when somebody has taken the database for himself meanwhile.
  using Displaced = std::function<void(std::string why)>;

  // `server` outlives it. Throws std::runtime_error when somebody has the database for himself.
  Presence(PostgresServer& server, Displaced displaced);

  // Has `changed` called, on that thread, when a statement has another answer than the second
  // before: one row of one text, of tables that are named with their schema. It must not block.
  // What `who` watched before it watches no more once this has returned; {} ends it.
  using Changed = std::function<void()>;
  void watch(const void* who, std::string sql, Changed changed);

 private:
  struct Watched {
    std::string sql;
    Changed changed;
    std::optional<std::string> answer = {};
  };
  void look_at_watched();
  void keep(const std::stop_token& stop);
  bool wait(const std::stop_token& stop);
  void look_after();

  PostgresServer& server_;
  const Displaced displaced_;
  std::unique_ptr<PostgresConnection> connection_;  // none: lost
  std::mutex watching_;
  std::map<const void*, Watched> watched_;  // guarded by watching_
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // the last member: it ends before the others go
};

// Held by a command that nobody may serve beside. One thread.
class SoleUse {
 public:
  // `what` is the database in the words of a sentence: "source". Throws std::runtime_error naming
  // whoever is in the way.
  SoleUse(PostgresServer& server, std::string_view what);

  // Throws StoreError when the lock may have been lost.
  void check();

 private:
  std::unique_ptr<PostgresConnection> connection_;
};

}  // namespace stoa::store
