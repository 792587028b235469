// The backups in backup.folder: what is there, and another one.
//
// Those that `stoa backup` put there are among them. Owned by the kernel; any thread that may
// block.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/backup_manifest.h"
#include "kernel/app/config.h"
#include "kernel/app/continuous.h"

namespace stoa {

struct KeptBackup {
  std::string name;  // of its folder
  std::filesystem::path folder;
  bool whole = false;  // else it is under way, was interrupted, or cannot be read
  BackupManifest manifest = {};
  std::optional<Timestamp> verified = {};  // when all its bytes were last compared with its sums
};

class Backups {
 public:
  // `continuous` may be nullptr.
  Backups(const Config& config, std::vector<App> apps, const ContinuousBackup* continuous)
      : config_(config), apps_(std::move(apps)), continuous_(continuous) {}

  // nullopt where the configuration names none: then there are no backups, and none can be made.
  std::optional<std::filesystem::path> folder() const;
  // The latest first.
  std::vector<KeptBackup> all() const;
  const ContinuousBackup* continuous() const { return continuous_; }
  std::uint64_t continuous_bytes() const;

  // Makes one and reads it again to verify it. What an earlier try of the same name has left is
  // made anew. Throws std::exception; what `progress` throws ends it.
  void make(const std::string& name, const std::function<void()>& progress) const;

 private:
  const Config& config_;
  const std::vector<App> apps_;
  const ContinuousBackup* const continuous_;
};

}  // namespace stoa
