#include "kernel/app/backups.h"

#include <algorithm>
#include <exception>

#include "kernel/app/backup.h"
#include "kernel/app/continuous_folder.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;

KeptBackup kept_backup(const fs::path& folder) {
  KeptBackup kept{.name = folder.filename(), .folder = folder};
  try {
    kept.manifest = read_manifest(folder);
    read_sums(folder, kept.manifest);
    kept.whole = true;
    kept.verified = verified_at(folder);
  } catch (const std::exception&) {
    // That it is not whole is all there is to tell.
  }
  return kept;
}

// Whether a backup is or was to be there: folders of other things are none of ours.
bool looks_like_backup(const fs::path& folder) {
  return fs::exists(folder / manifest_name) ||
         fs::exists(folder / fs::path(database_path("")).parent_path());
}

}  // namespace

std::optional<fs::path> Backups::folder() const {
  if (config_.backup_folder.empty()) return {};
  return fs::absolute(config_.backup_folder).lexically_normal();
}

std::vector<KeptBackup> Backups::all() const {
  std::vector<KeptBackup> found;
  if (!folder() || !fs::is_directory(*folder())) return found;
  for (const auto& entry : fs::directory_iterator(*folder()))
    if (entry.is_directory() && looks_like_backup(entry.path()))
      found.push_back(kept_backup(entry.path()));
  std::sort(found.begin(), found.end(), [](const KeptBackup& a, const KeptBackup& b) {
    return std::pair(a.manifest.taken_at, a.name) > std::pair(b.manifest.taken_at, b.name);
  });
  return found;
}

std::uint64_t Backups::continuous_bytes() const {
  const auto continuous = folder() ? continuous_in(*folder()) : std::nullopt;
  return continuous ? bytes_kept(*continuous) : 0;
}

void Backups::make(const std::string& name, const std::function<void()>& progress) const {
  const fs::path folder = this->folder().value() / name;
  if (kept_backup(folder).verified) return;  // an earlier attempt died just before its end
  fs::remove_all(folder);
  try {
    backup(apps_, config_, {.folder = folder}, [&](const std::string&) { progress(); });
    verify(folder, progress);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
}

}  // namespace stoa
