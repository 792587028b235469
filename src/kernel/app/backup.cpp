#include "kernel/app/backup.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>

#include "kernel/app/backup_source.h"
#include "kernel/app/databases.h"
#include "kernel/app/files_folder.h"
#include "kernel/app/master_key.h"
#include "kernel/files/collect.h"
#include "kernel/files/durable.h"
#include "kernel/files/local_blobs.h"
#include "kernel/store/sqlite.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;
using Hashes = std::vector<std::string>;

// Refused when anything is in it: what an interrupted backup has left is not mixed with another.
void prepare(const fs::path& folder) {
  if (fs::exists(folder) && !fs::is_empty(folder))
    throw std::runtime_error(
        fmt::format("{} is not empty: a backup wants a folder of its own.", folder.string()));
  files::make_folder(folder);
  fs::permissions(folder, fs::perms::owner_all);
  files::make_folder(folder / fs::path(database_path("")).parent_path());
}

class Backup {
 public:
  Backup(const Config& config, const BackupOptions& options, const Tell& tell)
      : config_(config),
        options_(options),
        folder_(fs::absolute(options.folder).lexically_normal()),
        tell_(tell) {}

  BackupManifest take(const std::vector<App>& apps);

 private:
  void list_blobs(const App& app, store::Connection& connection);
  void hold_blobs();
  void copy_database(BackupSource& source, const App& app);
  void copy_blobs(const std::string& app, const Hashes& blobs);
  void copy_key();
  void add(const std::string& path, const files::Digest& digest);
  files::LocalBlobs blobs_of(const std::string& app) const {
    return files::LocalBlobs(files_folder(config_) / "blobs" / app);
  }

  const Config& config_;
  const BackupOptions& options_;
  const fs::path folder_;
  const Tell& tell_;
  BackupManifest manifest_;
  std::vector<BackedUpFile> files_;
  std::map<std::string, Hashes> blobs_;  // by app
  std::chrono::steady_clock::time_point held_until_ = {};
};

void Backup::list_blobs(const App& app, store::Connection& connection) {
  Hashes& blobs = blobs_[app.name()];
  connection.run("select distinct sha256 from _files order by sha256", {},
                 [&](const store::Row& row) {
                   blobs.emplace_back(std::get<std::string_view>(row.at(0)));
                   return true;
                 });
}

// The bytes of files that are removed from now on must not go before they are copied.
void Backup::hold_blobs() {
  if (std::chrono::steady_clock::now() < held_until_) return;
  for (const auto& [app, blobs] : blobs_) {
    auto store = blobs_of(app);
    for (const auto& blob : blobs) store.keep_longer(blob);
  }
  held_until_ = std::chrono::steady_clock::now() + files::safe_age / 2;
}

void Backup::add(const std::string& path, const files::Digest& digest) {
  files_.push_back({.sha256 = digest.sha256, .path = path});
  ++manifest_.files;
  manifest_.bytes += static_cast<std::int64_t>(digest.bytes);
}

// A database that is damaged is told of today, not on the day that its backup is needed.
void Backup::copy_database(BackupSource& source, const App& app) {
  source.copy(app, folder_, tell_);
  const std::string path = database_path(app.name());
  store::SqliteConnection copy({.file = folder_ / path, .immutable = true});
  try {
    copy.check_integrity();
  } catch (const store::StoreError& error) {
    throw std::runtime_error(
        fmt::format("The database of {} is damaged: {}", app.name(), error.what()));
  }
  BackedUpApp entry{.name = app.name()};
  copy.run("select coalesce(max(number), 0) from _migrations", {}, [&](const store::Row& row) {
    entry.migration = std::get<std::int64_t>(row.at(0));
    return false;
  });
  const auto digest = files::settle_file(folder_ / path);
  add(path, digest);
  manifest_.apps.push_back(entry);
  tell_(fmt::format("{}: {} bytes", path, digest.bytes));
}

void Backup::copy_blobs(const std::string& app, const Hashes& blobs) {
  const auto store = blobs_of(app);
  Ticker ticker(tell_, app, "files");
  std::uint64_t done = 0;
  for (const auto& blob : blobs) {
    hold_blobs();
    const fs::path from = store.path_of(blob);
    if (!fs::exists(from)) {
      if (!options_.without_missing)
        throw std::runtime_error(fmt::format(
            "The bytes of a file of {} are not there: {}. Is files.folder as the server has it? "
            "With --without-missing what is lost is left out.",
            app, from.string()));
      ++manifest_.missing;
      tell_("missing: " + from.string());
      continue;
    }
    if (options_.shelf) {
      options_.shelf->keep(app, blob, from);
      ticker(++done);
      continue;
    }
    const std::string path = blob_path(app, blob);
    files::make_folder((folder_ / path).parent_path());
    const auto digest = files::copy_file(from, folder_ / path);
    if (digest.sha256 != blob)
      throw std::runtime_error(from.string() + " is damaged: its bytes are not those of its name.");
    add(path, digest);
    ticker(++done);
  }
}

void Backup::copy_key() {
  manifest_.master_key = fingerprint_of_key(config_);
  if (!options_.with_keys) return;
  if (manifest_.master_key.empty())
    throw std::runtime_error(
        fmt::format("There is no master key in {}.", master_key_path(config_).string()));
  const fs::path to = folder_ / key_path;
  files::make_folder(to.parent_path());
  add(std::string(key_path), files::copy_file(fs::canonical(master_key_path(config_)), to));
  manifest_.has_keys = true;
}

BackupManifest Backup::take(const std::vector<App>& apps) {
  manifest_.database = on_postgres(config_) ? "postgres" : "sqlite";
  manifest_.settings = {.public_url = config_.public_url,
                        .files_folder = config_.files_folder.string(),
                        .master_key_file = config_.master_key_file.string()};
  manifest_.files_apart = options_.shelf != nullptr;
  {
    manifest_.taken_at = wall_clock();  // what was answered until then is in it
    const auto source = BackupSource::open(apps, config_);
    if (options_.moment) manifest_.taken_at = options_.moment();
    prepare(folder_);
    for (const App* app : source->apps())
      source->read(*app, [&](store::Connection& connection) { list_blobs(*app, connection); });
    hold_blobs();
    for (const App* app : source->apps()) copy_database(*source, *app);
  }
  for (const auto& [app, blobs] : blobs_) copy_blobs(app, blobs);
  copy_key();
  write_manifest(folder_, manifest_, files_);
  return manifest_;
}

}  // namespace

BackupManifest backup(const std::vector<App>& apps, const Config& config,
                      const BackupOptions& options, const Tell& tell) {
  return Backup(config, options, tell).take(apps);
}

}  // namespace stoa
