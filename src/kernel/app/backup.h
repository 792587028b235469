// Copies all that an installation has into a folder, while it is served or not.
//
// A reader beside whoever serves: it opens the databases itself, takes no lock, and asks nothing of
// the server. One thread, that of a command.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/backup_manifest.h"
#include "kernel/app/config.h"
#include "kernel/app/file_shelf.h"
#include "kernel/app/ticker.h"

namespace stoa {

struct BackupOptions {
  std::filesystem::path folder;  // not there yet, or empty
  bool with_keys = false;        // the master key too: who has the backup then reads all of it
  bool without_missing = false;  // leave out files whose bytes are lost, rather than fail
  // Of a base of a continuous backup: where the bytes of files are kept instead, and what gives its
  // moment, once its snapshots are taken.
  FileShelf* shelf = nullptr;
  std::function<Timestamp()> moment = {};
};

// What is in it: all as it was at one moment, `taken_at`. Throws std::exception with a sentence,
// and then what there is of the folder is no backup.
BackupManifest backup(const std::vector<App>& apps, const Config& config,
                      const BackupOptions& options, const Tell& tell);

}  // namespace stoa
