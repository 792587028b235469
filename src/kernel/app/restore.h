// Makes a data folder of a backup, in place of the one that is there.
//
// A command that is alone with the folder while it runs. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/backup_manifest.h"
#include "kernel/app/config.h"
#include "kernel/app/ticker.h"

namespace stoa {

// Whether the master key that the server will find opens what is sealed in the backup.
enum class KeyFit { fits, other, missing };

struct RestoreFrom {
  std::filesystem::path backup;      // of one moment, or a continuous one
  std::optional<Timestamp> at = {};  // of a continuous one; nullopt: the last moment
};

struct Restored {
  BackupManifest manifest = {};  // of a continuous backup: of the base, at the moment restored
  std::optional<Timestamp> last = {};  // the last moment that the continuous backup has
  std::filesystem::path kept = {};  // where the folder is now that was there; empty when none was
  KeyFit key = KeyFit::fits;
};

// Checks each file of the backup, brings its databases up to date in a folder beside config.data,
// and exchanges the two at once. Throws std::runtime_error with a sentence, and config.data is as
// it was.
Restored restore(const std::vector<App>& apps, const Config& config, const RestoreFrom& from,
                 const Tell& tell);

}  // namespace stoa
