// The key that all secrets at rest are sealed with, where the configuration says it is.
//
// Called while a process starts, on its thread.
#pragma once

#include "kernel/app/config.h"
#include "kernel/auth/seal.h"

namespace stoa {

// That of master_key_file; without one the data folder's own, made at its first start. Throws
// std::runtime_error with a sentence.
inline auth::Seal load_master_key(const Config& config) {
  const bool ours = config.master_key_file.empty();
  return auth::Seal::load(ours ? config.data / "keys" / "master" : config.master_key_file, ours);
}

}  // namespace stoa
