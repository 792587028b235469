// The PostgreSQL server of a process: how to reach it, and how many connections may be open.
//
// One for all apps. connect() and wanted() are for any thread; it outlives its connections.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "kernel/store/postgres.h"

namespace stoa::store {

struct PostgresServerOptions {
  std::string url;               // postgres://user@host:port/database, or libpq's key=value form
  std::string password = {};     // when it is not in the url
  bool allow_plaintext = false;  // TLS need not be verified, though the server is elsewhere
  std::size_t connections = 20;  // open at once
};

class PostgresServer {
 public:
  // Does not connect yet. Throws std::runtime_error with a sentence that holds no password.
  explicit PostgresServer(PostgresServerOptions options);

  // Throws StoreError: unavailable, or busy when no place came free for a second.
  std::unique_ptr<PostgresConnection> connect(const std::string& schema, Purpose purpose);
  // Whether somebody waits for a place: who holds one without need gives it up.
  bool wanted() const;
  // Whether the next one would have to wait.
  bool full() const;

 private:
  std::shared_ptr<void> take_place();
  void give_place();

  PostgresParameters parameters_;
  const std::size_t connections_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t open_ = 0, waiting_ = 0;  // guarded by mutex_
};

}  // namespace stoa::store
