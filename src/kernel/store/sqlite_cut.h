// One moment of several SQLite databases: snapshots that were all the latest at the same time.
//
// Whoever reads them together must not see a consumer's cursor ahead of the log that it stands in.
// A reader like any other: writers, in this process or another one, never wait for it. Used by the
// thread that made it.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "kernel/store/sqlite.h"

namespace stoa::store {

// Connections that read, each in a transaction of its own, in the order of `files`. Throws
// StoreError; std::runtime_error with a sentence when for too long one of them was written to
// whenever another one had just been opened.
std::vector<std::unique_ptr<SqliteConnection>> cut(const std::vector<std::filesystem::path>& files);

}  // namespace stoa::store
