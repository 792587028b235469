#include "kernel/app/kernel.h"

#include <algorithm>
#include <charconv>

#include "kernel/app/exchange.h"
#include "kernel/app/openapi.h"
#include "kernel/app/site.h"
#include "kernel/app/task_pool.h"
#include "kernel/http/finish.h"
#include "kernel/observe/log.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/lossy_vfs.h"

namespace stoa {

// Members are in the order of their making; they go in the reverse order, the databases before the
// threads that read them.
struct Kernel::Impl {
  KernelOptions options;
  std::optional<store::DataFolder> folder;
  std::optional<store::ReadPool> readers;
  std::optional<TaskPool> tasks;
  std::deque<MountedApp> apps;
  Router router;
  std::string openapi;
  std::optional<Site> site;
  std::atomic<bool> ready = false;
  std::optional<http::Server> server;
};

namespace {

store::ReadPoolOptions read_pool_options(const Config& config) {
  store::ReadPoolOptions options;
  options.threads = static_cast<int>(config.store_read_threads);
  options.budget = std::chrono::milliseconds(config.store_read_budget_ms);
  options.heavy_budget = std::chrono::milliseconds(config.store_heavy_budget_ms);
  return options;
}

store::DatabaseOptions database_options(const Config& config, const std::string& app) {
  store::DatabaseOptions options;
  options.file = config.data / (app + ".db");
  options.synchronous_full = config.store_synchronous;
  options.max_batch = static_cast<std::size_t>(config.store_max_batch);
  options.vfs = config.store_vfs;
  return options;
}

http::ServerOptions server_options(const Config& config) {
  Address address = parse_address(config.listen);
  http::ServerOptions options;
  options.address = address.host;
  options.port = address.port;
  options.threads = static_cast<int>(config.http_threads);
  options.host_names = config.host_names;
  options.max_connections = static_cast<std::size_t>(config.http_max_connections);
  options.max_body_bytes = static_cast<std::size_t>(config.http_max_body_bytes);
  return options;
}

// Runs an app's demo once a database, told by a row of the kernel's own table.
void plant_demo(MountedApp& mounted) {
  if (!mounted.app.demo()) return;
  bool planted = false;
  auto look = [&](store::Connection& connection) {
    connection.run("select 1 from _kernel where name = 'demo_planted'", {},
                   [&](const store::Row&) { return planted = true; });
  };
  mounted.database->read_now(look);
  if (planted) return;
  log::info("planting demo data", {{"app", std::string_view(mounted.app.name())}});
  Task task(*mounted.database, wall_clock());
  mounted.app.demo()(task);
  mounted.database->write_now([](store::Connection& connection) {
    connection.run("insert into _kernel (name, value) values ('demo_planted', 'yes')", {}, {});
  });
}

void migrate_app(MountedApp& mounted) {
  store::MigrationReport report;
  mounted.database->write_now([&](store::Connection& connection) {
    connection.run_script(
        "create table if not exists _kernel (name text primary key, value text not null) strict");
    report = store::migrate(connection, migrations_of(mounted.app), wall_clock().micros);
  });
  if (report.from != report.to) {
    log::info("migrated", {{"app", std::string_view(mounted.app.name())},
                           {"from", std::int64_t{report.from}},
                           {"to", std::int64_t{report.to}}});
  }
}

void warn_of_open_writes(const std::deque<MountedApp>& apps) {
  std::int64_t open = 0;
  for (const MountedApp& mounted : apps) {
    for (const Route& route : mounted.app.routes()) open += route.method != "GET";
  }
  log::warning("anyone who reaches this address may write: accounts are not there yet",
               {{"routes", open}});
}

}  // namespace

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

Kernel::Kernel(KernelOptions options, std::vector<App> apps) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  for (App& app : apps) {
    MountedApp& mounted = impl_->apps.emplace_back(std::move(app));
    mounted.strict_problems = impl_->options.strict_problems;
    for (const Route& route : mounted.app.routes()) {
      impl_->router.add(mounted.routes.emplace_back(route, mounted));
    }
  }
  impl_->openapi = openapi_document(impl_->apps);
}

Kernel::~Kernel() { stop(); }

void Kernel::open() {
  Impl& k = *impl_;
  const Config& config = k.options.config;
  k.folder = store::DataFolder::own(config.data);
  if (!k.folder) {
    throw std::runtime_error("another stoa runs on the data folder " + config.data.string());
  }
  if (config.store_vfs == "lossy") store::register_lossy_vfs();
  k.readers.emplace(read_pool_options(config));
  k.tasks.emplace();
  auto fatal = [this](std::string why) {
    impl_->ready = false;
    log::error("a database is closed for good", {{"why", std::string_view(why)}});
    if (impl_->options.fatal) impl_->options.fatal(why);
  };
  for (MountedApp& mounted : k.apps) {
    mounted.tasks = &*k.tasks;
    mounted.database = std::make_unique<store::Database>(
        database_options(config, mounted.app.name()), *k.readers, fatal);
    migrate_app(mounted);
    if (k.options.demo) plant_demo(mounted);
  }
  k.site.emplace(
      k.apps, k.openapi, [&k] { return k.server ? k.server->stats() : http::ServerStats{}; },
      [&k] { return k.ready.load(); });
  k.folder->serve([&k](const std::string& command) -> std::string {
    if (command == "migrate")
      return "The server that runs on this folder has migrated it at its start.";
    if (command == "status") return "serving " + k.options.config.listen;
    return "There is no command " + command + " for a running server.";
  });
  k.ready = true;
}

void Kernel::listen() {
  Impl& k = *impl_;
  k.server.emplace(server_options(k.options.config),
                   [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
                     handle(std::move(request), std::move(respond));
                   });
  k.server->start();
  warn_of_open_writes(k.apps);
}

std::uint16_t Kernel::port() const { return impl_->server->port(); }

void Kernel::stop() {
  Impl& k = *impl_;
  k.ready = false;
  if (k.server) k.server->stop(std::chrono::milliseconds(k.options.config.http_drain_ms));
  k.tasks.reset();
  for (MountedApp& mounted : k.apps) mounted.database.reset();
  k.folder.reset();
}

void Kernel::handle(std::shared_ptr<const http::Request> request, http::Respond respond) {
  if (auto response = impl_->site->answer(*request)) {
    http::finish(*request, *response);
    return respond(std::move(*response));
  }
  exchange(impl_->router, std::move(request), std::move(respond));
}

const std::deque<MountedApp>& Kernel::apps() const { return impl_->apps; }
const std::string& Kernel::openapi() const { return impl_->openapi; }

}  // namespace stoa
