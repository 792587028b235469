// An app's database in a schema of its own on a PostgreSQL server.
//
// A few writer lanes, each a thread with a connection of its own that commits all that waits at
// once; the ReadPool's threads read. Connections are opened when needed and closed when idle.
#pragma once

#include <string>

#include "kernel/store/database.h"
#include "kernel/store/postgres_server.h"

namespace stoa::store {

struct PostgresOptions {
  std::string schema;
  Purpose purpose = Purpose::write;  // of a lane's connections
  std::size_t writers = 1;
  std::size_t max_batch = 64;
  std::size_t max_queue = 4096;
  std::chrono::milliseconds background_slice{5};
  // How long a write waits for a server that is away before it is refused.
  std::chrono::milliseconds patience{3000};
};

class PostgresDatabase final : public Database {
 public:
  // `server` and `readers` outlive it. Does not connect yet.
  PostgresDatabase(PostgresOptions options, PostgresServer& server, ReadPool& readers);
  // Finishes what is queued, disconnects.
  ~PostgresDatabase() override;

  void write(WriteJob job) override;
  void read(ReadJob job) override;
  Dialect dialect() const override { return Dialect::postgres; }
  DatabaseStats stats() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::store
