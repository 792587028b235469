#include "kernel/app/backup.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string_view>

#include "cli/options.h"
#include "kernel/app/databases.h"
#include "kernel/app/restore.h"
#include "kernel/observe/log.h"

namespace stoa::cli {
namespace {

void tell_progress(const std::string& line) { std::cerr << line << std::endl; }

std::string names_of(const BackupManifest& manifest) {
  std::string names;
  for (const auto& app : manifest.apps) names += (names.empty() ? "" : ", ") + app.name;
  return names;
}

std::string summary_of(const BackupManifest& manifest) {
  return fmt::format("{} as of {}: {} files, {} bytes", names_of(manifest),
                     to_string(manifest.taken_at), manifest.files, manifest.bytes);
}

std::string_view about_key(const BackupManifest& manifest) {
  if (manifest.has_keys)
    return "The master key is in it: whoever has this backup can open all that is sealed.\n";
  if (manifest.master_key.empty()) return "There was no master key yet.\n";
  return "The master key is not in it: keep that apart (--with-keys takes it along).\n";
}

std::string_view about_key(KeyFit fit) {
  switch (fit) {
    case KeyFit::fits:
      return "";
    case KeyFit::other:
      return "The master key here is another one than the backup was sealed under: put the right "
             "one into its place before the start.\n";
    default:
      return "The master key is not in the backup and not here: put it into keys/master, or name "
             "it in master_key_file, before the start.\n";
  }
}

std::optional<Timestamp> moment_of(const std::string& text) {
  if (text.empty()) return {};
  const auto moment = parse_timestamp(text);
  if (moment) return moment;
  throw std::runtime_error("--at is a time as in 2026-12-01T10:00:00Z, not \"" + text + "\".");
}

std::filesystem::path place_of(const std::string& backup, const Config& config) {
  const auto& folder = config.backup_folder;
  if (backup.empty() && folder.empty())
    throw std::runtime_error("Name the backup: the configuration has no backup.folder.");
  if (backup.empty()) return folder;
  const bool named = !folder.empty() && !std::filesystem::exists(backup);
  if (named && std::filesystem::exists(folder / backup)) return folder / backup;
  return backup;
}

void say_settings(const BackupManifest& manifest, const Config& config) {
  if (!config.files_folder.empty())
    std::cout << "files.folder is set, but the files are in files/ of the data folder: move them "
                 "there, or unset it.\n";
  if (manifest.missing > 0)
    std::cout << fmt::format("The bytes of {} files are not in the backup.\n", manifest.missing);
  if (config.public_url != manifest.settings.public_url)
    std::cout << fmt::format("public_url was \"{}\" when the backup was taken.\n",
                             manifest.settings.public_url);
}

}  // namespace

int backup(const BackupOptions& options, const std::string& config_file,
           const std::vector<App>& apps) {
  log::set_level(log::Level::warning);
  const Config config = read_config_of(config_file);
  const auto began = std::chrono::steady_clock::now();
  const auto manifest = stoa::backup(apps, config, options, tell_progress);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << fmt::format("Backed up {} in {:.1f} s, in {}.\n", summary_of(manifest), took.count(),
                           options.folder.string())
            << about_key(manifest);
  return 0;
}

int restore(const RestoreOptions& options, const std::vector<App>& apps) {
  log::set_level(log::Level::warning);
  Config config = read_config_of(options.config_file);
  if (!options.data.empty()) config.data = options.data;
  if (on_postgres(config) && options.data.empty())
    throw std::runtime_error(
        "A backup is restored into a folder, and the configuration names PostgreSQL: name a folder "
        "with --data, then move it to an empty database with stoa move.");
  const auto restored = stoa::restore(
      apps, config, {place_of(options.backup, config), moment_of(options.at)}, tell_progress);
  std::cout << fmt::format("Restored {}, to {}.\n", summary_of(restored.manifest),
                           config.data.string());
  if (restored.last)
    std::cout << "The last moment that the backup has is " << to_string(*restored.last) << ".\n";
  if (!restored.kept.empty())
    std::cout << "What was there is in " << restored.kept.string() << ".\n";
  std::cout << about_key(restored.key);
  say_settings(restored.manifest, config);
  return 0;
}

}  // namespace stoa::cli
