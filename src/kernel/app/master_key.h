// The key that all secrets at rest are sealed with, where the configuration says it is.
//
// Called while a process starts, on its thread.
#pragma once

#include <filesystem>

#include "kernel/app/config.h"
#include "kernel/auth/seal.h"

namespace stoa {

inline std::filesystem::path master_key_path(const Config& config) {
  return config.master_key_file.empty() ? config.data / "keys" / "master" : config.master_key_file;
}

// That of master_key_file; without one the data folder's own, made at its first start. Throws
// std::runtime_error with a sentence.
inline auth::Seal load_master_key(const Config& config) {
  return auth::Seal::load(master_key_path(config), config.master_key_file.empty());
}

}  // namespace stoa
