#include "kernel/app/kernel.h"

#include <algorithm>

#include "kernel/app/backups.h"
#include "kernel/app/chores.h"
#include "kernel/app/commit_news.h"
#include "kernel/app/connections.h"
#include "kernel/app/continuous.h"
#include "kernel/app/databases.h"
#include "kernel/app/demo.h"
#include "kernel/app/doors.h"
#include "kernel/app/events.h"
#include "kernel/app/exchange.h"
#include "kernel/app/files_folder.h"
#include "kernel/app/intake.h"
#include "kernel/app/job_kinds.h"
#include "kernel/app/kernel_routes.h"
#include "kernel/app/made_routes.h"
#include "kernel/app/mails.h"
#include "kernel/app/master_key.h"
#include "kernel/app/openapi.h"
#include "kernel/app/people.h"
#include "kernel/app/postmen.h"
#include "kernel/app/projections.h"
#include "kernel/app/remote_accounts.h"
#include "kernel/app/roles.h"
#include "kernel/app/server_options.h"
#include "kernel/app/shared_redis.h"
#include "kernel/app/site.h"
#include "kernel/app/task_pool.h"
#include "kernel/app/webhooks.h"
#include "kernel/auth/seal.h"
#include "kernel/files/local_blobs.h"
#include "kernel/files/told_blobs.h"
#include "kernel/http/finish.h"
#include "kernel/jobs/dispatcher.h"
#include "kernel/observe/log.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/lossy_vfs.h"
#include "kernel/store/postgres_presence.h"

namespace stoa {

// Members are in the order of their making; they go in the reverse order, the databases before the
// threads that read them.
struct Kernel::Impl {
  KernelOptions options;
  UnderWay under_way;
  std::optional<store::DataFolder> folder;
  std::unique_ptr<store::PostgresServer> postgres;  // none: SQLite
  std::optional<store::Presence> presence;
  std::optional<store::ReadPool> readers;
  std::optional<ContinuousBackup> continuous;
  std::optional<Backups> backups;
  std::optional<files::SpoolFolder> spool;
  std::optional<TaskPool> tasks, hashers, job_tasks, painters;
  std::deque<MountedApp> apps;
  AllPeople people{apps, options.elsewhere};
  std::vector<RoleInfo> roles;
  std::optional<auth::Seal> seal;
  std::unique_ptr<cluster::Cluster> cluster;
  std::optional<CommitNews> commit_news;  // where other processes may write to the same database
  RemoteAccounts remote;                  // where accounts are those of another process
  std::optional<SiteAddress> site_address;
  std::unique_ptr<mail::Postman> postman;
  Router router;
  std::string openapi;
  std::optional<Doors> doors;
  std::optional<Connections> connections;
  std::optional<Site> site;
  std::optional<Chores> chores;
  std::deque<jobs::Runner> runners;  // of the apps that have jobs
  std::optional<Events> events;
  std::optional<AllProjections> projections;
  std::optional<Webhooks> webhooks;
  std::optional<jobs::Dispatcher> dispatcher;
  std::atomic<bool> ready = false;
  std::optional<http::Server> server;
  std::deque<http::Server> door_servers;  // of the doors that have ports of their own
  std::string notice;
};

namespace {

bool all_available(const std::deque<MountedApp>& apps) {
  return std::all_of(apps.begin(), apps.end(),
                     [](const MountedApp& mounted) { return mounted.database->stats().available; });
}

void open_files(const Config& config, std::optional<files::SpoolFolder>& spool,
                std::deque<MountedApp>& apps, std::optional<ContinuousBackup>& continuous) {
  const std::filesystem::path folder = files_folder(config);
  spool.emplace(folder / "spool");
  for (MountedApp& mounted : apps) {
    mounted.spool = &*spool;
    mounted.blobs = std::make_unique<files::LocalBlobs>(folder / "blobs" / mounted.app.name());
    if (!continuous) continue;
    mounted.blobs = std::make_unique<files::ToldBlobs>(
        std::move(mounted.blobs), [&continuous, app = mounted.app.name()](const std::string& name) {
          continuous->keep_file(app, name);
        });
  }
}

// Who finds out who calls, and where their mails go; nullptr for nobody.
struct Knowing {
  Authenticator* authenticator;
  Directory* directory;
};

Knowing start_services(std::deque<MountedApp>& apps, const KernelOptions& options,
                       const std::vector<RoleInfo>& roles, People& people, const SiteAddress& site,
                       cluster::Cluster& cluster, const Backups& backups,
                       store::Presence* presence) {
  Knowing known{options.authenticator, options.directory};
  for (MountedApp& mounted : apps) {
    if (!mounted.app.start_service()) continue;
    mounted.service =
        mounted.app.start_service()({options.config, *mounted.database, roles, people, site,
                                     cluster, *mounted.made, backups, presence, options.demo});
    if (!known.authenticator) known.authenticator = mounted.service->authenticator();
    if (!known.directory) known.directory = mounted.service->directory();
  }
  return known;
}

std::vector<App> apps_of(const std::deque<MountedApp>& mounted) {
  std::vector<App> apps;
  for (const MountedApp& one : mounted) apps.push_back(one.app);
  return apps;
}

std::vector<store::Database*> databases_of(const std::deque<MountedApp>& mounted) {
  std::vector<store::Database*> databases;
  for (const MountedApp& one : mounted) databases.push_back(one.database.get());
  return databases;
}

jobs::Execute run_in(TaskPool& pool) {
  return [&pool](std::function<void()> work, store::Done done) {
    pool.run(std::move(work), std::move(done));
  };
}

}  // namespace

Kernel::Kernel(KernelOptions options, std::vector<App> apps) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
  for (App& app : apps) {
    add_kernel_routes(app);
    MountedApp& mounted = impl_->apps.emplace_back(std::move(app));
    mounted.strict_problems = impl_->options.strict_problems;
    impl_->router.add(mounted.app.name(), *mounted.made);
    for (const Route& route : mounted.app.routes()) {
      const MountedRoute& added = mounted.routes.emplace_back(route, mounted);
      impl_->router.add(added);
      if (route.reads_record()) mounted.records.emplace(&route.input.type->object(), &added);
    }
  }
  impl_->roles = roles_of(impl_->apps, impl_->options.elsewhere);
  impl_->openapi = openapi_document(impl_->apps);
}

Kernel::~Kernel() { stop(); }

void Kernel::migrate() {
  Impl& k = *impl_;
  const Config& config = k.options.config;
  k.folder = store::DataFolder::own(config.data);
  if (!k.folder) {
    throw std::runtime_error("another stoa runs on the data folder " + config.data.string());
  }
  if (config.store_vfs == "lossy") store::register_lossy_vfs();
  k.postgres = reach_postgres(config);
  if (k.postgres) check_connections(config, k.apps.size());
  k.readers.emplace(read_pool_options(config, k.postgres.get()));
  k.tasks.emplace();
  k.hashers.emplace(1, 64);
  k.job_tasks.emplace(16, 4096);
  k.painters.emplace(1, 64);
  auto fatal = [this](std::string why) {
    impl_->ready = false;
    log::error("a database is closed for good", {{"why", std::string_view(why)}});
    if (impl_->options.fatal) impl_->options.fatal(why);
  };
  if (k.postgres) k.presence.emplace(*k.postgres, fatal);
  if (config.backup_continuous) k.continuous.emplace(config, apps_of(k.apps));
  for (MountedApp& mounted : k.apps) {
    mounted.tasks = &*k.tasks;
    mounted.hashers = &*k.hashers;
    mounted.painters = &*k.painters;
    mounted.database = open_database(config, mounted.app.name(), k.postgres.get(), *k.readers,
                                     fatal, k.continuous ? &k.continuous->stream() : nullptr);
    stoa::migrate(*mounted.database, mounted.app);
  }
}

void Kernel::open() {
  migrate();
  Impl& k = *impl_;
  const Config& config = k.options.config;
  open_files(config, k.spool, k.apps, k.continuous);
  k.site_address.emplace(config);
  k.postman = hire_postman(config, k.options.demo);
  k.seal.emplace(load_master_key(config));
  k.cluster = join_cluster(config, *k.seal);
  k.backups.emplace(config, apps_of(k.apps), k.continuous ? &*k.continuous : nullptr);
  Knowing known = start_services(k.apps, k.options, k.roles, k.people, *k.site_address, *k.cluster,
                                 *k.backups, k.presence ? &*k.presence : nullptr);
  if (!known.authenticator) {
    k.remote = reach_accounts(config, k.cluster->news());
    known = {k.remote.authenticator.get(), k.remote.directory.get()};
  }
  if (!known.authenticator && k.options.must_authenticate) refuse_without_accounts(k.apps);
  for (MountedApp& mounted : k.apps) {
    mounted.authenticator = known.authenticator;
    mounted.directory = known.directory;
    mounted.templates = std::make_unique<mail::Templates>(templates_of(mounted.app));
    mounted.postman = k.options.postman ? k.options.postman : k.postman.get();
    mounted.site = &*k.site_address;
    mounted.seal = &*k.seal;
  }
  k.projections.emplace(k.apps, k.options.clock);
  k.events.emplace(k.apps, k.options.clock);
  k.events->open();
  k.webhooks.emplace(k.apps, config, k.options.clock);
  if (k.options.demo) plant_demos(k.apps);
  for (MountedApp& mounted : k.apps) {
    if (mounted.app.jobs().empty()) continue;
    mounted.jobs = &k.runners.emplace_back(*mounted.database,
                                           jobs::RunnerOptions{.app = mounted.app.name(),
                                                               .kinds = job_kinds(mounted),
                                                               .tasks = run_in(*k.job_tasks),
                                                               .clock = k.options.clock});
    mounted.jobs->open();
  }
  k.doors.emplace(k.apps, k.under_way, static_cast<std::uint64_t>(config.http_max_body_bytes));
  k.connections.emplace(ConnectionsOptions{k.router, k.apps, k.under_way, *k.seal,
                                           known.authenticator, k.cluster->news(), config});
  k.site.emplace(
      k.apps, k.openapi, [&k] { return k.server ? k.server->stats() : http::ServerStats{}; },
      [&k] { return k.connections->stats(); },
      [&k] { return k.ready && all_available(k.apps) && k.projections->caught_up(); }, *k.cluster,
      k.continuous ? &*k.continuous : nullptr);
  if (k.postgres && k.cluster->state().shared) k.commit_news.emplace(k.apps, k.cluster->news());
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
  k.server.emplace(
      server_options(k.options.config),
      [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
        handle(std::move(request), std::move(respond));
      },
      [this](const http::Request& request) { return admit(request); });
  warn_of_plaintext(k.options.config);
  k.projections->start();
  if (k.continuous) k.continuous->start(databases_of(k.apps));
  k.server->start();
  for (const std::string& entry : k.options.config.doors_listen) listen_at_door(entry);
  k.site_address->listening(k.server->port());
  for (MountedApp& mounted : k.apps) {
    if (mounted.service) k.notice += mounted.service->serving(k.server->port());
  }
  k.chores.emplace(k.apps);
  k.webhooks->start();
  k.dispatcher.emplace(k.runners);
  k.dispatcher->start();
  k.events->start();
}

// "library.opds=127.0.0.1:8090"
void Kernel::listen_at_door(const std::string& entry) {
  Impl& k = *impl_;
  const std::size_t equals = entry.find('=');
  const MountedDoor* door = k.doors->named(entry.substr(0, equals));
  if (!door || equals == entry.npos)
    throw std::runtime_error("doors.listen: \"" + entry + "\" names no door that is served here");
  http::ServerOptions options = server_options(k.options.config);
  const Address address = parse_address(entry.substr(equals + 1));
  options.address = address.host;
  options.port = address.port;
  options.redirect_address.clear();
  http::Server& server = k.door_servers.emplace_back(
      std::move(options),
      [&k, door](std::shared_ptr<const http::Request> request, http::Respond respond) {
        k.doors->answer(*door, "", std::move(request), std::move(respond));
      },
      [&k, door](const http::Request& request) { return k.doors->intake(*door, request); });
  server.start();
  log::info("a door has a port of its own", {{"door", std::string_view(door->name())},
                                             {"port", static_cast<std::int64_t>(server.port())}});
}

std::size_t Kernel::run_due_jobs() {
  std::size_t runs = 0, more = 0;
  do {
    more = impl_->events->run() ? 1 : 0;
    if (impl_->webhooks->run()) ++more;
    for (jobs::Runner& runner : impl_->runners) more += runner.run_due();
    runs += more;
  } while (more > 0);
  impl_->projections->run();
  return runs;
}

const std::string& Kernel::notice() const { return impl_->notice; }

std::uint16_t Kernel::port() const { return impl_->server->port(); }

std::uint16_t Kernel::door_port(std::size_t door) const {
  return impl_->door_servers.at(door).port();
}

void Kernel::stop() {
  Impl& k = *impl_;
  k.ready = false;
  const std::chrono::milliseconds drain(k.options.config.http_drain_ms);
  if (k.connections) k.connections->release_waiting();
  if (k.server) k.server->stop(drain);
  for (http::Server& server : k.door_servers) server.stop(drain);
  k.chores.reset();
  if (k.events) k.events->stop();
  if (k.projections) k.projections->stop();
  if (k.webhooks) k.webhooks->stop();
  k.dispatcher.reset();
  // Requests whose time to drain is over are still looked up, and enter their lanes.
  if (k.connections) k.connections->stop_watching();
  k.remote.hearing.reset();
  k.remote.authenticator.reset();
  k.under_way.wait_for_none();
  k.connections.reset();
  k.tasks.reset();
  k.hashers.reset();
  k.job_tasks.reset();
  for (MountedApp& mounted : k.apps) mounted.jobs = nullptr;
  k.runners.clear();
  k.painters.reset();
  for (MountedApp& mounted : k.apps) mounted.service.reset();
  k.commit_news.reset();
  if (k.continuous) k.continuous->stop();
  for (MountedApp& mounted : k.apps) mounted.database.reset();
  k.continuous.reset();
  k.cluster.reset();
  k.presence.reset();
  k.folder.reset();
}

void Kernel::handle(std::shared_ptr<const http::Request> request, http::Respond respond) {
  if (auto response = impl_->site->answer(*request)) {
    http::finish(*request, *response);
    return respond(std::move(*response));
  }
  if (Live::has(request->path))
    return impl_->connections->live().answer(std::move(request), std::move(respond));
  if (const MountedDoor* door = impl_->doors->find(request->path))
    return impl_->doors->answer(*door, door->kind.prefix, std::move(request), std::move(respond));
  if (auto response = impl_->site->console_page(*request)) {
    http::finish(*request, *response);
    return respond(std::move(*response));
  }
  exchange(impl_->router, impl_->under_way, std::move(request), std::move(respond));
}

http::Intake Kernel::admit(const http::Request& request) const {
  const Config& config = impl_->options.config;
  if (const MountedDoor* door = impl_->doors->find(request.path))
    return impl_->doors->intake(*door, request);
  return intake_of(impl_->router, request,
                   {.max_body_bytes = config.http_max_body_bytes,
                    .max_upload_bytes = config.files_max_upload_bytes});
}

const std::deque<MountedApp>& Kernel::apps() const { return impl_->apps; }
const std::string& Kernel::openapi() const { return impl_->openapi; }

}  // namespace stoa
