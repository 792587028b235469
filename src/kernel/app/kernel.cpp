#include "kernel/app/kernel.h"

#include <algorithm>

#include "kernel/app/databases.h"
#include "kernel/app/exchange.h"
#include "kernel/app/openapi.h"
#include "kernel/app/site.h"
#include "kernel/app/task_pool.h"
#include "kernel/http/finish.h"
#include "kernel/observe/log.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/lossy_vfs.h"
#include "kernel/store/postgres_presence.h"

namespace stoa {

// Members are in the order of their making; they go in the reverse order, the databases before the
// threads that read them.
struct Kernel::Impl {
  KernelOptions options;
  std::optional<store::DataFolder> folder;
  std::unique_ptr<store::PostgresServer> postgres;  // none: SQLite
  std::optional<store::Presence> presence;
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

bool all_available(const std::deque<MountedApp>& apps) {
  return std::all_of(apps.begin(), apps.end(),
                     [](const MountedApp& mounted) { return mounted.database->stats().available; });
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
  k.postgres = reach_postgres(config);
  k.readers.emplace(read_pool_options(config));
  k.tasks.emplace();
  auto fatal = [this](std::string why) {
    impl_->ready = false;
    log::error("a database is closed for good", {{"why", std::string_view(why)}});
    if (impl_->options.fatal) impl_->options.fatal(why);
  };
  if (k.postgres) k.presence.emplace(*k.postgres, fatal);
  for (MountedApp& mounted : k.apps) {
    mounted.tasks = &*k.tasks;
    mounted.database =
        open_database(config, mounted.app.name(), k.postgres.get(), *k.readers, fatal);
    migrate(*mounted.database, mounted.app);
    if (k.options.demo) plant_demo(mounted);
  }
  k.site.emplace(
      k.apps, k.openapi, [&k] { return k.server ? k.server->stats() : http::ServerStats{}; },
      [&k] { return k.ready && all_available(k.apps); });
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
  k.presence.reset();
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
