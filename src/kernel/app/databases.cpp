#include "kernel/app/databases.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kernel/app/import_model.h"
#include "kernel/app/named_file.h"
#include "kernel/observe/log.h"
#include "kernel/store/log.h"
#include "kernel/store/postgres_database.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/sqlite_database.h"

namespace stoa {
namespace {

// Servers that start at the same time migrate one after the other.
constexpr std::uint64_t migration_turn = 1;

store::DatabaseOptions sqlite_options(const Config& config, const std::string& app) {
  store::DatabaseOptions options;
  options.file = config.data / (app + ".db");
  options.synchronous_full = config.store_synchronous;
  options.max_batch = static_cast<std::size_t>(config.store_max_batch);
  options.vfs = config.store_vfs;
  return options;
}

store::PostgresOptions postgres_options(const Config& config, const std::string& app) {
  store::PostgresOptions options;
  options.schema = app;
  options.writers = static_cast<std::size_t>(config.database_writers);
  return options;
}

// A migration needs its schema, and a role that may not create one can be given it beforehand.
void create_schema(store::Connection& connection, const std::string& name) {
  const store::Value parameter = std::string_view(name);
  bool there = false;
  connection.run("select 1 from pg_namespace where nspname = $1", {&parameter, 1},
                 [&](const store::Row&) { return there = true; });
  if (!there) connection.run_script("create schema \"" + name + "\"");
}

// Another server may be migrating at this moment, which may take its time.
template <class Migrate>
void in_its_turn(Migrate run) {
  constexpr int most_tries = 100;  // of two seconds or more
  for (int tries = 1;; ++tries) {
    try {
      return run();
    } catch (const Refusal& refusal) {
      if (!(refusal.problem == problems::overloaded) || tries == most_tries) throw;
      log::info("waiting for the database: another server may be migrating it");
    }
  }
}

}  // namespace

bool on_postgres(const Config& config) {
  return !config.database_url.empty() || !config.database_url_file.empty();
}

std::unique_ptr<store::PostgresServer> reach_postgres(const Config& config) {
  const bool in_file = !config.database_url_file.empty();
  const auto url =
      in_file ? first_line_of("database.url_file", config.database_url_file) : config.database_url;
  if (url.empty()) return nullptr;
  store::PostgresServerOptions options{
      .url = url,
      .allow_plaintext = config.database_allow_plaintext,
      .connections = static_cast<std::size_t>(config.database_connections)};
  if (!config.database_password_file.empty())
    options.password = first_line_of("database.password_file", config.database_password_file);
  auto server = std::make_unique<store::PostgresServer>(options);
  server->connect("public", store::Purpose::read);  // that it can be reached is said at the start
  return server;
}

// A read of PostgreSQL waits for another process: more threads, and a longer budget.
// One says who is there, one is for what comes between, and each app wants one to write by: with
// fewer they would wait for each other until some give up.
void check_connections(const Config& config, std::size_t apps) {
  const auto least = static_cast<std::int64_t>(apps) + 2;
  if (config.database_connections >= least) return;
  throw std::runtime_error(fmt::format(
      "database.connections is {}: {} app{} need{} {} connections to PostgreSQL at the "
      "least.",
      config.database_connections, apps, apps == 1 ? "" : "s", apps == 1 ? "s" : "", least));
}

store::ReadPoolOptions read_pool_options(const Config& config,
                                         const store::PostgresServer* postgres) {
  const bool remote = postgres != nullptr;
  store::ReadPoolOptions options;
  options.threads = static_cast<int>(remote ? config.database_readers : config.store_read_threads);
  options.budget = std::chrono::milliseconds(config.store_read_budget_ms * (remote ? 10 : 1));
  options.heavy_budget = std::chrono::milliseconds(config.store_heavy_budget_ms);
  if (remote) {
    options.most_at_once = 16;  // they share a round trip
    options.full = [postgres] { return postgres->full(); };
  }
  return options;
}

std::unique_ptr<store::Database> open_database(const Config& config, const std::string& app,
                                               store::PostgresServer* postgres,
                                               store::ReadPool& readers,
                                               std::function<void(std::string)> fatal,
                                               store::CommitStream* commits) {
  if (postgres)
    return std::make_unique<store::PostgresDatabase>(postgres_options(config, app), *postgres,
                                                     readers);
  auto options = sqlite_options(config, app);
  options.commits = commits;
  return std::make_unique<store::SqliteDatabase>(std::move(options), readers, std::move(fatal));
}

std::unique_ptr<store::Session> open_reader(const Config& config, const std::string& app,
                                            store::PostgresServer* postgres) {
  if (postgres) return postgres->connect(app, store::Purpose::read);
  return std::make_unique<store::SqliteConnection>(
      store::SqliteOptions{.file = sqlite_options(config, app).file});
}

std::unique_ptr<store::Session> open_writer(const Config& config, const std::string& app,
                                            store::PostgresServer* postgres) {
  if (postgres) return postgres->connect(app, store::Purpose::write);
  const auto options = sqlite_options(config, app);
  return std::make_unique<store::SqliteConnection>(
      store::SqliteOptions{.file = options.file,
                           .writer = true,
                           .synchronous_full = options.synchronous_full,
                           .vfs = options.vfs});
}

std::vector<store::Migration> migrations_of(const App& app) {
  std::vector<store::Migration> all;
  for (const embedded::File& file : app.files()) {
    if (!file.path.starts_with("migrations/")) continue;
    std::string_view name = file.path.substr(11);
    store::Migration migration{.name = name, .sql = file.view()};
    std::from_chars(name.data(), name.data() + name.size(), migration.number);
    all.push_back(migration);
  }
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.number < b.number; });
  return all;
}

void migrate(store::Database& database, const App& app) {
  store::MigrationReport report;
  auto work = [&](store::Connection& connection) {
    if (connection.dialect() == store::Dialect::postgres) create_schema(connection, app.name());
    store::create_kernel_tables(connection);
    create_import_tables(connection);
    report = store::migrate(connection, migrations_of(app), wall_clock().micros);
  };
  in_its_turn([&] { database.write_now(work, migration_turn); });
  if (report.from == report.to) return;
  log::info("migrated", {{"app", std::string_view(app.name())},
                         {"from", std::int64_t{report.from}},
                         {"to", std::int64_t{report.to}}});
}

}  // namespace stoa
