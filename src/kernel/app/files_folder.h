// Where the configuration has the bytes of files.
#pragma once

#include <filesystem>

#include "kernel/app/config.h"

namespace stoa {

// What comes in ("spool") and what is kept ("blobs/<app>") lie below it: on one file system, where
// keeping is a link and not a copy.
inline std::filesystem::path files_folder(const Config& config) {
  return config.files_folder.empty() ? config.data / "files" : config.files_folder;
}

}  // namespace stoa
