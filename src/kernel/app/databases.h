// The databases that the configuration asks for: one an app, in files or on a server.
//
// Called while a process starts, on its thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/config.h"
#include "kernel/store/database.h"
#include "kernel/store/migration.h"
#include "kernel/store/postgres_server.h"

namespace stoa {
namespace store {
class CommitStream;
}

// Whether the configuration names a server.
bool on_postgres(const Config& config);
// The server of database.url, having answered; nullptr when there is none and SQLite is used.
// Throws std::runtime_error with a sentence.
std::unique_ptr<store::PostgresServer> reach_postgres(const Config& config);

// Throws std::runtime_error, a sentence, where so many apps are given too few connections to it.
void check_connections(const Config& config, std::size_t apps);

store::ReadPoolOptions read_pool_options(const Config& config,
                                         const store::PostgresServer* postgres);

// An app's database, on `postgres` or, without one, in the data folder. `fatal` is called when it
// can no longer be trusted. `commits` is handed what is committed to a file, if somebody listens.
std::unique_ptr<store::Database> open_database(const Config& config, const std::string& app,
                                               store::PostgresServer* postgres,
                                               store::ReadPool& readers,
                                               std::function<void(std::string)> fatal,
                                               store::CommitStream* commits = nullptr);

// A connection that reads an app's database beside whoever serves it. Throws StoreError.
std::unique_ptr<store::Session> open_reader(const Config& config, const std::string& app,
                                            store::PostgresServer* postgres);
// One that writes it, for who is alone with it and has migrated it. Throws StoreError.
std::unique_ptr<store::Session> open_writer(const Config& config, const std::string& app,
                                            store::PostgresServer* postgres);

// An app's migrations, from its embedded files.
std::vector<store::Migration> migrations_of(const App& app);
// Brings its database up to date.
void migrate(store::Database& database, const App& app);

}  // namespace stoa
