#include "kernel/app/backup_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "kernel/app/backup_manifest.h"
#include "kernel/app/databases.h"
#include "kernel/app/move_app.h"
#include "kernel/store/scan.h"
#include "kernel/store/sqlite_cut.h"
#include "kernel/store/sqlite_database.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;
using store::Session;
using Control = Session::Control;

fs::path database_file(const Config& config, const App& app) {
  return config.data / (app.name() + ".db");
}

class SqliteSource : public BackupSource {
 public:
  SqliteSource(const std::vector<App>& apps, const Config& config) : config_(config) {
    std::vector<fs::path> files;
    for (const App& app : apps) {
      if (!fs::exists(database_file(config, app))) continue;
      apps_.push_back(&app);
      files.push_back(database_file(config, app));
    }
    if (files.empty())
      throw std::runtime_error(
          fmt::format("There is no database in {}: nothing to back up.", config.data.string()));
    auto snapshots = store::cut(files);
    for (std::size_t i = 0; i < files.size(); ++i) held_[apps_[i]] = std::move(snapshots[i]);
  }

  std::vector<const App*> apps() const override { return apps_; }
  void read(const App& app, const std::function<void(store::Connection&)>& work) override {
    work(*held_.at(&app));
  }
  void copy(const App& app, const fs::path& folder, const Tell& tell) override {
    Ticker ticker(tell, app.name(), "MB");
    const std::uint64_t megabytes = fs::file_size(database_file(config_, app)) / 1'000'000;
    held_.at(&app)->copy_to(folder / database_path(app.name()),
                            [&](std::uint64_t done, std::uint64_t all) {
                              give_way();
                              ticker(megabytes * done / std::max<std::uint64_t>(all, 1));
                            });
    held_.erase(&app);
  }

 private:
  // While a snapshot is held the write-ahead log cannot begin anew, and at its cap writes are
  // refused. A backup is not worth that.
  void give_way() const {
    for (const auto& [app, snapshot] : held_) {
      std::error_code none;
      const auto length = fs::file_size(database_file(config_, *app).string() + "-wal", none);
      if (!none && length > store::DatabaseOptions{}.max_wal_bytes / 4 * 3)
        throw std::runtime_error(
            fmt::format("{} is written to faster than it can be copied: try again when there is "
                        "less to do, or into a faster folder.",
                        app->name()));
    }
  }

  const Config& config_;
  std::vector<const App*> apps_;
  std::map<const App*, std::unique_ptr<store::SqliteConnection>> held_;
};

// One transaction exports its snapshot, which all others take over; it is open as long as this
// lives.
class PostgresSource : public BackupSource {
 public:
  PostgresSource(const std::vector<App>& apps, const Config& config)
      : config_(config), server_(reach_postgres(config)) {
    for (const App& app : apps) apps_.push_back(&app);
    moment_ = open_reader(config, apps.front().name(), server_.get());
    begin(*moment_);
    moment_->run("select pg_export_snapshot()", {}, [&](const store::Row& row) {
      snapshot_ = std::get<std::string_view>(row.at(0));
      return false;
    });
  }

  std::vector<const App*> apps() const override { return apps_; }
  void read(const App& app, const std::function<void(store::Connection&)>& work) override {
    const auto session = open_reader(config_, app.name(), server_.get());
    begin(*session);
    take_over(*session);
    work(*session);
    session->control(Control::commit);
  }
  void copy(const App& app, const fs::path& folder, const Tell& tell) override {
    const Config target = target_in(folder);
    {
      store::ReadPool readers(read_pool_options(target, nullptr));
      migrate(*open_database(target, app.name(), nullptr, readers, {}), app);
    }
    const auto source = open_reader(config_, app.name(), server_.get());
    const auto copy = open_writer(target, app.name(), nullptr);
    move_app(app, *source, *copy,
             {.tell = tell, .begun = [this](Session& session) { take_over(session); }});
  }

 private:
  static void begin(Session& session) {
    session.limit(store::scan_patience);
    session.control(Control::begin_read);
    session.run("set local idle_in_transaction_session_timeout = 0", {}, {});
  }
  void take_over(Session& session) const {
    session.run("set transaction snapshot '" + snapshot_ + "'", {}, {});
  }
  Config target_in(const fs::path& folder) const {
    Config target = config_;
    target.database_url.clear();
    target.database_url_file.clear();
    target.data = folder / fs::path(database_path("")).parent_path();
    target.store_synchronous = false;  // synced once it is whole
    return target;
  }

  const Config& config_;
  std::vector<const App*> apps_;
  const std::unique_ptr<store::PostgresServer> server_;
  std::unique_ptr<Session> moment_;
  std::string snapshot_;
};

}  // namespace

std::unique_ptr<BackupSource> BackupSource::open(const std::vector<App>& apps,
                                                 const Config& config) {
  if (on_postgres(config)) return std::make_unique<PostgresSource>(apps, config);
  return std::make_unique<SqliteSource>(apps, config);
}

}  // namespace stoa
