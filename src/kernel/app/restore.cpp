#include "kernel/app/restore.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "kernel/app/continuous_folder.h"
#include "kernel/app/databases.h"
#include "kernel/app/file_shelf.h"
#include "kernel/app/master_key.h"
#include "kernel/files/durable.h"
#include "kernel/files/local_blobs.h"
#include "kernel/files/system_call.h"
#include "kernel/shipping/segment_row.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/sqlite.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;

store::DataFolder own(const fs::path& folder) {
  auto owned = store::DataFolder::own(folder);
  if (owned) return std::move(*owned);
  throw std::runtime_error(
      fmt::format("Another Stoa runs on the folder {}. Stop it first.", folder.string()));
}

// A folder beside `target` that nobody else has, removed unless it came to stand in its place. One
// that was killed leaves it: it may be the old folder, just exchanged.
class Beside {
 public:
  Beside(const fs::path& target, const std::string& time)
      : target_(target), path_(target.string() + ".restoring-" + time) {
    if (!fs::create_directory(path_))
      throw std::runtime_error(fmt::format("{} is there already.", path_.string()));
    fs::permissions(path_, fs::perms::owner_all);
  }
  ~Beside() {
    std::error_code ignored;
    if (!exchanged_) fs::remove_all(path_, ignored);
  }
  Beside(const Beside&) = delete;

  const fs::path& path() const { return path_; }
  // At once: at no moment is there no folder, in which a server would begin anew. What was there
  // is in path() then.
  void exchange() {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) < 0)
      files::fail_by_errno(fmt::format("exchanging {} and {}", path_.string(), target_.string()));
    exchanged_ = true;
  }

 private:
  const fs::path target_, path_;
  bool exchanged_ = false;
};

bool holds_something(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename() != "stoa.lock") return true;
  return false;
}

// Where a file of the backup belongs in a data folder.
fs::path place_in(const fs::path& data, const BackedUpFile& file) {
  const fs::path path = file.path;
  const std::string first = *path.begin();
  if (first == "databases") return data / path.filename();
  if (first == "files") return data / "files" / "blobs" / path.lexically_relative("files");
  return data / path;
}

void copy_files(const fs::path& backup, const std::vector<BackedUpFile>& all, const fs::path& data,
                const Tell& tell) {
  Ticker ticker(tell, "copying", "files");
  std::uint64_t done = 0;
  for (const auto& file : all) {
    const fs::path to = place_in(data, file);
    files::make_folder(to.parent_path());
    if (files::copy_file(backup / file.path, to).sha256 != file.sha256)
      throw std::runtime_error(
          fmt::format("{} is not as the backup wrote it.", (backup / file.path).string()));
    ticker(++done);
  }
}

// As a start would do it, which refuses what a newer program has written.
void bring_up_to_date(const App& app, const Config& config) {
  const fs::path file = config.data / (app.name() + ".db");
  if (!fs::exists(file)) return;
  try {
    store::SqliteConnection({.file = file, .immutable = true}).check_integrity();
    store::ReadPool readers(read_pool_options(config, nullptr));
    migrate(*open_database(config, app.name(), nullptr, readers, {}), app);
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("{}: {}", app.name(), error.what()));
  }
}

// Without one in the backup, that of the folder stays.
KeyFit bring_key(const Config& old, const Config& restored, const BackupManifest& manifest) {
  const fs::path from = old.data / key_path, to = restored.data / key_path;
  if (!fs::exists(to) && fs::exists(from)) {
    files::make_folder(to.parent_path());
    files::copy_file(from, to);
  }
  if (manifest.master_key.empty()) return KeyFit::fits;  // nothing was sealed yet
  const auto fingerprint = fingerprint_of_key(restored);
  if (fingerprint.empty()) return KeyFit::missing;
  return fingerprint == manifest.master_key ? KeyFit::fits : KeyFit::other;
}

// Puts what was committed since on the databases of a base.
void replay_commits(const RestorePoint& point, const BackupManifest& manifest,
                    const fs::path& data) {
  const auto database_of = [&](const std::string& name) {
    for (const auto& app : manifest.apps)
      if (app.name == name) return data / (name + ".db");
    throw std::runtime_error(
        fmt::format("{} has no database of {}.", point.base.folder.string(), name));
  };
  shipping::replay(point.base.generation, point.base.first, point.at, database_of);
}

// The bytes of all files that are named now; gives how many are not to be had. They come after the
// rows that name them, so that those of the last moments may be missing.
std::int64_t copy_named_files(const fs::path& continuous, const BackupManifest& manifest,
                              const fs::path& data, const Tell& tell) {
  const FileShelf shelf(shelf_of(continuous));
  std::int64_t missing = 0;
  for (const auto& app : manifest.apps) {
    const files::LocalBlobs blobs(data / "files" / "blobs" / app.name);
    store::SqliteConnection database({.file = data / (app.name + ".db"), .immutable = true});
    Ticker ticker(tell, app.name, "files");
    std::uint64_t done = 0;
    database.run("select distinct sha256 from _files", {}, [&](const store::Row& row) {
      const std::string hash(std::get<std::string_view>(row.at(0)));
      const fs::path from = shelf.path_of(app.name, hash), to = blobs.path_of(hash);
      if (!fs::exists(from)) {
        ++missing;
        tell("missing: " + from.string());
        return true;
      }
      files::make_folder(to.parent_path());
      if (files::copy_file(from, to).sha256 != hash)
        throw std::runtime_error(from.string() + " is not as the backup wrote it.");
      ticker(++done);
      return true;
    });
  }
  return missing;
}

// What is to be restored: a backup of one moment, or a base of a continuous one and what follows.
struct Plan {
  fs::path folder;  // with a manifest
  std::optional<fs::path> continuous = {};
  RestorePoint point = {};
};

Plan plan_of(const RestoreFrom& from) {
  Plan plan{.folder = from.backup};
  const bool of_one_moment = fs::exists(from.backup / manifest_name);
  if (!of_one_moment) plan.continuous = continuous_in(from.backup);
  if (!plan.continuous) {
    if (from.at && of_one_moment)
      throw std::runtime_error(
          fmt::format("{} is a backup of one moment, {}: another one can be had of a continuous "
                      "backup only.",
                      from.backup.string(), to_string(read_manifest(from.backup).taken_at)));
    return plan;
  }
  plan.point = restore_point(*plan.continuous, from.at);
  plan.folder = plan.point.base.folder;
  return plan;
}

BackupManifest manifest_of(const Plan& plan) {
  BackupManifest manifest = read_manifest(plan.folder);
  if (manifest.files_apart && !plan.continuous)
    throw std::runtime_error(
        fmt::format("{} is a part of a continuous backup: name the folder that holds its "
                    "generations, and a moment with --at.",
                    plan.folder.string()));
  return manifest;
}

void fill(const Plan& plan, Restored& restored, const fs::path& data, const Tell& tell) {
  copy_files(plan.folder, read_sums(plan.folder, restored.manifest), data, tell);
  if (!plan.continuous) return;
  tell(fmt::format("commits from {} to {}", to_string(restored.manifest.taken_at),
                   to_string(plan.point.at)));
  replay_commits(plan.point, restored.manifest, data);
  restored.manifest.missing = copy_named_files(*plan.continuous, restored.manifest, data, tell);
  restored.manifest.taken_at = plan.point.at;
  restored.last = plan.point.last;
}

}  // namespace

Restored restore(const std::vector<App>& apps, const Config& config, const RestoreFrom& from,
                 const Tell& tell) {
  const Plan plan = plan_of(from);
  Restored restored{.manifest = manifest_of(plan)};
  Config old = config, made = config;
  old.data = fs::weakly_canonical(fs::absolute(config.data));
  if (!old.data.has_filename()) old.data = old.data.parent_path();
  const store::DataFolder ours = own(old.data);
  const std::string time = time_for_names(wall_clock());
  Beside beside(old.data, time);
  made.data = beside.path();
  made.database_url.clear();
  made.database_url_file.clear();
  const store::DataFolder ours_too = own(made.data);
  fill(plan, restored, made.data, tell);
  for (const App& app : apps) bring_up_to_date(app, made);
  restored.key = bring_key(old, made, restored.manifest);
  files::sync_folders(made.data);
  beside.exchange();
  if (holds_something(made.data)) {
    restored.kept = old.data.string() + ".before-" + time;
    fs::rename(made.data, restored.kept);
  } else {
    fs::remove_all(made.data);
  }
  files::sync_folder(old.data.parent_path());
  return restored;
}

}  // namespace stoa
